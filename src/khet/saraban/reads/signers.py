"""How a signer's posts are written out on paper."""

from django.utils import timezone

from khet.kernel.actor import Actor
from khet.org.models import Appointment

HOLDER = Appointment.Kind.HOLDER


def title_on_paper(actor: Actor) -> str:
    """The signer's own post in full, never its short name; for one who acts, the post held in one's own right."""
    seats = Appointment.objects.select_related("post", "own_post")
    seat = seats.filter(pk=actor.appointment_id or 0).first()
    if seat is None:
        return actor.post_name
    if seat.kind == HOLDER:
        return seat.post.title
    if seat.own_post is not None:
        return seat.own_post.title
    held = (
        seats.on(timezone.localdate())
        .filter(person_id=actor.person_id or 0, kind=HOLDER)
        .order_by("-main", "pk")
        .first()
    )
    return held.post.title if held else actor.post_name

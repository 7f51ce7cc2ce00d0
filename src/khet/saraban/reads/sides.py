"""On which side of a letter somebody stands: the sender's, or at a receiver."""

from khet.kernel.actor import Actor
from khet.saraban.models import Delivery, Letter
from khet.saraban.rules.letters import may_manage


def own_delivery(letter: Letter, actor: Actor) -> Delivery | None:
    """Where the letter reached this actor: addressed by name or post before the desk's own."""
    rows = Delivery.objects.visible_to(actor).filter(letter=letter).select_related("letter", "unit", "desk")
    if letter.desk_id == actor.desk_id and letter.origin == Letter.Origin.OWN:
        rows = rows.filter(from_desk_id=letter.desk_id)
    found = list(rows.order_by("pk")[:20])
    named = [row for row in found if row.to_person_id == actor.person_id or row.to_post_id in actor.post_ids]
    return next(iter(named or found), None)


def is_sender(letter: Letter, actor: Actor) -> bool:
    """On the sender's side: of its desk, and writing, signing or keeping it, leading the desk, or not a receiver.

    A colleague to whom it was addressed is a receiver, though of the same desk: the own folder is read, not what
    others answered. Leading a desk opens no secret letter.
    """
    if letter.origin != Letter.Origin.OWN or letter.desk_id not in actor.desk_ids:
        return False
    leads = letter.secrecy == 0 and letter.desk_id in actor.lead_desk_ids
    return leads or may_manage(actor, letter) or own_delivery(letter, actor) is None

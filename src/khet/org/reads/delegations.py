"""What somebody handed on to others."""

from django.db.models import Q
from django.utils import timezone

from khet.org.models import Appointment


def own_delegations(person_id: int) -> list[Appointment]:
    """Acting of others in posts this person holds, now or to come, as made by the holder."""
    day = timezone.localdate()
    held = Appointment.objects.on(day).filter(person_id=person_id, kind=Appointment.Kind.HOLDER).values("post_id")
    rows = Appointment.objects.filter(post_id__in=held, made_by_id=person_id).exclude(kind=Appointment.Kind.HOLDER)
    rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day)).select_related("person", "post__unit")
    return list(rows.order_by("valid_from", "pk"))

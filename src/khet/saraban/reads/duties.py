"""Which legal duty of the office (ก–ฉ) a letter serves: where it can be given, and what this unit usually gives."""

from django.utils import timezone

from khet.org.models import LegalDuty, Unit
from khet.org.reads.directory import duties_of
from khet.org.reads.units import version_on
from khet.saraban.models import Letter, Secrecy


def carries_duty(desk_id: int) -> bool:
    """The duties are the area office's; letters of schools carry none."""
    return Unit.objects.filter(pk=desk_id, kind=Unit.Kind.OFFICE).exists()


def duty_choices(desk_id: int) -> list[tuple[str, str]]:
    """Code and words of each duty, in the order of the law; none where letters carry none."""
    return [(duty.pk, str(duty)) for duty in LegalDuty.objects.all()] if carries_duty(desk_id) else []


def usual_duty(desk_id: int, unit_id: int) -> str | None:
    """What a new letter of this unit begins with: the only duty it has by law, else that of its last open letter."""
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None or not carries_duty(desk_id):
        return None
    own = duties_of(version_on(unit, timezone.localdate()))
    if len(own) == 1:
        return own[0].pk
    written = Letter.objects.filter(desk_id=desk_id, unit_id=unit_id, origin=Letter.Origin.OWN, secrecy=Secrecy.OPEN)
    return written.order_by("-id").values_list("duty_id", flat=True).first()

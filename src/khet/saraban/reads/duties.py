"""Which legal duty of the office (ก–ฉ) a letter serves: where it can be given, and what this unit usually gives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from khet.org.models import LegalDuty, Unit
from khet.org.reads.directory import duties_of
from khet.org.reads.units import version_on
from khet.saraban.models import Letter, Secrecy
from khet.thai.bangkok import whole_days


@dataclass(frozen=True, slots=True)
class LettersOfDuty:
    """Letters issued under a duty, and to how many receivers they went."""

    issued: int
    delivered: int


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


def letters_by_duty(desk_ids: Collection[int], first: date, last: date) -> dict[str, LettersOfDuty]:
    """Letters with a legal duty that these desks issued from first to last (Bangkok days, both included), by duty.

    Secret letters are left out: not even their number is told.
    """
    rows = Letter.objects.filter(desk_id__in=desk_ids, duty__isnull=False, secrecy=Secrecy.OPEN)
    begin, end = whole_days(first, last)
    sent = rows.filter(origin=Letter.Origin.OWN, issued_at__gte=begin, issued_at__lt=end)
    found: dict[str, LettersOfDuty] = {}
    counted = sent.values("duty_id").annotate(n=Count("pk", distinct=True), out=Count("deliveries"))
    for row in counted.order_by():
        found[row["duty_id"]] = LettersOfDuty(issued=row["n"], delivered=row["out"])
    return found

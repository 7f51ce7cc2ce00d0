"""The turn of the school year: everybody one class up, the last class out; shown first, undoable at first."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.models import Enrolment, Pupil, PupilEvent, Roll, RollOver
from khet.collect.pupils.plans import class_name, next_of
from khet.collect.rules.pupils import may_keep
from khet.collect.services.pupil_imports import locked_roll, turn
from khet.collect.services.pupil_writes import BATCH, remember
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit
from khet.thai.years import SchoolYear

Status = Enrolment.Status
EARLY = timedelta(days=45)  # before the new year opens: the last class has its results


@dataclass(slots=True)
class Turning:
    """What the press would do. goes: open enrolments of the year that rise; ends: those whose class is a last one."""

    year: int
    goes: list[Enrolment] = field(default_factory=list)
    ends: list[Enrolment] = field(default_factory=list)

    @property
    def opens(self) -> date:
        return SchoolYear(self.year + 1).start

    def classes(self) -> list[tuple[str, str, int]]:
        """(from, to or "", pupils) by grade, the lowest first."""
        told: dict[tuple[int, str], int] = {}
        for one in self.goes:
            above = next_of(one.grade)[1]
            key = (one.grade, class_name(above or 0, 0))
            told[key] = told.get(key, 0) + 1
        for one in self.ends:
            told[one.grade, ""] = told.get((one.grade, ""), 0) + 1
        return [(class_name(grade, 0), to, n) for (grade, to), n in sorted(told.items())]


def year_of(school: Unit) -> int | None:
    """The school year in which the roll stands now."""
    years = Enrolment.objects.open().filter(school=school).order_by("-year")
    return years.values_list("year", flat=True).first()


def turning(school: Unit) -> Turning | None:
    """None for an empty roll."""
    year = year_of(school)
    if year is None:
        return None
    found = Turning(year)
    rows = Enrolment.objects.open().filter(school=school, year__lte=year).select_related("pupil")
    for one in rows.order_by("grade", "room", "pk"):
        leaves, above = next_of(one.grade)
        if not leaves and above is not None:
            found.goes.append(one)
        elif one.status == Status.LEARNING:  # whoever pauses in the last class has not ended it
            found.ends.append(one)
    return found


def may_turn_on(year: int) -> date:
    """The first day on which the year may be turned."""
    return SchoolYear(year + 1).start - EARLY


@transaction.atomic
def roll_over(*, actor: Actor, school: Unit, from_year: int) -> RollOver:
    """Press. Raises Refused before the year ends, and when the roll does not stand in from_year any more."""
    if not may_keep(actor, school):
        raise Refused("ท่านเลื่อนชั้นนักเรียนของโรงเรียนนี้ไม่ได้", code="not_yours")
    roll = locked_roll(school.pk)
    found = turning(school)
    if found is None or found.year != from_year:
        raise Refused("ทะเบียนเลื่อนชั้นไปแล้วหรือว่างอยู่ โหลดหน้าใหม่", code="moved_on")
    if timezone.localdate() < may_turn_on(found.year):
        raise Refused("ยังไม่ถึงเวลาเลื่อนชั้น กดได้ตั้งแต่ 45 วันก่อนเปิดปีการศึกษาใหม่", code="too_early")
    made = RollOver.objects.create(
        school=school,
        from_year=found.year,
        on=found.opens,
        edition=roll.edition + 1,
        promoted=len(found.goes),
        graduated=len(found.ends),
        by_name=actor.person_name,
        at=timezone.now(),
        synthetic=roll.synthetic,
    )
    _write(actor, made, found)
    turn(roll)
    after = {"year": found.year + 1, "promoted": made.promoted, "graduated": made.graduated}
    audit.record(actor, "collect.rolled_over", school, after=after)
    return made


def _write(actor: Actor, made: RollOver, found: Turning) -> None:
    statuses = {one.pk: one.status for one in found.goes}
    for one in found.goes:
        one.status = Status.PROMOTED
    for one in found.ends:
        one.status = Status.GRADUATED
    for one in (*found.goes, *found.ends):
        one.until, one.closed_by = max(made.on, one.since), made
    Enrolment.objects.bulk_update([*found.goes, *found.ends], ["status", "until", "closed_by"], batch_size=BATCH)
    fresh = [
        Enrolment(
            pupil=one.pupil,
            school_id=made.school_id,
            year=made.to_year,
            grade=next_of(one.grade)[1] or one.grade,
            room=one.room,
            number=one.number,
            status=statuses[one.pk],
            since=max(made.on, one.since),
            opened_by=made,
        )
        for one in found.goes
    ]
    Enrolment.objects.bulk_create(fresh, batch_size=BATCH)
    verbs = PupilEvent.Verb
    rows: list[tuple[Pupil, str, dict[str, object]]] = [
        (one.pupil, verbs.PROMOTED, {"grade": [one.grade, next_of(one.grade)[1]]}) for one in found.goes
    ]
    rows += [(one.pupil, verbs.GRADUATED, {"grade": [one.grade, ""]}) for one in found.ends]
    remember(actor, made.school_id, rows)


def undoable(school: Unit) -> RollOver | None:
    """The last roll-over, while nothing was written to the roll after it."""
    last = RollOver.objects.filter(school=school, undone_at=None).first()
    if last is None:
        return None
    edition = Roll.objects.filter(school=school).values_list("edition", flat=True).first()
    return last if edition == last.edition else None


@transaction.atomic
def undo(*, actor: Actor, made: RollOver) -> RollOver:
    """Back to the year before, as if it had not been pressed. Raises Refused once the roll was written to."""
    if not may_keep(actor, made.school):
        raise Refused("ท่านย้อนการเลื่อนชั้นของโรงเรียนนี้ไม่ได้", code="not_yours")
    roll = locked_roll(made.school_id)
    held = RollOver.objects.select_for_update(of=("self",)).get(pk=made.pk)
    if held.undone_at is not None or roll.edition != held.edition:
        raise Refused("มีการบันทึกทะเบียนหลังเลื่อนชั้นแล้ว จึงย้อนทั้งโรงเรียนไม่ได้ แก้เป็นรายคนหรือนำเข้าไฟล์ใหม่", code="too_late")
    back = list(held.closed.select_related("pupil"))
    statuses = dict(held.opened.values_list("pupil_id", "status"))
    held.opened.all().delete()
    for one in back:
        one.status, one.until, one.closed_by = statuses.get(one.pupil_id, Status.LEARNING), None, None
    Enrolment.objects.bulk_update(back, ["status", "until", "closed_by"], batch_size=BATCH)
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    remember(actor, held.school_id, [(one.pupil, PupilEvent.Verb.UNDONE, {}) for one in back])
    turn(roll)
    audit.record(actor, "collect.roll_over_undone", held.school, after={"pupils": len(back)})
    return held

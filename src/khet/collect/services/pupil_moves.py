"""Pupils who go and come: let go, taken in, and one child on two rolls."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.models import DuplicateCase, Enrolment, Pupil, PupilEvent, Transfer
from khet.collect.rules.pupils import may_keep, may_receive, may_settle, settles_for_area
from khet.collect.services.pupil_imports import locked_roll, turn
from khet.collect.services.pupil_writes import remember
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit
from khet.thai.years import SchoolYear

Verb = PupilEvent.Verb
Status = Enrolment.Status


@transaction.atomic
def let_go(*, actor: Actor, pupil: Pupil, on: date, status: str = Status.MOVED, to: Unit | None = None) -> Enrolment:
    """End a pupil's enrolment at the school acted in; to: a school of the area that is asked to take the pupil in."""
    now = Enrolment.objects.open().select_related("school").filter(pupil=pupil, school_id=actor.desk_id).first()
    if now is None or not may_keep(actor, now.school):
        raise Refused("นักเรียนคนนี้ไม่อยู่ในทะเบียนของโรงเรียนท่านแล้ว โหลดหน้าใหม่", code="not_here")
    roll = locked_roll(now.school_id)
    now = Enrolment.objects.select_for_update(of=("self",)).get(pk=now.pk)
    if now.until is not None:
        raise Refused("นักเรียนคนนี้พ้นจากทะเบียนไปแล้ว โหลดหน้าใหม่", code="gone")
    if on < now.since:
        raise Refused("วันที่พ้นอยู่ก่อนวันที่เข้าเรียน", code="before", field="on")
    if on > timezone.localdate():
        raise Refused("วันที่อยู่ในอนาคต ใส่วันที่เกิดขึ้นจริง", code="future", field="on")
    if to is not None and (status != Status.MOVED or to.pk == now.school_id):
        raise Refused("เลือกโรงเรียนปลายทางได้เมื่อเหตุคือย้ายออกไปโรงเรียนอื่น", code="no_target", field="to")
    now.status, now.until = status, on
    now.save(update_fields=["status", "until"])
    if to is not None:
        Transfer.objects.create(
            pupil=pupil, left=now, from_school=now.school, to_school=to, by_name=actor.person_name, at=timezone.now()
        )
    verb = Verb.MOVED_OUT if status == Status.MOVED else Verb.LEFT
    school = ["", str(to)] if to else []
    remember(actor, now.school_id, [(pupil, verb, {"status": ["", status], **({"school": school} if to else {})})])
    _close_case(pupil, now)
    turn(roll)
    audit.record(actor, "collect.pupil_let_go", pupil, after={"status": status, "to": str(to or "")})
    return now


@transaction.atomic
def receive(*, actor: Actor, transfer: Transfer, on: date, grade: int, room: int = 0, number: str = "") -> Enrolment:
    """Take in a pupil whom another school let go to this one."""
    waiting = Transfer.objects.select_for_update(of=("self",)).select_related("pupil", "left").get(pk=transfer.pk)
    if not may_receive(actor, waiting):
        raise Refused("รับนักเรียนคนนี้แล้ว หรือไม่ได้ย้ายมาโรงเรียนของท่าน โหลดหน้าใหม่", code="moved_on")
    if on < (waiting.left.until or on):
        raise Refused("วันที่รับเข้าอยู่ก่อนวันที่พ้นจากโรงเรียนเดิม", code="before", field="on")
    if on > timezone.localdate():
        raise Refused("วันที่อยู่ในอนาคต ใส่วันที่เกิดขึ้นจริง", code="future", field="on")
    roll = locked_roll(waiting.to_school_id)
    if Enrolment.objects.open().filter(pupil_id=waiting.pupil_id).exists():
        raise Refused("นักเรียนคนนี้อยู่ในทะเบียนแล้ว โหลดหน้าใหม่", code="here")
    entered = Enrolment.objects.create(
        pupil=waiting.pupil,
        school_id=waiting.to_school_id,
        year=SchoolYear.of(on).be,
        grade=grade,
        room=room,
        number=number.strip(),
        since=on,
    )
    waiting.entered = entered
    waiting.save(update_fields=["entered"])
    changes = {"grade": ["", grade], "room": ["", room]}
    remember(actor, waiting.to_school_id, [(waiting.pupil, Verb.MOVED_IN, changes)])
    turn(roll)
    audit.record(actor, "collect.pupil_received", waiting.pupil, after={"grade": grade, "room": room})
    return entered


@transaction.atomic
def settle(*, actor: Actor, case: DuplicateCase, keeps: Unit) -> DuplicateCase:
    """Decide which school keeps a child that is on two rolls; the other's enrolment ends as moved out.

    The area decides for either; a school may only give the child up to the other.
    """
    held = DuplicateCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if not may_settle(actor, held):
        raise Refused("เรื่องนี้ตัดสินไปแล้วหรือไม่ใช่ของโรงเรียนท่าน โหลดหน้าใหม่", code="moved_on")
    sides = {held.first.school_id: held.second, held.second.school_id: held.first}
    if keeps.pk not in sides:
        raise Refused("เลือกโรงเรียนหนึ่งในสองแห่งนี้", code="neither", field="keeps")
    ends = sides[keeps.pk]
    if not settles_for_area(actor, held) and ends.school_id != actor.desk_id:
        raise Refused("โรงเรียนตัดสินได้เฉพาะการปล่อยนักเรียนให้อีกแห่ง ถ้าจะรับไว้ให้อีกโรงเรียนปล่อยหรือให้เขตตัดสิน", code="only_give_up")
    roll = locked_roll(ends.school_id)
    ends = Enrolment.objects.select_for_update(of=("self",)).get(pk=ends.pk)
    if ends.until is None:
        ends.status, ends.until = Status.MOVED, max(timezone.localdate(), ends.since)
        ends.save(update_fields=["status", "until"])
    held.kept, held.settled_at, held.settled_by = (
        keeps,
        timezone.now(),
        f"{actor.person_name} · {actor.desk_name}"[:300],
    )
    held.save(update_fields=["kept", "settled_at", "settled_by"])
    remember(actor, ends.school_id, [(held.pupil, Verb.SETTLED, {"school": [str(ends.school), str(keeps)]})])
    turn(roll)
    audit.record(actor, "collect.pupil_settled", held, after={"keeps": str(keeps), "gives_up": str(ends.school)})
    return held


def _close_case(pupil: Pupil, gone: Enrolment) -> None:
    """A child who left one of two rolls is on one."""
    case = DuplicateCase.objects.filter(pupil=pupil, settled_at=None).first()
    if case is None or gone.pk not in (case.first_id, case.second_id):
        return
    case.kept = case.second.school if gone.pk == case.first_id else case.first.school
    case.settled_at, case.settled_by = timezone.now(), str(gone.school)
    case.save(update_fields=["kept", "settled_at", "settled_by"])

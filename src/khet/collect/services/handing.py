"""A form handed to somebody of the unit who fills it in: a teacher, as a rule. Sending stays with the staff."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.collect.models import Submission
from khet.collect.reads.handing import KIND, holding, people_of
from khet.collect.rules import submissions as rules
from khet.collect.services.locking import lock, refuse_unless
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import services as notify
from khet.org.models import Person, Unit
from khet.work import services as work
from khet.work.reads.items import WorkItem, items_about, items_by_id

NOT_YOURS = gettext_noop("มอบแบบนี้ไม่ได้แล้ว แบบส่งไปแล้วหรือไม่ได้อยู่ที่ท่าน โหลดหน้าใหม่เพื่อดูสถานะล่าสุด")
ELSEWHERE = "ผู้รับไม่ได้อยู่ในหน่วยงานนี้ เลือกผู้รับใหม่"
State = WorkItem.State


@transaction.atomic
def hand(*, actor: Actor, given: Submission, to: Person, note: str = "") -> WorkItem:
    """Put the form into the hands of one person of the unit; whoever had it before has it no longer."""
    given = lock(given)
    refuse_unless(rules.may_hand(actor, given), NOT_YOURS, "moved_on")
    if not people_of(Unit.objects.get(pk=given.unit_id)).filter(pk=to.pk).exists():
        raise Refused(ELSEWHERE, code="other_desk", field="to")
    with audit.command(actor, "collect.handed", given, after={"to": to.full_name}, note=note):
        _withdraw(actor, given, f"มอบให้ {to.full_name} แล้ว")
        item = work.open_items(actor=actor, spec=_spec(given, to))
        title = f"ได้รับมอบให้กรอกแบบ: {given.round.title}"
        notify.send(kind="collect.handed", to=[to.pk], title=title, body=note, ref=given.ref, actor=actor)
    return item


def _spec(given: Submission, to: Person) -> work.Spec:
    """Due when the unit's own item is; a legal duty is counted there, not here as well."""
    due_at = items_by_id(given.item_id).values_list("due_at", flat=True).first()
    return work.Spec(
        kind=KIND,
        subject=given.ref,
        basis=given.ref,
        asked_unit_id=given.unit_id,
        asked_person_id=to.pk,
        label=given.round.title,
        due_at=due_at if due_at is not None and due_at > timezone.now() else None,
        due_is_date=False,
        synthetic=given.round.synthetic,
    )


@transaction.atomic
def take(*, actor: Actor, given: Submission) -> None:
    """Nobody but the staff fills it in any more."""
    given = lock(given)
    refuse_unless(rules.may_hand(actor, given), NOT_YOURS, "moved_on")
    refuse_unless(holding(given) is not None, "แบบนี้ไม่ได้มอบไว้กับใคร โหลดหน้าใหม่", "nobody")
    with audit.command(actor, "collect.hand_taken", given):
        _withdraw(actor, given, "ผู้มอบขอคืน")


@transaction.atomic
def finish(*, actor: Actor, given: Submission) -> None:
    """Whoever has it in hand is done; the one who handed it over is told, looks at it and sends it."""
    given = lock(given)
    item = holding(given)
    if item is None or item.asked_person_id != actor.person_id:
        raise Refused("แบบนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด", code="not_mine")
    with audit.command(actor, "collect.hand_done", given):
        work.answer(actor=actor, item=item, text="กรอกแล้ว", result=given.ref, allowed=True)
        if item.asked_by_person_id is not None:
            title = f"กรอกแบบเสร็จแล้ว รอตรวจและส่ง: {given.round.title}"
            notify.send(kind="collect.handed", to=[item.asked_by_person_id], title=title, ref=given.ref, actor=actor)


def _of(given: Submission) -> QuerySet[WorkItem]:
    return items_about("collect.submission", given.pk).filter(kind=KIND)


def _withdraw(actor: Actor, given: Submission, reason: str) -> None:
    """Also what is done already: a form that comes back goes to whom it was handed last, or to nobody."""
    work.withdraw(actor=actor, items=_of(given), reason=reason)


def close(actor: Actor, given: Submission, note: str = "") -> None:
    """Sent or excused: there is nothing left to fill in."""
    for item in _of(given).filter(waiting=True).order_by("pk"):
        work.close(actor=actor, item=item, note=note)


def open_again(actor: Actor, given: Submission, note: str) -> None:
    """The form came back: whoever had it last, and was not relieved of it, has it again."""
    last = _of(given).order_by("-pk").first()
    if last is not None and last.state in (State.ANSWERED, State.CLOSED):
        work.give_back(actor=actor, item=last, note=note.strip() or "คืนให้แก้", allowed=True)

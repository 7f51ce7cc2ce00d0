"""The story of a letter as one timeline, as far as this actor may read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from khet.kernel.actor import Actor
from khet.saraban.models import Answer, Delivery, Endorsement, Letter, RegisterEntry, ReviewNote
from khet.saraban.reads.sides import is_sender


@dataclass(frozen=True, slots=True)
class Event:
    """One step: what happened, who did it in which post, what was said. kind is a stable word for the icon."""

    at: datetime
    kind: str
    title: str
    who: str = ""
    post: str = ""
    note: str = ""
    to: str = ""


def timeline(letter: Letter, actor: Actor, *, delivery: Delivery | None = None) -> list[Event]:
    """Oldest first: drafting and sending for the sender's side, the folder for the receiving side."""
    events = [*_issue(letter)]
    if is_sender(letter, actor):
        events += [*_drafting(letter), *_sender_answers(letter)]
    if delivery is not None and Delivery.objects.visible_to(actor).filter(pk=delivery.pk).exists():
        events += [*_transport(delivery), *_endorsements(delivery), *_answers(delivery)]
    return sorted(events, key=lambda event: event.at)


def _drafting(letter: Letter) -> Iterator[Event]:
    yield Event(letter.created_at, "draft", _("เริ่มร่าง"), letter.drafted_name)
    for note in letter.review_notes.all():
        label = str(ReviewNote.Step(note.step).label)
        yield Event(note.at, note.step, label, note.by_name, note.by_title, note.note, note.to_name)


def _issue(letter: Letter) -> Iterator[Event]:
    if letter.issued_at:
        signed = letter.signing == Letter.Signing.ELECTRONIC
        title = (_("ออกเลขและลงนาม ที่ %s") if signed else _("ออกเลข ที่ %s")) % letter.letter_no
        post = f"{letter.signed_post} {letter.signed_phrase}{letter.signed_phrase_for}".strip()
        yield Event(letter.issued_at, "sign" if signed else "issue", title, letter.signed_name, post)
    if letter.dispatched_at:
        yield Event(letter.dispatched_at, "send", _("ส่งถึง %s แห่ง") % letter.delivery_count)
    if letter.withdrawn_at:
        yield Event(letter.withdrawn_at, "withdraw", _("ถอนหนังสือ"), note=letter.reason)
    if letter.closed_at and letter.state == Letter.State.CLOSED:
        yield Event(letter.closed_at, "close", _("จบเรื่อง"))


def _sender_answers(letter: Letter) -> Iterator[Event]:
    latest = Answer.objects.filter(delivery__letter=letter).select_related("delivery__unit").order_by("-at", "-pk")
    for answer in latest[:50]:
        yield Event(
            answer.at, "answer", _("%s ตอบ") % answer.delivery.unit, answer.by_name, answer.by_title, answer.text
        )


def _transport(delivery: Delivery) -> Iterator[Event]:
    yield Event(delivery.arrived_at, "arrive", _("มาถึง"))
    if delivery.opened_at:
        yield Event(delivery.opened_at, "open", _("เปิดอ่านครั้งแรก"), delivery.opened_name)
    for entry in delivery.entries.order_by("pk"):
        number = f"{entry.number}/{entry.year_be}"
        yield Event(entry.registered_at, "register", _("ลงรับ เลขรับ %s") % number, entry.registered_name)
        if entry.state == RegisterEntry.State.VOID and entry.voided_at:
            yield Event(entry.voided_at, "void", _("ยกเลิกเลขรับ %s") % number, entry.voided_name, note=entry.reason)
    if delivery.rejected_at:
        yield Event(delivery.rejected_at, "return", _("ส่งคืนผู้ส่ง"), note=delivery.reason)
    if delivery.withdrawn_at:
        yield Event(delivery.withdrawn_at, "withdraw", _("ผู้ส่งถอนหนังสือ"), note=delivery.reason)


def _endorsements(delivery: Delivery) -> Iterator[Event]:
    for entry in delivery.endorsements.order_by("seq"):
        label = str(Endorsement.Order(entry.order).label)
        yield Event(entry.at, "endorse", label, entry.by_name, entry.by_title, entry.note, entry.to_name)


def _answers(delivery: Delivery) -> Iterator[Event]:
    for answer in delivery.answers.all():
        yield Event(answer.at, "answer", _("ตอบผู้ส่ง"), answer.by_name, answer.by_title, answer.text)

"""Rows of registers: written at issue and at ลงรับ, reserved, used, struck through, annotated."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.numbers import services as numbers
from khet.numbers.reads import taken, voided_among
from khet.numbers.services import Number
from khet.saraban.models import Book, Delivery, Letter, RegisterEntry
from khet.saraban.reads.desks import settings_of
from khet.saraban.rules.registers import may_annotate, may_keep, may_void
from khet.saraban.services.locking import hold_delivery, lock_entry, refuse_unless
from khet.saraban.services.unregistering import unregister
from khet.saraban.services.years import open_books, series_of, this_year
from khet.search.services import touch
from khet.thai.bangkok import today

NOT_REGISTRY = gettext_noop("เรื่องนี้ทำได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณทำให้")
MOST_RESERVED = 100
State = RegisterEntry.State


def blank_entry(actor: Actor, number: Number, book: str, *, circular: bool = False) -> RegisterEntry:
    """A row for a number just taken; the caller fills the columns and saves."""
    key, now = number.counter.key, timezone.now()
    return RegisterEntry(
        desk_id=key.unit_id,
        book=book,
        series=key.series,
        secret_book=bool(key.secrecy),
        year_be=key.year_be,
        number=number.number,
        number_id=number.pk,
        registered_on=today(),
        registered_at=now,
        registered_by_id=actor.person_id,
        registered_name=actor.person_name,
    )


def fill_sent(entry: RegisterEntry, letter: Letter) -> RegisterEntry:
    """The columns of a letter that goes out."""
    entry.letter, entry.unit_id = letter, letter.unit_id
    entry.letter_no, entry.search_no, entry.dated = letter.letter_no, letter.search_no, letter.dated
    entry.from_text, entry.to_text, entry.subject = letter.from_text, letter.to_text, letter.subject
    entry.secrecy, entry.urgency, entry.synthetic = letter.secrecy, letter.urgency, letter.synthetic
    entry.state = State.ISSUED
    return entry


def fill_received(entry: RegisterEntry, delivery: Delivery) -> RegisterEntry:
    """The columns of a letter that came in."""
    letter = delivery.letter
    entry.letter, entry.delivery, entry.unit_id = letter, delivery, delivery.unit_id
    entry.letter_no, entry.search_no, entry.dated = letter.letter_no, letter.search_no, letter.dated
    entry.from_text, entry.to_text, entry.subject = letter.from_text, letter.to_text, letter.subject
    entry.secrecy, entry.urgency, entry.synthetic = letter.secrecy, letter.urgency, delivery.synthetic
    return entry


@transaction.atomic
def reserve_numbers(
    *,
    actor: Actor,
    book: str,
    reason: str,
    until: date,
    count: int = 1,
    circular: bool = False,
    on: date | None = None,
) -> list[RegisterEntry]:
    """Keep numbers for later (จองเลข), with a reason and a last day; what is not used by then is struck through.

    on is the day the rows stand under in the register; a letter issued on them may bear that day.
    """
    refuse_unless(may_keep(actor), NOT_REGISTRY, code="not_registry")
    assert actor.desk_id is not None
    if not 1 <= count <= MOST_RESERVED:
        raise Refused("จองได้ครั้งละ 1 ถึง %(most)s เลข", code="count", field="count", most=MOST_RESERVED)
    year, own = this_year(), circular and settings_of(actor.desk_id).circular_own_series
    with audit.command(actor, "saraban.reserved", after={"book": book, "count": count}, note=reason) as command:
        open_books(actor, [actor.desk_id], year)
        series = series_of(actor.desk_id, Book(book), year_be=year, circular=own)
        taken = numbers.reserve(series, actor=actor, reason=reason, until=until, count=count)
        rows = [_reserved(actor, number, book, reason, until, on) for number in taken]
        RegisterEntry.objects.bulk_create(rows)
        command.target = rows[0]
        touch("saraban.registerentry", [row.pk for row in rows])
    return rows


def _reserved(actor: Actor, number: Number, book: str, reason: str, until: date, on: date | None) -> RegisterEntry:
    row = blank_entry(actor, number, book)
    row.state, row.reason, row.reserved_until, row.unit_id = State.RESERVED, reason, until, actor.unit_id
    row.registered_on = on or row.registered_on
    return row


def use_entry(actor: Actor, entry: RegisterEntry, letter: Letter) -> RegisterEntry:
    """Take a reserved row of the letter's own book for it; the caller fills it."""
    held = lock_entry(actor, entry)
    refuse_unless(held.state == State.RESERVED, "เลขนี้ไม่ได้จองไว้แล้ว เลือกเลขอื่น", code="not_reserved")
    refuse_unless(held.desk_id == letter.desk_id, "เลขที่จองเป็นของหน่วยงานอื่น เลือกเลขอื่น", code="other_desk")
    numbers.use_reserved(taken(held.number_id or 0), actor=actor, ref=letter.ref)
    return held


@transaction.atomic
def void_number(*, actor: Actor, entry: RegisterEntry, reason: str) -> RegisterEntry:
    """Strike a number through (ยกเลิกเลข) with a reason. It stays in the register and is never given again.

    A letter whose เลขรับ is struck waits for ลงรับ again. Raises Refused while its letter is out with receivers:
    withdraw the letter first.
    """
    if entry.delivery_id is not None and entry.book == Book.RECEIVED:
        hold_delivery(entry.delivery_id)  # before its row, as everybody does who withdraws or registers
    entry = lock_entry(actor, entry)
    refuse_unless(may_void(actor, entry), NOT_REGISTRY, code="not_registry")
    if not reason.strip():
        raise Refused("เขียนเหตุผลที่ยกเลิกเลข เหตุผลจะแสดงในทะเบียน", code="no_reason", field="reason")
    with audit.command(actor, "saraban.voided", entry, note=reason, secret=entry.secret_book):
        if entry.number_id is not None:
            numbers.void(taken(entry.number_id), actor=actor, reason=reason)
        if entry.letter is not None and entry.book != Book.RECEIVED:
            _void_letter(actor, entry.letter, reason)
        if entry.delivery is not None and entry.book == Book.RECEIVED:
            unregister(actor, entry.delivery, entry)
        strike(entry, reason, by=actor.person_name)
        entry.save()
    return entry


def strike(entry: RegisterEntry, reason: str, *, by: str) -> None:
    entry.state, entry.reason = State.VOID, reason.strip()
    entry.voided_at, entry.voided_name = timezone.now(), by


def _void_letter(actor: Actor, letter: Letter, reason: str) -> None:
    letter = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.pk)
    if letter.state in (Letter.State.DISPATCHED, Letter.State.CLOSED):
        raise Refused("หนังสือส่งถึงผู้รับแล้ว ถอนหนังสือก่อนยกเลิกเลข", code="dispatched")
    letter.state, letter.reason = Letter.State.VOID, reason.strip()
    letter.save(update_fields=["state", "reason", "updated_at"])


@transaction.atomic
def annotate(
    *, actor: Actor, entry: RegisterEntry, action: str | None = None, remark: str | None = None
) -> RegisterEntry:
    """Write the columns การปฏิบัติ and หมายเหตุ."""
    entry = lock_entry(actor, entry)
    refuse_unless(may_annotate(actor, entry), NOT_REGISTRY, code="not_registry")
    before = {"action": entry.action, "remark": entry.remark}
    entry.action = entry.action if action is None else action.strip()[:500]
    entry.remark = entry.remark if remark is None else remark.strip()[:500]
    entry.save(update_fields=["action", "remark"])
    after = {"action": entry.action, "remark": entry.remark}
    audit.record(actor, "saraban.annotated", entry, before=before, after=after, secret=entry.secret_book)
    return entry


def expire_entries() -> int:
    """Strike through the rows whose reservation has lapsed in the numbering service. Run daily."""
    numbers.expire_reserved()
    waiting = RegisterEntry.objects.filter(state=State.RESERVED, reserved_until__lt=today())
    lapsed = voided_among(waiting.values("number_id"))
    with transaction.atomic():
        rows = list(waiting.select_for_update(of=("self",), no_key=True).filter(number_id__in=lapsed))
        for row in rows:
            strike(row, "หมดเวลาที่จองไว้", by="ระบบ")
        RegisterEntry.objects.bulk_update(rows, ["state", "reason", "voided_at", "voided_name"])
    return len(rows)

"""What has become of the rows of a list, in a fixed number of queries for a page."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _

from khet.kernel.actor import Actor
from khet.kernel.addresses import address
from khet.kernel.rows import facts_of
from khet.kernel.statements import Ids, statement
from khet.saraban.models import Book, Delivery, Letter, RegisterEntry
from khet.saraban.models.sight import seen_rows
from khet.thai.bangkok import local, today
from khet.ui import days as dates
from khet.ui.fences import FenceCounts
from khet.work.reads.items import items_about
from khet.work.reads.wall import fences

Stage, State = Delivery.Stage, Letter.State


@dataclass(frozen=True, slots=True)
class Standing:
    """How a row stands, said in a word, with a colour, an icon and a line below; or as a fence of the units asked."""

    text: str = ""
    tone: str = ""
    icon: str = ""
    note: str = ""
    fence: FenceCounts | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register as a page shows it; url is empty for those who may not open the letter."""

    entry: RegisterEntry
    standing: Standing
    url: str = ""

    @property
    def anchor(self) -> str:
        return f"entry-{self.entry.pk}"

    @property
    def drawn_from(self) -> Hashable:
        """All that the row on the page shows."""
        unit = self.entry.unit
        return facts_of(self.entry), unit and (unit.name, unit.short), self.standing, self.url

    @property
    def edit_label(self) -> str:
        return _("แก้เลข %s") % f"{self.entry.series}{self.entry.number}"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One letter that came: its row in our register, who has it, and the first thing that is owed."""

    delivery: Delivery
    number: str = ""
    holder: str = ""
    due_at: datetime | None = None
    asks: int = 0

    @property
    def drawn_from(self) -> Hashable:
        """All that the row on the page shows."""
        facts = facts_of(self.delivery), facts_of(self.delivery.letter), str(self.delivery.letter.desk)
        return *facts, self.number, self.holder, self.due_at, self.asks


@dataclass(frozen=True, slots=True)
class Going:
    """One letter of ours with its standing."""

    letter: Letter
    standing: Standing = field(default_factory=Standing)

    @property
    def drawn_from(self) -> Hashable:
        """All that the row on the page shows."""
        unit, post = self.letter.unit, self.letter.held_by_post
        names = (unit.name, unit.short), post and (post.title, post.short)
        return facts_of(self.letter), names, self.standing


def register_lines(actor: Actor, book: str, entries: Sequence[RegisterEntry]) -> list[Line]:
    """Rows with what became of each. Seven queries at most, however many rows."""
    stands = _of_received(entries) if book == Book.RECEIVED else _of_sent(entries)
    urls = _addresses(actor, entries)
    return [Line(each, _own_state(each) or stands.get(each.pk, Standing()), urls.get(each.pk, "")) for each in entries]


def _own_state(entry: RegisterEntry) -> Standing | None:
    if entry.is_void:
        return Standing(_("ยกเลิกเลข"), "late", "ban", _("เหตุผล: %s") % entry.reason)
    if entry.state == RegisterEntry.State.RESERVED:
        until = _("ถึง %s") % dates.listed(entry.reserved_until) if entry.reserved_until else ""
        return Standing(_("จองเลข"), "note", "bookmark", until)
    if entry.imported:
        return Standing(_("นำเข้า"), "", "archive", _("จากทะเบียนเดิม"))
    return None


@statement
def _plain_deliveries(actor: Actor, ids: Ids) -> Any:
    return Delivery.objects.plainly_visible_to(actor).filter(pk__in=ids).values_list("pk")


@statement
def _deliveries(actor: Actor, ids: Ids) -> Any:
    return Delivery.objects.visible_to(actor).filter(pk__in=ids).values_list("pk")


@statement
def _plain_letters(actor: Actor, ids: Ids) -> Any:
    return Letter.objects.plainly_visible_to(actor).filter(pk__in=ids).values_list("pk")


@statement
def _letters(actor: Actor, ids: Ids) -> Any:
    return Letter.objects.visible_to(actor).filter(pk__in=ids).values_list("pk")


def _addresses(actor: Actor, entries: Sequence[RegisterEntry]) -> dict[int, str]:
    """The page of each row's letter, for those who may see it."""
    came = {each.delivery_id for each in entries if each.delivery_id}
    wrote = {each.letter_id for each in entries if each.letter_id and not each.delivery_id}
    deliveries: set[int] = {pk for (pk,) in seen_rows(_plain_deliveries, _deliveries, actor, came)}
    letters: set[int] = {pk for (pk,) in seen_rows(_plain_letters, _letters, actor, wrote)}
    found: dict[int, str] = {}
    for each in entries:
        if each.delivery_id in deliveries:
            found[each.pk] = address("saraban:delivery", each.delivery_id)
        elif each.letter_id in letters and not each.delivery_id:
            found[each.pk] = address("saraban:letter", each.letter_id)
    return found


@statement
def _held(ids: Ids) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(pk__in=ids).select_related("holder_unit", "holder_post", "holder_person")
    return rows.only(
        *("desk_id", "stage", "reason", "closed_at", "answered_at"),
        *("holder_unit__name", "holder_unit__short", "holder_post__short", "holder_post__title"),
        *("holder_person__prefix", "holder_person__first_name", "holder_person__last_name"),
    )


def _of_received(entries: Sequence[RegisterEntry]) -> dict[int, Standing]:
    rows = _held(Ids(each.delivery_id for each in entries if each.delivery_id))
    held = {row.pk: _came_to(row) for row in rows}
    return {each.pk: held[each.delivery_id] for each in entries if each.delivery_id in held}


def _came_to(delivery: Delivery) -> Standing:
    if delivery.stage == Stage.CLOSED:
        return Standing(_("ยุติเรื่อง"), "ok", "check", dates.listed(delivery.closed_at) if delivery.closed_at else "")
    if delivery.stage == Stage.REJECTED:
        return Standing(_("ส่งคืนผู้ส่ง"), "late", "undo-2", delivery.reason)
    if delivery.stage == Stage.WITHDRAWN:
        return Standing(_("ผู้ส่งถอน"), "late", "ban", delivery.reason)
    if delivery.answered_at:
        return Standing(_("ตอบแล้ว"), "ok", "check", dates.listed(delivery.answered_at))
    who = holder_of(delivery)
    return Standing(_("ดำเนินการ"), "soon", "pencil", _("อยู่ที่ %s") % who if who else "")


def holder_of(delivery: Delivery) -> str:
    """Whoever has the matter now; joined rows are expected to be there."""
    if delivery.holder_person is not None:
        return delivery.holder_person.full_name
    if delivery.holder_post is not None:
        return delivery.holder_post.short or delivery.holder_post.title
    if delivery.holder_unit is None:
        return ""
    return _("สารบรรณ") if delivery.holder_unit_id == delivery.desk_id else str(delivery.holder_unit)


@statement
def _sent(ids: Ids) -> QuerySet[Letter]:
    return Letter.objects.filter(pk__in=ids).listed()


def _of_sent(entries: Sequence[RegisterEntry]) -> dict[int, Standing]:
    stands = letter_standings(_sent(Ids({each.letter_id for each in entries if each.letter_id})))
    return {each.pk: stands[each.letter_id] for each in entries if each.letter_id in stands}


def letter_standings(letters: Iterable[Letter]) -> dict[int, Standing]:
    """Letters by id with their standing: two queries besides the letters themselves."""
    rows = list(letters)
    out = [row.pk for row in rows if row.state in (State.DISPATCHED, State.CLOSED)]
    asked = fences("saraban.letter", out) if out else {}
    alone = [row.pk for row in rows if row.pk in out and row.delivery_count == 1 and row.pk not in asked]
    there = _numbers_there(alone)
    return {row.pk: _stands(row, asked.get(row.pk), there.get(row.pk)) for row in rows}


def _numbers_there(letter_ids: Sequence[int]) -> dict[int, int]:
    """The receiver's own number of a letter that went to one place."""
    if not letter_ids:
        return {}
    rows = RegisterEntry.objects.filter(letter_id__in=letter_ids, book=Book.RECEIVED, state="issued")
    return dict(rows.values_list("letter_id", "number"))


def _stands(letter: Letter, asked: Mapping[str, int] | None, there: int | None) -> Standing:
    if letter.state in (State.DISPATCHED, State.CLOSED) and asked:
        counts = FenceCounts(**{name: count for name, count in asked.items() if name != "none"})
        return Standing(
            note=_("ตอบครบ %(done)s/%(total)s") % {"done": counts.answered, "total": counts.total}, fence=counts
        )
    if there is not None:
        return Standing(_("รับแล้ว"), "ok", "check", _("ทะเบียนรับ %s") % there)
    words = {
        State.ISSUED: (_("ออกเลขแล้ว"), "soon", "stamp"),
        State.READY: (_("รอส่ง"), "soon", "send"),
        State.DISPATCHED: (_("ส่งแล้ว"), "ok", "check"),
        State.CLOSED: (_("จบเรื่อง"), "ok", "check"),
        State.WITHDRAWN: (_("ถอนแล้ว"), "late", "undo-2"),
        State.VOID: (_("ยกเลิกเลข"), "late", "ban"),
        State.PROPOSED: (_("รอลงนาม"), "soon", "fingerprint"),
        State.REVIEW: (_("รอตรวจ"), "soon", "eye"),
        State.RETURNED: (_("คืนให้แก้"), "late", "undo-2"),
        State.APPROVED: (_("ผ่านการตรวจ"), "ok", "check"),
        State.DRAFT: (_("ร่าง"), "", "pencil"),
    }
    text, tone, icon = words.get(State(letter.state), (str(State(letter.state).label), "", ""))
    return Standing(text, tone, icon, _when(letter))


def _when(letter: Letter) -> str:
    """The hour for what went out today, the day otherwise; the reason of what was taken back."""
    if letter.state in (State.WITHDRAWN, State.VOID):
        return letter.reason
    moment = letter.dispatched_at if letter.state == State.DISPATCHED else letter.closed_at
    if moment is None:
        return ""
    return dates.clock(moment) if local(moment).date() == today() else dates.listed(moment)


@statement
def _own_numbers(ids: Ids) -> Any:
    entries = RegisterEntry.objects.filter(delivery_id__in=ids, state="issued")
    return entries.values_list("delivery_id", "number", "year_be")


@statement
def _owed(ids: Ids) -> Any:
    owed = items_about("saraban.delivery", ids).filter(waiting=True, ask__isnull=False)
    return owed.order_by().values_list("subject_id").annotate(due=Min("due_at"))


def arrivals(rows: Sequence[Delivery]) -> list[Arrived]:
    """Letters that came, with number, holder and what is owed: two queries for a page."""
    ids = Ids(row.pk for row in rows)
    numbers = {pk: f"{number}/{year}" for pk, number, year in _own_numbers(ids)}
    dues = dict(_owed(ids))
    return [
        Arrived(row, numbers.get(row.pk, ""), holder_of(row) if row.live else "", dues.get(row.pk), int(row.pk in dues))
        for row in rows
    ]


def goings(rows: Sequence[Letter]) -> list[Going]:
    stands = letter_standings(rows)
    return [Going(row, stands[row.pk]) for row in rows]

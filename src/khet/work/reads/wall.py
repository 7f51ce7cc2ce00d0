"""The wall: who has answered and who has not, over all items of one basis."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from khet.kernel.refs import Ref
from khet.work.models import Ask, WorkItem

PICKETS = ("answered", "working", "opened", "unopened", "late")


@dataclass(frozen=True, slots=True)
class Cell:
    """One ask at one unit. mark is answered, working, opened, unopened or late; ตอบช้า stays as was_late."""

    item: WorkItem | None
    mark: str
    was_late: bool = False


@dataclass(frozen=True, slots=True)
class WallRow:
    """One unit with a cell per ask; its picket is its worst cell."""

    unit_id: int
    unit_name: str
    district: str
    cells: tuple[Cell, ...]
    picket: str

    @property
    def drawn_from(self) -> Hashable:
        """All that its line on the wall shows."""
        cells = ((cell.item.pk, cell.item.via, cell.mark, cell.was_late) if cell.item else None for cell in self.cells)
        return self.unit_name, self.complete, tuple(cells)

    @property
    def complete(self) -> bool:
        return self.picket == "answered"


@dataclass(frozen=True, slots=True)
class Wall:
    """Rows sorted answered → late, counts per picket, and the asks with their own counts."""

    basis: Ref
    asks: tuple[Ask, ...]
    rows: tuple[WallRow, ...]
    counts: dict[str, int] = field(default_factory=dict)
    ask_counts: dict[int, Counter[str]] = field(default_factory=dict)
    due_at: datetime | None = None
    reminded: int = 0
    reminded_at: datetime | None = None

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def done(self) -> int:
        return self.counts.get("answered", 0)

    @property
    def owing(self) -> tuple[WallRow, ...]:
        return tuple(row for row in self.rows if not row.complete)

    @property
    def districts(self) -> list[tuple[str, list[WallRow]]]:
        """Rows by district, those with most open first, whole ones last."""
        groups: dict[str, list[WallRow]] = {}
        for row in self.rows:
            groups.setdefault(row.district, []).append(row)

        def weight(entry: tuple[str, list[WallRow]]) -> tuple[bool, str]:
            return all(row.complete for row in entry[1]), entry[0]

        return sorted(groups.items(), key=weight)


def wall(basis: Ref) -> Wall:
    """Two queries, however many units. The caller has asked the basis whether the actor may see it."""
    asks = tuple(Ask.objects.filter(basis_kind=basis.kind, basis_id=basis.id))
    items = list(
        WorkItem.objects.filter(basis_kind=basis.kind, basis_id=basis.id, ask__isnull=False)
        .exclude(state="withdrawn")
        .select_related("asked_unit")
        .order_by("asked_unit__amphoe", "asked_unit__sort_key", "asked_unit_id")
    )
    now = timezone.now()
    rows = list(rows_of(asks, items, now).values())
    rows.sort(key=lambda row: PICKETS.index(row.picket))
    open_dues = [item.due_at for item in items if item.due_at]
    return Wall(
        basis=basis,
        asks=asks,
        rows=tuple(rows),
        counts=dict(Counter(row.picket for row in rows)),
        ask_counts=_per_ask(asks, rows),
        due_at=max(open_dues, default=None),
        reminded=max((item.reminded for item in items), default=0),
        reminded_at=max((item.reminded_at for item in items if item.reminded_at), default=None),
    )


def _row(asks: Sequence[Ask], found: dict[int, WorkItem], now: datetime) -> WallRow:
    cells = tuple(_cell(found.get(ask.pk), now) for ask in asks)
    unit = next(iter(found.values())).asked_unit
    asked = [cell.mark for cell in cells if cell.item is not None]
    return WallRow(
        unit_id=unit.pk,
        unit_name=unit.short or unit.name,
        district=unit.amphoe,
        cells=cells,
        picket=worst(asked),
    )


def rows_of(asks: Sequence[Ask], items: Sequence[WorkItem], now: datetime) -> dict[int, WallRow]:
    """A row per unit that has an item, in the order of the items; each item knows its asked_unit."""
    by_unit: dict[int, dict[int, WorkItem]] = {}
    for item in items:
        by_unit.setdefault(item.asked_unit_id, {})[item.ask_id or 0] = item
    return {unit_id: _row(asks, found, now) for unit_id, found in by_unit.items()}


def worst(marks: list[str]) -> str:
    """Late if anything is late; answered only if all is; else how far the unit has come at best."""
    if "late" in marks:
        return "late"
    if all(mark == "answered" for mark in marks):
        return "answered"
    if "working" in marks or "answered" in marks:
        return "working"
    return "opened" if "opened" in marks else "unopened"


def _cell(item: WorkItem | None, now: datetime) -> Cell:
    if item is None:
        return Cell(item=None, mark="none")
    mark = mark_of(state=item.state, waiting=item.waiting, due_at=item.due_at, now=now)
    return Cell(item=item, mark=mark, was_late=item.late and not item.waiting)


def mark_of(*, state: str, waiting: bool, due_at: datetime | None, now: datetime) -> str:
    """Where one item stands, as one of PICKETS."""
    if not waiting:
        return "answered"
    if due_at is not None and due_at < now:
        return "late"
    if state in (WorkItem.State.ACCEPTED, WorkItem.State.RETURNED):
        return "working"
    return "opened" if state == WorkItem.State.SEEN else "unopened"


def _per_ask(asks: Sequence[Ask], rows: Sequence[WallRow]) -> dict[int, Counter[str]]:
    return {
        ask.pk: Counter(row.cells[index].mark for row in rows if row.cells[index].item is not None)
        for index, ask in enumerate(asks)
    }


def fences(basis_kind: str, basis_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Picket counts of several bases for the small fences, in one query."""
    now = timezone.now()
    marks: dict[int, dict[int, list[str]]] = {}
    items = WorkItem.objects.filter(basis_kind=basis_kind, basis_id__in=list(basis_ids), ask__isnull=False)
    for item in items.exclude(state="withdrawn").only(
        "basis_id", "asked_unit_id", "state", "waiting", "due_at", "late"
    ):
        marks.setdefault(item.basis_id, {}).setdefault(item.asked_unit_id, []).append(_cell(item, now).mark)
    return {basis_id: dict(Counter(worst(found) for found in units.values())) for basis_id, units in marks.items()}

"""A wall by pages: counted over all its units, drawn for the page; one of many units opens on its groups."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from khet.kernel.refs import Ref
from khet.kernel.statements import Ids, statement
from khet.work.models import Ask, WorkItem
from khet.work.reads.wall import WallRow, mark_of, rows_of, worst

PAGE: Final = 300  # units drawn at once; more are shown by groups first
SHOWS: Final = ("all", "owing", "late", "unopened", "done")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader narrows to: one of SHOWS, words of a name, a group by its key, and the page from 1."""

    show: str = "all"
    find: str = ""
    group: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one parent, or of one district where all have the same parent, with their counts per picket."""

    key: str
    name: str
    counts: Counter[str]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def complete(self) -> bool:
        return self.counts["answered"] == self.total


@dataclass(frozen=True, slots=True)
class WallPage:
    """Counts over the whole wall; tallies per filter over what is narrowed to; groups or rows of this page."""

    basis: Ref
    asks: tuple[Ask, ...]
    counts: Counter[str]
    answered_late: int
    due_at: datetime | None
    reminded_at: datetime | None
    tallies: dict[str, int]
    group: Group | None
    groups: tuple[Group, ...]
    by_parent: bool
    rows: tuple[WallRow, ...]
    number: int
    pages: int

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def done(self) -> int:
        return self.counts["answered"]

    @property
    def owing(self) -> int:
        return self.total - self.done


@dataclass(slots=True)
class _Unit:
    """One unit with the marks of its asks, without its items."""

    pk: int
    words: str
    parent: tuple[str, str]
    district: str
    place: tuple[str, str]
    marks: list[str] = field(default_factory=list)
    slow: bool = False
    picket: str = ""

    def stands(self, show: str) -> bool:
        complete = self.picket == "answered"
        return {"all": True, "owing": not complete, "done": complete}.get(show, self.picket == show)


@dataclass(slots=True)
class _Sum:
    """What is said of the whole wall."""

    units: list[_Unit]
    due_at: datetime | None
    reminded_at: datetime | None


def wall_page(basis: Ref, wanted: Wanted) -> WallPage:
    """Three queries, however many units. The caller has asked the basis whether the actor may see it."""
    now = timezone.now()
    asks = tuple(_asks(basis.kind, basis.id))
    whole = _sum(_lines(basis.kind, basis.id), now)
    by_parent = len({unit.parent for unit in whole.units}) > 1
    groups = _groups(whole.units, by_parent=by_parent)
    chosen = groups.get(wanted.group)
    narrowed = _narrowed(whole.units, wanted, chosen, by_parent=by_parent)
    shown = [unit for unit in narrowed if unit.stands(wanted.show)]
    folded = len(shown) > PAGE and chosen is None and not wanted.find
    listed = _groups(shown, by_parent=by_parent) if folded else {}
    pages = max(1, -(-(len(listed) if folded else len(shown)) // PAGE))
    number = min(max(wanted.page, 1), pages)
    cut = slice((number - 1) * PAGE, number * PAGE)
    return WallPage(
        basis=basis,
        asks=asks,
        counts=Counter(unit.picket for unit in whole.units),
        answered_late=sum(unit.slow and unit.picket == "answered" for unit in whole.units),
        due_at=whole.due_at,
        reminded_at=whole.reminded_at,
        tallies={show: sum(unit.stands(show) for unit in narrowed) for show in SHOWS},
        group=chosen,
        groups=tuple(sorted(listed.values(), key=lambda each: (each.complete, not each.name, each.name))[cut]),
        by_parent=by_parent,
        rows=() if folded else _rows(basis, asks, _in_order(shown)[cut], now),
        number=number,
        pages=pages,
    )


def _items(kind: str, pk: int) -> QuerySet[WorkItem]:
    rows = WorkItem.objects.filter(basis_kind=kind, basis_id=pk, ask__isnull=False)
    return rows.exclude(state="withdrawn")


@statement
def _asks(kind: str, pk: int) -> QuerySet[Ask]:
    return Ask.objects.filter(basis_kind=kind, basis_id=pk)


@statement
def _lines(kind: str, pk: int) -> Any:
    """No objects are made of the items."""
    at = ("asked_unit__name", "asked_unit__short", "asked_unit__amphoe", "asked_unit__province")
    above = ("asked_unit__parent_id", "asked_unit__parent__short", "asked_unit__parent__name")
    rows = _items(kind, pk).order_by("asked_unit__sort_key", "asked_unit_id")
    return rows.values_list("asked_unit_id", "reminded_at", "due_at", "state", "waiting", "late", *at, *above)


@statement
def _drawn(kind: str, pk: int, unit_ids: Ids) -> QuerySet[WorkItem]:
    rows = _items(kind, pk).filter(asked_unit_id__in=unit_ids).select_related("asked_unit")
    unit = ("asked_unit__name", "asked_unit__short", "asked_unit__amphoe")
    return rows.only("ask_id", "state", "waiting", "due_at", "late", "via", *unit)


def _sum(lines: Sequence[tuple[Any, ...]], now: datetime) -> _Sum:
    """Every unit in the order of its name."""
    units: dict[int, _Unit] = {}
    for pk, _reminded, due, state, waiting, late, name, short, amphoe, province, parent, p_short, p_name in lines:
        unit = units.get(pk)
        if unit is None:
            unit = units[pk] = _Unit(
                pk=pk,
                words=f"{name} {short}".casefold(),
                parent=(f"u{parent or 0}", p_short or p_name or ""),
                district=amphoe,
                place=(f"d{province}/{amphoe}", amphoe),
            )
        unit.marks.append(mark_of(state=state, waiting=waiting, due_at=due, now=now))
        unit.slow |= late and not waiting
    for unit in units.values():
        unit.picket = worst(unit.marks)
    return _Sum(
        units=list(units.values()),
        due_at=max((line[2] for line in lines if line[2]), default=None),
        reminded_at=max((line[1] for line in lines if line[1]), default=None),
    )


def _place(unit: _Unit, *, by_parent: bool) -> tuple[str, str]:
    return unit.parent if by_parent else unit.place


def _groups(units: Sequence[_Unit], *, by_parent: bool) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for unit in units:
        key, name = _place(unit, by_parent=by_parent)
        found.setdefault(key, Group(key, name, Counter())).counts[unit.picket] += 1
    return found


def _narrowed(units: list[_Unit], wanted: Wanted, chosen: Group | None, *, by_parent: bool) -> list[_Unit]:
    words = wanted.find.casefold().split()
    return [
        unit
        for unit in units
        if (chosen is None or _place(unit, by_parent=by_parent)[0] == chosen.key)
        and all(word in unit.words for word in words)
    ]


def _in_order(units: list[_Unit]) -> list[_Unit]:
    """By district, those that still owe first in each; districts that are whole come last."""
    owing = {unit.district for unit in units if unit.picket != "answered"}

    def place(unit: _Unit) -> tuple[bool, bool, str, bool]:
        return unit.district not in owing, not unit.district, unit.district, unit.picket == "answered"

    return sorted(units, key=place)


def _rows(basis: Ref, asks: Sequence[Ask], units: Sequence[_Unit], now: datetime) -> tuple[WallRow, ...]:
    ids = Ids(unit.pk for unit in units)
    rows = rows_of(asks, _drawn(basis.kind, basis.id, ids), now)
    return tuple(rows[pk] for pk in ids if pk in rows)

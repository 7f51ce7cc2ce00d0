"""A round as its owner follows it: every unit with its state, who is late, and the fence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from khet.collect.models import Round, Submission
from khet.collect.reads.rounds import PICKET
from khet.ui.fences import FenceCounts
from khet.work.reads.items import WorkItem, items_by_id

State = Submission.State
SHOW = ("all", "owing", "late", "check", "accepted", "excused")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: its submission, what asks for it, and whether it is late now or was."""

    given: Submission
    item: WorkItem | None
    picket: str
    overdue: bool

    @property
    def due_at(self) -> datetime | None:
        return self.item.due_at if self.item is not None else None


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Lines as filtered, and the counts of all."""

    lines: list[UnitLine]
    counts: FenceCounts
    tallies: dict[str, int]
    owing: int
    reminded_at: datetime | None


def round_page(round_: Round, *, show: str = "all", find: str = "") -> RoundPage:
    """Two queries, however many units; lines by district and name."""
    lines = _lines(round_.submissions.select_related("unit").order_by("unit__amphoe", "unit__sort_key", "unit_id"))
    marks = Counter(line.picket for line in lines)
    counts = FenceCounts(
        answered=marks["answered"],
        working=marks["working"],
        opened=marks["opened"],
        unopened=marks["unopened"],
        late=marks["late"],
        excused=marks["excused"],
        answered_late=sum(line.given.late for line in lines if line.picket == "answered"),
    )
    reminded = [line.item.reminded_at for line in lines if line.item is not None and line.item.reminded_at]
    return RoundPage(
        lines=[line for line in lines if _shown(line, show) and find.casefold() in line.given.unit_name.casefold()],
        counts=counts,
        tallies={key: sum(_shown(line, key) for line in lines) for key in SHOW},
        owing=sum(line.given.state in Submission.OPEN_STATES for line in lines),
        reminded_at=max(reminded, default=None),
    )


def _lines(rows: QuerySet[Submission]) -> list[UnitLine]:
    found, now = list(rows), timezone.now()
    items = items_by_id([row.item_id for row in found if row.item_id]).in_bulk()
    return [_line(row, items.get(row.item_id), now) for row in found]


def _line(row: Submission, item: WorkItem | None, now: datetime) -> UnitLine:
    waits = row.state in (*Submission.OPEN_STATES, State.SUBMITTED)
    overdue = waits and item is not None and item.due_at is not None and item.due_at < now
    picket = "late" if overdue else PICKET[State(row.state)]
    if picket == "unopened" and item is not None and item.state == WorkItem.State.SEEN:
        picket = "opened"
    return UnitLine(row, item, picket, overdue)


def _shown(line: UnitLine, show: str) -> bool:
    state = line.given.state
    return {
        "all": True,
        "owing": state in (*Submission.OPEN_STATES, State.SUBMITTED),
        "late": line.overdue or line.given.late,
        "check": state == State.CERTIFIED,
        "accepted": state in (State.ACCEPTED, State.LOCKED),
        "excused": state == State.EXCUSED,
    }.get(show, True)


def gaps(round_: Round) -> QuerySet[Submission]:
    """Units that hold the lock back: neither accepted nor excused."""
    return round_.submissions.exclude(state__in=(State.ACCEPTED, State.LOCKED, State.EXCUSED)).order_by("unit_name")


def waiting_for(unit_ids: Sequence[int] | frozenset[int], *, most: int = 50) -> list[UnitLine]:
    """What units still have to give, the nearest day first."""
    rows = Submission.objects.filter(unit_id__in=unit_ids, round__state=Round.State.OPEN)
    rows = rows.filter(Q(state__in=Submission.OPEN_STATES) | Q(state=State.SUBMITTED)).select_related("round__desk")
    far = timezone.now() + timedelta(days=40_000)
    lines = _lines(rows)
    return sorted(lines, key=lambda line: (line.due_at or far, line.given.pk))[:most]


def given_by(unit_ids: Sequence[int] | frozenset[int], *, most: int = 50) -> list[Submission]:
    """What units gave, newest first."""
    rows = Submission.objects.filter(unit_id__in=unit_ids).exclude(state__in=Submission.OPEN_STATES)
    rows = rows.exclude(state=State.SUBMITTED, round__state=Round.State.OPEN)
    return list(rows.select_related("round__desk").order_by("-round__as_of", "-pk")[:most])

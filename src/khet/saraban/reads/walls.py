"""How a sent letter stands: a fence per ask, and the receivers with what each did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from khet.kernel.actor import Actor
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.reads.sendings import receivers
from khet.saraban.reads.voided import struck_numbers
from khet.ui import keyset
from khet.ui.fences import FenceCounts
from khet.work.kinds import Described, kinds
from khet.work.reads.items import Ask, items_about
from khet.work.reads.wall import PICKETS, wall

PAGE = 20


@dataclass(frozen=True, slots=True)
class AskFence:
    """One ask with its fence. outcome: how the whole stands, said by its kind, with a page of its own."""

    ask: Ask
    counts: FenceCounts
    due_at: datetime | None
    outcome: Described | None = None


@dataclass(frozen=True, slots=True)
class Receiver:
    """One receiver with its own register number and how many of its asks are answered.

    struck: the number it struck through, while it has not registered again.
    """

    delivery: Delivery
    number: str
    asked: int
    answered: int
    late: int
    struck: str = ""


@dataclass(frozen=True, slots=True)
class Receivers:
    """A page of receivers and what it is filtered by."""

    rows: list[Receiver]
    page: keyset.Page[Delivery]
    stage: str


def counts_of(marks: Mapping[str, int]) -> FenceCounts:
    return FenceCounts(**{key: marks.get(key, 0) for key in PICKETS})


def ask_fences(letter: Letter, actor: Actor) -> list[AskFence]:
    """In two queries, however many receivers, and what each kind asks beside."""
    found = wall(letter.ref)
    outcomes = _outcomes(found.asks, actor)
    places = {ask.pk: place for place, ask in enumerate(found.asks)}
    fences = []
    for ask in found.asks:
        items = [row.cells[places[ask.pk]].item for row in found.rows]
        excused = sum(item is not None and item.via == "na" for item in items)
        marks = Counter(found.ask_counts.get(ask.pk, {}))
        counts = counts_of(marks)
        if excused:
            counts = FenceCounts(
                answered=counts.answered - excused,
                working=counts.working,
                opened=counts.opened,
                unopened=counts.unopened,
                late=counts.late,
                excused=excused,
            )
        fences.append(AskFence(ask, counts, ask.due_at, outcomes.get(ask.pk)))
    return fences


def _outcomes(asks: Sequence[Ask], actor: Actor) -> dict[int, Described]:
    by_kind: dict[str, list[int]] = {}
    for ask in asks:
        by_kind.setdefault(ask.kind, []).append(ask.pk)
    found: dict[int, Described] = {}
    for key, ids in by_kind.items():
        kind = kinds.get(key)
        if kind is not None and kind.outcome is not None:
            found |= kind.outcome(ids, actor)
    return found


def receiver_page(letter: Letter, stage: str, cursor: str) -> Receivers:
    """One page of receivers in five queries: deliveries, register rows and struck ones, asks."""
    known = stage if stage in Delivery.Stage.values else ""
    page = keyset.page_of(receivers(letter, stage=known), order=("pk",), cursor=cursor, size=PAGE)
    ids = [row.pk for row in page]
    numbers = RegisterEntry.objects.filter(delivery_id__in=ids, state=RegisterEntry.State.ISSUED)
    number = {
        row.delivery_id: f"{row.number}/{row.year_be}" for row in numbers.only("delivery_id", "number", "year_be")
    }
    items = items_about("saraban.delivery", ids).filter(ask__isnull=False)
    sums = (
        items.exclude(state="withdrawn")
        .order_by()
        .values("subject_id")
        .annotate(
            asked=Count("pk"), answered=Count("pk", filter=Q(waiting=False)), slow=Count("pk", filter=Q(late=True))
        )
    )
    tally: dict[int, Mapping[str, Any]] = {row["subject_id"]: dict(row) for row in sums}
    struck = {pk: f"{row.number}/{row.year_be}" for pk, row in struck_numbers(ids).items()}
    rows = [_receiver(row, number.get(row.pk, ""), tally.get(row.pk, {}), struck.get(row.pk, "")) for row in page]
    return Receivers(rows, page, known)


def _receiver(delivery: Delivery, number: str, sums: Mapping[str, Any], struck: str) -> Receiver:
    return Receiver(delivery, number, sums.get("asked", 0), sums.get("answered", 0), sums.get("slow", 0), struck)

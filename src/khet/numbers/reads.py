"""Questions about series and their numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Window
from django.db.models.functions import Lag

from khet.kernel.refs import Ref
from khet.numbers.models import Counter, Number
from khet.numbers.series import Series


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers first … last that the counter passed and nobody can account for."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Finding:
    series: Series
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of numbers as its counter stands: from first to last, and what is missing in between."""

    series: Series
    first: int
    last: int
    gaps: tuple[Gap, ...]


def runs_of(unit_id: int, year_be: int, registers: Collection[str]) -> list[Run]:
    """All runs of a unit's year in the given registers, in a stable order."""
    counters = Counter.objects.filter(unit_id=unit_id, year_be=year_be, register__in=list(registers))
    return [
        Run(counter.key, counter.first, counter.last, tuple(gaps_of(counter)))
        for counter in counters.order_by("register", "series", "secrecy")
    ]


def gaps(series: Series) -> list[Gap]:
    """The unexplained gaps of a series; recorded jumps are explained. A healthy series has none."""
    counter = Counter.objects.of(series).first()
    return gaps_of(counter) if counter else []


def gaps_of(counter: Counter) -> list[Gap]:
    """Gaps between first and last of this counter as it was read; computed in the database."""
    held = counter.numbers.filter(number__lte=counter.last)
    before = Window(Lag("number", default=counter.first - 1), order_by=F("number").asc())
    stretches = held.annotate(before=before).filter(~Q(number=F("before") + 1)).order_by("number")
    missing = [(before + 1, number - 1) for before, number in stretches.values_list("before", "number")]
    top = held.aggregate(top=Max("number"))["top"] or counter.first - 1
    if top < counter.last:
        missing.append((top + 1, counter.last))
    jumps = {(jump.after + 1, jump.first - 1) for jump in counter.jumps.all()}
    return [Gap(first, last) for first, last in missing if (first, last) not in jumps]


def next_number(series: Series) -> int:
    """What the next number would be if it were taken now; a look, not a promise."""
    last = Counter.objects.of(series).values_list("last", flat=True).first()
    return (last or 0) + 1


def numbers_of(ref: Ref) -> list[Number]:
    """Every number a thing was given, void ones too."""
    return list(Number.objects.filter(ref_kind=ref.kind, ref_id=ref.id).select_related("counter").order_by("pk"))


def reserved(series: Series) -> list[Number]:
    """Numbers kept and not yet used, lowest first."""
    counters = Counter.objects.of(series)
    return list(Number.objects.filter(counter__in=counters, state="reserved").order_by("number"))


def taken(pk: int) -> Number:
    """A number that was given, as it stands. Raises Number.DoesNotExist."""
    return Number.objects.get(pk=pk)


def voided_among(ids: Collection[int] | QuerySet[Any, Any]) -> set[int]:
    """Those of these numbers that are void now."""
    return set(Number.objects.filter(pk__in=ids, state="void").values_list("pk", flat=True))

"""All units with their names, parents and successions by date: what figures of many years are grouped by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from khet.org.models import Succession, Unit, UnitVersion


@dataclass(frozen=True, slots=True)
class Span:
    """Name and parent in [since, until)."""

    since: date
    until: date | None
    name: str
    short: str
    parent_id: int | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Heir:
    """Who took over on a day; kind is merge, split or successor."""

    on: date
    unit_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit through time. name and the rest are today's; closed says that it is no more."""

    id: int
    code: str
    kind: str
    name: str
    short: str
    parent_id: int | None
    amphoe: str
    province: str
    order: int
    sort_key: str
    closed: bool
    spans: tuple[Span, ...] = field(default=())
    heirs: tuple[Heir, ...] = field(default=())

    def on(self, day: date) -> Span | None:
        """Name and parent as they were; before the first known day the first that is known, after the last the last."""
        if not self.spans:
            return None
        return next(
            (s for s in self.spans if s.covers(day)), self.spans[0] if day < self.spans[0].since else self.spans[-1]
        )


def unit_lines(ids: Iterable[int] | None = None) -> dict[int, UnitLine]:
    """By id, in the order of the directory; three queries. ids narrows to some units."""
    units, versions, successions = Unit.objects.all(), UnitVersion.objects.all(), Succession.objects.all()
    if ids is not None:
        wanted = list(ids)
        units, versions = units.filter(pk__in=wanted), versions.filter(unit_id__in=wanted)
        successions = successions.filter(from_unit_id__in=wanted)
    spans: dict[int, list[Span]] = defaultdict(list)
    for unit_id, since, until, name, short, parent_id in versions.order_by("valid_from").values_list(
        "unit_id", "valid_from", "valid_until", "name", "short", "parent_id"
    ):
        spans[unit_id].append(Span(since, until, name, short, parent_id))
    heirs: dict[int, list[Heir]] = defaultdict(list)
    for from_id, on, to_id, kind in successions.order_by("on").values_list("from_unit_id", "on", "to_unit_id", "kind"):
        heirs[from_id].append(Heir(on, to_id, kind))
    return {
        row[0]: UnitLine(*row[:10], closed=not row[10], spans=tuple(spans[row[0]]), heirs=tuple(heirs[row[0]]))
        for row in units.order_by("order", "sort_key").values_list(
            "pk", "code", "kind", "name", "short", "parent_id", "amphoe", "province", "order", "sort_key", "active"
        )
    }


@dataclass(frozen=True, slots=True)
class Point:
    """Where a school stands; exact is false for the centre of its tambon."""

    unit_id: int
    code: str
    name: str
    latitude: float
    longitude: float
    exact: bool


def points() -> list[Point]:
    """Schools that are open and have a place. One query."""
    rows = Unit.objects.filter(kind=Unit.Kind.SCHOOL, active=True, latitude__isnull=False, longitude__isnull=False)
    told = rows.order_by("order", "sort_key").values_list(
        "pk", "code", "short", "name", "latitude", "longitude", "point_is_tambon"
    )
    return [
        Point(pk, code, short or name, float(north), float(east), not tambon)
        for pk, code, short, name, north, east, tambon in told
        if north is not None and east is not None
    ]

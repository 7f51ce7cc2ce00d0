"""The area as a drawing: where the schools stand, for the sign-in page."""

from dataclasses import dataclass
from math import cos, radians

from khet.org.models import Unit

LONG_SIDE = 700.0  # of the drawing, in its own units
MARGIN = 40.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One school in the drawing's own units, y downwards."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class AreaMap:
    """Schools of the area inside a view box of width by height."""

    width: int
    height: int
    spots: tuple[Spot, ...]


def area_map() -> AreaMap | None:
    """None until at least three schools have a place. One query."""
    found = Unit.objects.filter(kind=Unit.Kind.SCHOOL, active=True, latitude__isnull=False, longitude__isnull=False)
    places = [(float(lat), float(long)) for lat, long in found.values_list("latitude", "longitude") if lat and long]
    return _drawn(places) if len(places) >= 3 else None


def _drawn(places: list[tuple[float, float]]) -> AreaMap:
    """North up; a degree east is shorter than a degree north by the cosine of the latitude."""
    north, west = max(lat for lat, _ in places), min(long for _, long in places)
    squeeze = cos(radians(north))
    flat = [((long - west) * squeeze, north - lat) for lat, long in places]
    scale = (LONG_SIDE - 2 * MARGIN) / (max(max(x, y) for x, y in flat) or 1.0)
    spots = tuple(Spot(round(MARGIN + x * scale), round(MARGIN + y * scale)) for x, y in sorted(flat))
    return AreaMap(
        width=round(max(spot.x for spot in spots) + MARGIN),
        height=round(max(spot.y for spot in spots) + MARGIN),
        spots=spots,
    )

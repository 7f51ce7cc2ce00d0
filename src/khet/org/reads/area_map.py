"""The area as a drawing: where the schools stand, for the sign-in page and for maps of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

from khet.org.reads.lines import Point, points

LONG_SIDE = 700.0  # of the drawing, in its own units
MARGIN = 40.0
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """One school in the drawing's own units, y downwards."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class AreaMap:
    """Schools inside a view box of width by height, in the order they were given."""

    width: int
    height: int
    spots: tuple[Spot, ...]


def area_map() -> AreaMap | None:
    """None until at least three schools have a place. One query."""
    places = points()
    return drawn(places) if len(places) >= FEWEST else None


def drawn(places: Sequence[Point], *, long_side: float = LONG_SIDE, margin: float = MARGIN) -> AreaMap:
    """North up; a degree east is shorter than a degree north by the cosine of the latitude. At least one place."""
    north, west = max(place.latitude for place in places), min(place.longitude for place in places)
    squeeze = cos(radians(north))
    flat = [((place.longitude - west) * squeeze, north - place.latitude) for place in places]
    scale = (long_side - 2 * margin) / (max(max(x, y) for x, y in flat) or 1.0)
    spots = tuple(Spot(round(margin + x * scale), round(margin + y * scale)) for x, y in flat)
    return AreaMap(
        width=round(max(spot.x for spot in spots) + margin),
        height=round(max(spot.y for spot in spots) + margin),
        spots=spots,
    )

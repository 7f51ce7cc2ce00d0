"""Schools on a map, coloured by an indicator in four steps of equal number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from khet.org.reads.area_map import Spot as Placed
from khet.org.reads.area_map import drawn
from khet.org.reads.lines import Point, points

LONG_SIDE, MARGIN = 720.0, 28.0


@dataclass(frozen=True, slots=True)
class Spot:
    """One school in the drawing's own units, y downwards. step 0 to 3; None without a value."""

    unit_id: int
    code: str
    name: str
    x: int
    y: int
    value: float | None
    step: int | None
    exact: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """width and height of the view box; bounds are the upper ends of the four steps."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    bounds: tuple[float, ...]


def drawing(values: Mapping[int, float | None]) -> Drawing | None:
    """None until a school has a place. Points that are centres of a tambon are told apart (exact is false)."""
    places = points()
    if not places:
        return None
    known = sorted(value for value in values.values() if value is not None)
    bounds = tuple(known[max(0, round(len(known) * part / 4) - 1)] for part in (1, 2, 3, 4)) if known else ()
    plane = drawn(places, long_side=LONG_SIDE, margin=MARGIN)
    spots = tuple(_spot(place, at, values, bounds) for place, at in zip(places, plane.spots, strict=True))
    return Drawing(plane.width, plane.height, spots, bounds)


def _spot(point: Point, at: Placed, values: Mapping[int, float | None], bounds: Sequence[float]) -> Spot:
    value = values.get(point.unit_id)
    step = None if value is None else next((at for at, bound in enumerate(bounds) if value <= bound), len(bounds) - 1)
    return Spot(
        point.unit_id,
        point.code,
        point.name,
        at.x,
        at.y,
        value,
        step,
        point.exact,
    )

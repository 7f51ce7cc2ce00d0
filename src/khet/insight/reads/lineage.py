"""Where a number comes from: the certified answers behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from khet.collect.reads import facts as collected
from khet.insight.models import CubeCell, Dims, Element, FactSource
from khet.insight.reads.places import Level, Place, Places, View
from khet.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Origin:
    """One answer's part in a number. url is "" for those who may not open the answer."""

    place: Place
    value: float
    revision: int
    certified_by: str
    certified_at: datetime | None
    url: str


def origins(
    element: Element,
    *,
    period: str,
    actor: Actor,
    dims: Dims = Dims.TOTAL,
    code: str = "",
    units: Iterable[int] | None = None,
) -> Sequence[Origin]:
    """Every unit's part, largest first; their sum is the number that was asked about."""
    cells = CubeCell.objects.filter(element=element, period=period, dims=dims, code=code).select_related("source")
    if units is not None:
        cells = cells.filter(unit_id__in=list(units))
    told = list(cells)
    certified = collected.certified([cell.source.submission_id for cell in told], actor)
    places = Places()
    found = []
    for cell in told:
        source: FactSource = cell.source
        proof = certified.get(source.submission_id)
        found.append(
            Origin(
                place=places.place(source.unit_id, source.as_of, View.WAS, Level.UNIT),
                value=cell.value,
                revision=source.revision,
                certified_by=proof.by if proof else "",
                certified_at=proof.at if proof else None,
                url=proof.url if proof else "",
            )
        )
    return sorted(found, key=lambda each: (-each.value, each.place.order))

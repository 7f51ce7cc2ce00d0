"""How the index stands: for khet search status and for whoever minds the machine."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from khet.search.backends import backend
from khet.search.backends.shared import model_of
from khet.search.cutting import version
from khet.search.models import FileText, Slot
from khet.search.services.state import state


@dataclass(frozen=True, slots=True)
class Standing:
    """current: the serving table was cut by this version of the analyser. bytes of the serving table."""

    version: str
    wanted: str
    built_at: datetime | None
    building: bool
    done: int
    total: int
    documents: dict[str, int]
    texts: dict[str, int]
    bytes: int

    @property
    def current(self) -> bool:
        return self.version == self.wanted


def standing() -> Standing:
    found = state()
    slot = Slot(found.slot)
    counts = model_of(slot).objects.order_by().values_list("kind").annotate(count=Count("pk"))
    texts = FileText.objects.order_by().values_list("state").annotate(count=Count("pk"))
    return Standing(
        version=found.version,
        wanted=version(),
        built_at=found.built_at,
        building=bool(found.building),
        done=found.done,
        total=found.total,
        documents=dict(counts),
        texts=dict(texts),
        bytes=backend().size(slot),
    )

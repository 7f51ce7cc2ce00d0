"""Indicators in the search box: published ones for all staff, those in the making for whoever makes them."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from khet.insight.models import Indicator
from khet.kernel.actor import Actor
from khet.search.registry import Document, Found, Source, same

STAFF, MAKER = "staff", "maker"


def _terms(actor: Actor) -> Iterable[str]:
    """As Indicator.objects.visible_to."""
    if not actor.staff_desk_ids:
        return []
    return [STAFF, MAKER] if actor.desk_kind == "office" else [STAFF]


def _documents(ids: Sequence[int]) -> Iterable[Document]:
    for row in Indicator.objects.filter(pk__in=ids):
        said = (row.question, row.definition, row.numerator_text, row.denominator_text, row.source)
        yield Document(
            id=row.pk,
            title=row.title,
            body="\n".join(filter(None, said)),
            numbers=(row.key,),
            unit_id=row.owner_id,
            terms=frozenset({STAFF if row.version else MAKER}),
        )


def _shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    return {row.pk: Found(row.get_absolute_url(), _note(row)) for row in _seen(ids, actor)}


def _note(row: Indicator) -> str:
    if row.archived:
        return say("เลิกใช้")
    return row.question if row.version else say("กำลังทำร่าง")


def _seen(ids: Iterable[int], actor: Actor) -> Iterable[Indicator]:
    return Indicator.objects.visible_to(actor).filter(pk__in=list(ids))


def labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    """Titles of those the actor sees."""
    return {row.pk: row.title for row in _seen(ids, actor)}


def visible(actor: Actor, pk: int) -> bool:
    return bool(list(_seen([pk], actor)))


def address(pk: int) -> str:
    """ "" for one that is no more."""
    row = Indicator.objects.filter(pk=pk).first()
    return row.get_absolute_url() if row else ""


INDICATORS = Source(
    kind="insight.indicator",
    label=_("ตัวชี้วัด"),
    icon="chart-column",
    documents=_documents,
    all_ids=lambda: Indicator.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=_terms,
    shown=_shown,
    follows={"insight.indicator": same},
    order=22,
)

"""Rounds and forms of units in the search box: exactly what visible_to lets one see, in terms of the index."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from khet.collect.models import Round, Submission
from khet.collect.models.rounds import serving
from khet.collect.reads.asked import period_of
from khet.kernel.actor import Actor
from khet.search.registry import Document, Found, Source, same, sources
from khet.thai.bangkok import day_of


def fill() -> None:
    sources.register(ROUNDS)
    sources.register(SUBMISSIONS)


def _desks(actor: Actor) -> Iterable[str]:
    """As Round.objects.visible_to for the asking side; units find their own forms instead."""
    return [] if actor.has_duty("system") else [f"desk:{desk}" for desk in actor.staff_desk_ids]


def _rounds(ids: Sequence[int]) -> Iterable[Document]:
    for row in Round.objects.filter(pk__in=ids).select_related("form"):
        yield Document(
            id=row.pk,
            title=row.title,
            body="\n".join(filter(None, [row.form.title, row.form.purpose, str(row.year)])),
            unit_id=row.unit_id,
            desk_id=row.desk_id,
            day=row.as_of,
            terms=frozenset({f"desk:{row.desk_id}"}),
        )


def _rounds_shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    seen = Round.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: Found(row.get_absolute_url(), f"{period_of(row)} · {row.get_state_display()}") for row in seen}


def _both(actor: Actor) -> Iterable[str]:
    """As Submission.objects.visible_to."""
    return [] if actor.has_duty("system") else [*_desks(actor), *(f"unit:{unit}" for unit in serving(actor))]


def _submissions(ids: Sequence[int]) -> Iterable[Document]:
    for row in Submission.objects.filter(pk__in=ids).select_related("round__form"):
        asked = set() if row.round.state == Round.State.PLANNED else {f"unit:{row.unit_id}"}
        yield Document(
            id=row.pk,
            title=f"{row.round.title} · {row.unit_name}",
            body=row.round.form.title,
            unit_id=row.unit_id,
            desk_id=row.round.desk_id,
            day=day_of(row.certified_at) if row.certified_at else row.round.as_of,
            terms=frozenset({f"desk:{row.round.desk_id}", *asked}),
        )


def _submissions_shown(ids: Sequence[int], actor: Actor) -> Mapping[int, Found]:
    seen = Submission.objects.visible_to(actor).filter(pk__in=ids).select_related("round")
    return {
        row.pk: Found(row.get_absolute_url(), f"{period_of(row.round)} · {row.get_state_display()}") for row in seen
    }


def _of_rounds(ids: Sequence[int]) -> Iterable[int]:
    return Submission.objects.filter(round_id__in=ids).values_list("pk", flat=True)


ROUNDS = Source(
    kind="collect.round",
    label=_("รอบข้อมูล"),
    icon="table-2",
    documents=_rounds,
    all_ids=lambda: Round.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=_desks,
    shown=_rounds_shown,
    follows={"collect.round": same},
    order=20,
)
SUBMISSIONS = Source(
    kind="collect.submission",
    label=_("แบบข้อมูลของหน่วยงาน"),
    icon="table-2",
    documents=_submissions,
    all_ids=lambda: Submission.objects.order_by("pk").values_list("pk", flat=True).iterator(),
    terms=_both,
    shown=_submissions_shown,
    follows={"collect.submission": same, "collect.round": _of_rounds},
    named=False,
    order=21,
)

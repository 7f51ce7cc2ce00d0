"""From work items to the submissions behind them."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from khet.collect.models import Round, Submission
from khet.collect.reads.rounds import completeness_of
from khet.kernel.actor import Actor
from khet.ui import days
from khet.work.kinds import Described
from khet.work.reads.items import WorkItem, asks_by_id, items_by_id


def submissions_for(items: Sequence[WorkItem]) -> dict[int, Submission]:
    """By item id: the submission that is the item's subject, or the asked unit's in the round of the ask."""
    own = {item.pk: item.subject_id for item in items if item.subject_kind == "collect.submission"}
    asks = asks_by_id({item.ask_id for item in items if item.ask_id and item.pk not in own})
    rounds = {pk: ask.options.get("round") for pk, ask in asks.items()}
    rows = Submission.objects.select_related("round")
    by_pk = rows.in_bulk(set(own.values()))
    units = {item.asked_unit_id for item in items if item.pk not in own}
    wanted = {each for each in rounds.values() if each}
    by_unit = {(row.round_id, row.unit_id): row for row in rows.filter(round_id__in=wanted, unit_id__in=units)}
    found = {pk: by_pk.get(subject) for pk, subject in own.items()}
    for item in items:
        if item.pk not in own:
            found[item.pk] = by_unit.get((rounds.get(item.ask_id or 0) or 0, item.asked_unit_id))
    return {pk: row for pk, row in found.items() if row is not None}


def doors(item_ids: Iterable[int]) -> Mapping[int, str]:
    """Where each item is done: the page of its submission."""
    items = list(items_by_id(list(item_ids)))
    return {pk: row.get_absolute_url() for pk, row in submissions_for(items).items()}


def describe(ids: Iterable[int], actor: Actor) -> Mapping[int, Described]:
    """Submissions as rows of an inbox, in one query."""
    rows = Submission.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("round__desk")
    return {row.pk: Described(row.round.title, _meta(row.round), row.get_absolute_url()) for row in rows}


def _meta(round_: Round) -> str:
    return f"{round_.desk} · {period_of(round_)}"


def period_of(round_: Round) -> str:
    """ "ปีการศึกษา 2569/1 · ณ 10 มิ.ย. 2569" """
    day = _("ณ %(day)s") % {"day": days.record(round_.as_of)}
    return f"{round_.get_year_type_display()} {round_.year}/{round_.term} · {day}"


def outcomes(ask_ids: Iterable[int], actor: Actor) -> Mapping[int, Described]:
    """How the round behind an ask stands, for the page of the letter."""
    asks = asks_by_id(list(ask_ids))
    wanted = {pk: ask.options.get("round") for pk, ask in asks.items()}
    rounds = Round.objects.visible_to(actor).in_bulk({each for each in wanted.values() if each})
    counted = completeness_of(rounds)
    found = {}
    for pk, round_id in wanted.items():
        if round_id in rounds and round_id in counted:
            so_far = counted[round_id]
            said = _("ส่งครบ %(n)s จาก %(of)s") if so_far.whole else _("ส่งแล้ว %(n)s จาก %(of)s")
            title = said % {"n": so_far.given, "of": so_far.total} + " · " + _("ดูรอบข้อมูล")
            found[pk] = Described(title, url=reverse("collect:round", args=[round_id]))
    return found

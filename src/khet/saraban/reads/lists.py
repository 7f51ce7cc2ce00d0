"""Lists of letters and deliveries: no document text, a fixed number of queries, pages by key."""

from typing import Any

from django.db.models import Q, QuerySet

from khet.kernel.actor import Actor
from khet.saraban.models import Delivery, Letter, LetterAccess, Route
from khet.saraban.rules.numbering import normal_no

INCOMING_ORDER = ("-id",)
OUTGOING_ORDER = ("-id",)


def incoming(
    actor: Actor,
    *,
    stage: str = "",
    find: str = "",
    urgency: int | None = None,
    mine: bool = False,
    internal: bool | None = None,
) -> QuerySet[Delivery]:
    """Letters that came to the desk acted in, newest first; mine: only those that lie with me now.

    Somebody who does not read the whole desk's letters gets those of the own path.
    """
    if mine:
        rows = Delivery.objects.visible_to(actor).filter(_held_by(actor), stage__in=LIVE).listed()
    else:
        rows = Delivery.objects.visible_at_desk(actor).listed()
    if actor.desk_id not in actor.lead_desk_ids:
        rows = rows.filter(_near(actor))
    if stage:
        rows = rows.filter(stage=stage)
    if urgency is not None:
        rows = rows.filter(urgency=urgency)
    if internal is not None:
        same = Q(from_desk_id=actor.desk_id)
        rows = rows.filter(same) if internal else rows.exclude(same)
    if find.strip():
        rows = rows.filter(_found(find.strip()[:200], "letter__"))
    return rows.order_by(*INCOMING_ORDER)


LIVE = Delivery.LIVE_STAGES


def _held_by(actor: Actor) -> Q:
    return (
        Q(holder_person_id=actor.person_id)
        | Q(holder_post_id__in=actor.post_ids)
        | Q(holder_unit_id__in=actor.intake_unit_ids)
    )


def _near(actor: Actor) -> Q:
    """Through the path's own indexes, so that a teacher's short list does not read the desk's long one."""
    units = actor.unit_ids - actor.desk_ids
    by_path = Route.objects.filter(_stop(actor), delivery__isnull=False).values("delivery_id")
    named = Q(letter_id__in=_named(actor))
    return Q(pk__in=by_path) | Q(unit_id__in=units) | Q(holder_unit_id__in=units) | named


def _near_letters(actor: Actor) -> Q:
    """As _near, for letters: the own unit's, one's own, and those of the path."""
    by_path = Route.objects.filter(_stop(actor)).values("letter_id")
    units = actor.unit_ids - actor.desk_ids
    named = Q(pk__in=_named(actor))
    return Q(unit_id__in=units) | Q(drafted_by_id=actor.person_id) | Q(pk__in=by_path) | named


def _named(actor: Actor) -> QuerySet[Any, Any]:
    """Letters whose named list holds this person; a subquery, for a join would show a letter once per name."""
    return LetterAccess.objects.filter(person_id=actor.person_id or 0).values("letter_id")


def _stop(actor: Actor) -> Q:
    around = actor.unit_ids | actor.desk_ids
    return Q(person_id=actor.person_id) | Q(post_id__in=actor.post_ids) | Q(unit_id__in=around)


def outgoing(
    actor: Actor,
    *,
    state: str = "",
    find: str = "",
    kind: str = "",
    mine: bool = False,
    unit_id: int | None = None,
    duty: str = "",
) -> QuerySet[Letter]:
    """Letters of the desk acted in that have their number, newest first."""
    rows = Letter.objects.visible_at_desk(actor).listed().select_related("unit")
    rows = rows.filter(origin=Letter.Origin.OWN)
    if actor.desk_id not in actor.lead_desk_ids:
        rows = rows.filter(_near_letters(actor))
    rows = rows.filter(state=state) if state else rows.exclude(state__in=Letter.DRAFT_STATES)
    if kind:
        rows = rows.filter(kind=kind)
    if mine:
        rows = rows.filter(drafted_by_id=actor.person_id)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if duty:
        rows = rows.filter(duty_id=duty)
    if find.strip():
        rows = rows.filter(_found(find.strip()[:200], ""))
    return rows.order_by(*OUTGOING_ORDER)


def drafts(actor: Actor, *, mine: bool = False) -> QuerySet[Letter]:
    """Drafts one may see at the desk acted in, newest first."""
    rows = Letter.objects.visible_at_desk(actor).listed().select_related("unit", "held_by_post")
    rows = rows.drafts()
    if mine:
        rows = rows.filter(drafted_by_id=actor.person_id)
    return rows.order_by("-id")


def _found(find: str, at: str) -> Q:
    number = Q(**{f"{at}search_no__contains": normal_no(find)})
    return number | Q(**{f"{at}subject__icontains": find}) | Q(**{f"{at}from_text__icontains": find})

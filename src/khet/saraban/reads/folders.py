"""The tabs of the two lists: what came, by what it waits for; what goes out, by how far it is."""

from django.db.models import F, Q, QuerySet

from khet.kernel.actor import Actor
from khet.kernel.statements import Word, statement
from khet.saraban.models import Delivery, Letter
from khet.saraban.reads.lists import drafts, incoming, outgoing
from khet.ui.keyset import PAGE

Stage, State = Delivery.Stage, Letter.State
INCOMING = ("register", "work", "done", "all")
OUTGOING = ("draft", "review", "sign", "send", "waiting", "closed")
STATES = {
    "draft": (State.DRAFT, State.RETURNED, State.APPROVED),
    "review": (State.REVIEW,),
    "sign": (State.PROPOSED,),
    "send": (State.ISSUED, State.READY),
    "waiting": (State.DISPATCHED,),
    "closed": (State.CLOSED, State.WITHDRAWN, State.VOID),
}
MOST_COUNTED = 1000


def came(
    actor: Actor, tab: str, *, find: str = "", urgency: int | None = None, mine: bool = False
) -> QuerySet[Delivery]:
    """Letters that came, newest first. register: wait for ลงรับ; work: in somebody's hands; done: over."""
    rows = incoming(actor, find=find, urgency=urgency, mine=mine)
    return rows.filter(_of_tab(tab)).select_related("holder_unit", "holder_post", "holder_person")


@statement
def came_front(actor: Actor, tab: Word) -> QuerySet[Delivery]:
    """The first page of a tab without filters, and one row more."""
    return came(actor, tab)[: PAGE + 1]


@statement
def came_size(actor: Actor, tab: Word) -> QuerySet[Delivery]:
    """Its rows, to be counted as far as a list counts."""
    return came(actor, tab).order_by().select_related(None).only("pk")[: MOST_COUNTED + 1]


def _of_tab(tab: str) -> Q:
    fresh = Q(stage__in=(Stage.ARRIVED, Stage.OPENED))
    inside = Q(from_desk_id__isnull=False, from_desk_id=F("desk_id"))
    if tab == "register":
        return fresh & ~inside
    if tab == "work":
        return Q(stage=Stage.REGISTERED) | (fresh & inside)
    if tab == "done":
        return Q(stage__in=(Stage.CLOSED, Stage.REJECTED, Stage.WITHDRAWN))
    return Q()


def goes(
    actor: Actor,
    tab: str,
    *,
    find: str = "",
    kind: str = "",
    mine: bool = False,
    unit_id: int | None = None,
    duty: str = "",
) -> QuerySet[Letter]:
    """Letters of the desk by how far they are, newest first."""
    if tab in ("draft", "review", "sign"):
        rows = drafts(actor, mine=mine)
        rows = rows.filter(kind=kind) if kind else rows
        rows = rows.filter(unit_id=unit_id) if unit_id is not None else rows
        rows = rows.filter(duty_id=duty) if duty else rows
        rows = rows.filter(Q(subject__icontains=find)) if find.strip() else rows
    else:
        rows = outgoing(actor, find=find, kind=kind, mine=mine, unit_id=unit_id, duty=duty).select_related(
            "held_by_post"
        )
    return rows.filter(state__in=STATES[tab])


def counted(rows: QuerySet[Delivery] | QuerySet[Letter]) -> int:
    """How many, up to MOST_COUNTED + 1: a list is never read to its end for a figure."""
    return rows.order_by()[: MOST_COUNTED + 1].count()

"""Who plans, opens, follows and locks rounds."""

from khet.collect.models import Round
from khet.kernel.actor import Actor

State = Round.State


def may_plan(actor: Actor) -> bool:
    """Staff of an area office or a bureau; a teacher, a pupil and the administrator plan nothing."""
    return actor.desk_kind in ("office", "bureau") and actor.desk_id in actor.staff_desk_ids and not _system(actor)


def may_manage(actor: Actor, round_: Round) -> bool:
    """The group that planned it, and whoever leads the desk or keeps its registry."""
    if actor.desk_id != round_.desk_id or _system(actor) or actor.desk_id not in actor.staff_desk_ids:
        return False
    return round_.unit_id in (None, actor.unit_id) or actor.desk_id in actor.lead_desk_ids


def may_change(actor: Actor, round_: Round) -> bool:
    """While it is planned; nobody has been asked yet."""
    return round_.state == State.PLANNED and may_manage(actor, round_)


def may_run(actor: Actor, round_: Round) -> bool:
    """While it is open: add, extend, excuse, remind, lock."""
    return round_.state == State.OPEN and may_manage(actor, round_)


def may_reopen(actor: Actor, round_: Round) -> bool:
    return round_.state == State.LOCKED and may_manage(actor, round_)


def sees_all(actor: Actor, round_: Round) -> bool:
    """The asking side: the list of units and what they gave."""
    return round_.desk_id in actor.staff_desk_ids and not _system(actor)


def _system(actor: Actor) -> bool:
    return actor.has_duty("system")

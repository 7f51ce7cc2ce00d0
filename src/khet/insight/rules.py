"""Who may see figures, and who says what an indicator is; writes nothing."""

from khet.insight.models import Indicator
from khet.kernel.actor import Actor


def may_see(actor: Actor) -> bool:
    """Staff of the office and of schools; not pupils, and not the system administrator for being one."""
    return bool(actor.staff_desk_ids)


def sees_all(actor: Actor) -> bool:
    """Staff of the area see every unit by name; a school sees itself by name, and others in sums."""
    return actor.desk_kind in ("office", "bureau") and actor.desk_id in actor.staff_desk_ids


def leads(actor: Actor) -> bool:
    """Directors, deputies and heads begin with figures."""
    return may_see(actor) and bool(actor.head_post_ids)


def units_of(actor: Actor) -> frozenset[int] | None:
    """The units whose figures one may see by name; None is all of them."""
    return None if sees_all(actor) else actor.staff_desk_ids


def may_define(actor: Actor) -> bool:
    """Indicators are shared by the whole area: staff of its office make them, in the post acted in now."""
    return actor.desk_kind == "office" and actor.desk_id in actor.staff_desk_ids and not actor.has_duty("system")


def may_keep(actor: Actor, indicator: Indicator) -> bool:
    """The group that owns it, and whoever leads the office or keeps its registry; all of these while nobody owns it."""
    owned = indicator.owner_id is not None and indicator.owner_id != actor.unit_id
    return may_define(actor) and (not owned or actor.desk_id in actor.lead_desk_ids)

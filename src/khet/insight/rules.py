"""Who may see figures; writes nothing."""

from khet.kernel.actor import Actor


def may_see(actor: Actor) -> bool:
    """Staff of the office and of schools; not pupils, and not the system administrator for being one."""
    return bool(actor.staff_desk_ids)


def sees_all(actor: Actor) -> bool:
    """Staff of the area see every unit by name; a school sees itself by name, and others in sums."""
    return actor.desk_kind in ("office", "bureau") and actor.desk_id in actor.staff_desk_ids


def units_of(actor: Actor) -> frozenset[int] | None:
    """The units whose figures one may see by name; None is all of them."""
    return None if sees_all(actor) else actor.staff_desk_ids


def may_define(actor: Actor) -> bool:
    """Who says what an indicator is: officers and heads of the office."""
    return sees_all(actor)

"""Who may open which list of letters."""

from khet.kernel.actor import Actor


def reads_registers(actor: Actor) -> bool:
    """The staff of the desk acted in: a register says what came and went, not what is in it."""
    return actor.desk_id is not None and actor.desk_id in actor.staff_desk_ids and not actor.has_duty("system")


def has_desk(actor: Actor) -> bool:
    """Anybody with a post: lists hold what one may see."""
    return actor.desk_id is not None

"""Who may read the trail."""

from khet.kernel.actor import Actor


def may_read_trail(actor: Actor) -> bool:
    """Who did what and when: the auditor and the system administrator."""
    return actor.has_duty("auditor") or actor.has_duty("system")


def may_read_content(actor: Actor) -> bool:
    """What was changed: the auditor alone; the system administrator sees no content."""
    return actor.has_duty("auditor")

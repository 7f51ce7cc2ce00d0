"""Who may change calendars."""

from khet.kernel.actor import Actor


def may_edit(actor: Actor) -> bool:
    """Those who keep the settings of the house, and the machine that loads the shipped data."""
    return actor.has_duty("settings") or actor.has_duty("machine")

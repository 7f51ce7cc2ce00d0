"""Who may see and mend the machine."""

from khet.kernel.actor import Actor
from khet.ui import preferences


def may_run_system(actor: Actor) -> bool:
    return actor.has_duty("system")


def may_see_settings(actor: Actor) -> bool:
    """Whoever can set anything; a pupil or a teacher finds the own things under the own name."""
    return actor.signed_in and bool(preferences.pages_for(actor))

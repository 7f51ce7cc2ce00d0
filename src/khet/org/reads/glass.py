"""Whether somebody broke the glass for a thing just now."""

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.org.models import BreakGlass


def break_glass(actor: Actor, ref: Ref) -> BreakGlass | None:
    """The open break-glass of this actor for this thing, or None. It grants nothing by itself."""
    if actor.person_id is None or not actor.has_duty("system"):
        return None
    found = BreakGlass.objects.now().filter(person_id=actor.person_id, ref_kind=ref.kind, ref_id=ref.id)
    return found.first()


def is_open_for(actor: Actor, broken: BreakGlass) -> bool:
    """Broken by this actor, who still runs the system, and its hour is not over."""
    mine = actor.has_duty("system") and actor.person_id is not None and broken.person_id == actor.person_id
    return mine and BreakGlass.objects.now().filter(pk=broken.pk).exists()

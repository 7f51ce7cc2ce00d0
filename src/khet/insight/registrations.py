"""What insight tells the floors and collect."""

from django.utils.translation import gettext_lazy as _

from khet.audit import registry as audit_actions
from khet.collect.slots import Follower, followers
from khet.insight.jobs import follow
from khet.insight.rules import may_see
from khet.insight.trail import ACTIONS
from khet.org.programs import Scope, scopes
from khet.ui.chrome import Place, places


def fill() -> None:
    """Called once at start."""
    followers.register(Follower("insight", follow))
    places.register(Place("insight", _("ตัวชี้วัด"), "chart-column", "/insight/", 40, may_see))
    scopes.register(Scope("insight.read", _("ตัวชี้วัดและตารางข้อมูล")))
    audit_actions.register(*ACTIONS)

"""What insight tells the floors and collect."""

from django.utils.translation import gettext_lazy as _

from khet.audit import registry as audit_actions
from khet.collect.slots import Follower, followers
from khet.insight import search
from khet.insight.jobs import follow
from khet.insight.rules import leads, may_see
from khet.insight.trail import ACTIONS
from khet.kernel.refs import RefKind, ref_kinds
from khet.org.programs import Scope, scopes
from khet.search.registry import sources
from khet.ui.chrome import Place, places
from khet.ui.home import HomeAction, actions


def fill() -> None:
    """Called once at start."""
    followers.register(Follower("insight", follow))
    places.register(Place("insight", _("ตัวชี้วัด"), "chart-column", "/insight/", 40, may_see))
    actions.register(HomeAction("insight.see", _("ดูตัวชี้วัด"), "chart-column", "/insight/", leads, 60))
    scopes.register(Scope("insight.read", _("ตัวชี้วัดและตารางข้อมูล")))
    audit_actions.register(*ACTIONS)
    sources.register(search.INDICATORS)
    ref_kinds.register(RefKind("insight.indicator", search.address, search.labels, search.visible))

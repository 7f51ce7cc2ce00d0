"""What collect puts on the frame and on homes: the place in the rail, and what a unit still has to give."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.collect.models.rounds import serving
from khet.collect.reads.walls import waiting_for
from khet.collect.rules.rounds import may_plan
from khet.kernel.actor import Actor
from khet.ui.chrome import Place, places
from khet.ui.home import HomeAction, HomePanel, actions, panels
from khet.work.due import words_of_all

SHOWN = 4


def fill() -> None:
    places.register(Place("collect", _("ข้อมูล"), "table-2", "/collect/", 20, _staff, short=_("ข้อมูล")))
    actions.register(
        HomeAction("collect.new_round", _("เตรียมรอบข้อมูล"), "table-2", "/collect/rounds/new/", may_plan, 40)
    )
    panels.register(HomePanel("collect.waiting", "collect/home_panel.html", _waiting, _staff, 12))


def _staff(actor: Actor) -> bool:
    return actor.signed_in and not actor.has_duty("pupil") and not actor.has_duty("system")


def _waiting(actor: Actor) -> Mapping[str, Any] | None:
    """The nearest day first; nothing to show is no panel."""
    lines = waiting_for(serving(actor), most=SHOWN)
    items = [line.item for line in lines if line.item is not None]
    words = dict(zip([item.pk for item in items], words_of_all(items, timezone.now()), strict=True))
    shown = [(line, words.get(line.item.pk) if line.item else None) for line in lines]
    return {"lines": shown} if shown else None

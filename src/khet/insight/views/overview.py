"""The home of figures."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from khet.collect.reads.rounds import open_rounds
from khet.insight import rules
from khet.insight.models import Element, SavedView
from khet.insight.numbers import of_indicator
from khet.insight.reads.overview import Tile, tiles
from khet.org.guard import guarded
from khet.org.http import Request
from khet.thai.years import FiscalYear
from khet.ui.answers import page


@require_safe
@guarded(rules.may_see)
def home(request: Request) -> HttpResponse:
    """Indicators of the area for the office, of one's own school for a school."""
    found = tiles(units=rules.units_of(request.actor))
    context = {
        "told": [_told(tile) for tile in found if tile.period],
        "unanswered": [tile.indicator for tile in found if not tile.period],
        "views": SavedView.objects.visible_to(request.actor)[:12],
        "rounds": open_rounds(request.actor)[:6],
        "fiscal": FiscalYear.of(timezone.now()).be,
        "sees_all": rules.sees_all(request.actor),
        "anything": Element.objects.exists(),
    }
    return page(request, "insight/home.html", context)


def _told(tile: Tile) -> dict[str, object]:
    change = tile.change
    sign = "+" if change and change > 0 else ""
    return {
        "tile": tile,
        "unit": "" if tile.indicator.unit_word == "%" else tile.indicator.unit_word,
        "value": of_indicator(tile.indicator, tile.now.value if tile.now else None),
        "change": f"{sign}{of_indicator(tile.indicator, change)}" if change else "",
        "tone": {True: "ok", False: "late", None: ""}[tile.good],
    }

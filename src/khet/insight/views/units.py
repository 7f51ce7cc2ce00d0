"""A school's card, and the map of schools."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from khet.insight import rules
from khet.insight.charts import Bar, line
from khet.insight.models import Indicator
from khet.insight.numbers import of_indicator
from khet.insight.reads.cards import Beside, card
from khet.insight.reads.figures import Desk, series
from khet.insight.reads.maps import drawing
from khet.insight.reads.peers import peers_of
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import page


@require_safe
@guarded(rules.may_see)
def school(request: Request, code: str) -> HttpResponse:
    """The office sees every card, a school its own."""
    desk = Desk()
    unit, allowed = desk.places.school(code), rules.units_of(request.actor)
    if unit is None or (allowed is not None and unit.id not in allowed):
        raise Http404
    alike = peers_of(unit.id, desk)
    context = {
        "unit": unit,
        "heirs": [each for each in desk.places.heirs_of(unit) if allowed is None or each.id in allowed],
        "peers": alike,
        "rows": [_shown(each) for each in card(unit.id, peers=alike.units, desk=desk)],
    }
    return page(request, "insight/card.html", context)


def _shown(each: Beside) -> dict[str, object]:
    indicator = each.indicator
    points = [Bar(period_label(period), value, of_indicator(indicator, value)) for period, value in each.trend]
    return {
        "beside": each,
        "own": of_indicator(indicator, each.own.value if each.own else None),
        "area": of_indicator(indicator, each.area.value if each.area else None),
        "peers": of_indicator(indicator, each.peers),
        "line": line(indicator.title, points) if sum(p.value is not None for p in points) > 1 else "",
    }


@require_safe
@guarded(rules.sees_all)
def area_map(request: Request) -> HttpResponse:
    """Every school at its place, coloured by one indicator; the table says the same."""
    indicators = list(Indicator.objects.in_use())
    if not indicators:
        raise Http404
    wanted = request.GET.get("indicator", "")
    chosen = next((each for each in indicators if each.key == wanted), None) if wanted else indicators[0]
    if chosen is None:
        raise Http404
    told = series(chosen, level=Level.UNIT, view=View.NOW)
    values = {
        row.place.unit_id: row.figures[told.latest].value
        for row in told.rows
        if row.place.unit_id is not None and told.latest in row.figures
    }
    found = drawing(values)
    context = {
        "indicator": chosen,
        "indicators": indicators,
        "drawing": found,
        "spots": [(spot, of_indicator(chosen, spot.value)) for spot in found.spots] if found else [],
        "bounds": [of_indicator(chosen, bound) for bound in found.bounds] if found else [],
        "period_text": period_label(told.latest) if told.latest else "",
        "inexact": sum(not spot.exact for spot in found.spots) if found else 0,
    }
    return page(request, "insight/map.html", context)

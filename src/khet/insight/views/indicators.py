"""One indicator: its line, its table, how it is counted; and the list of all."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from khet.insight import exports, rules
from khet.insight.charts import Bar, bars, line
from khet.insight.forms import IndicatorFilter
from khet.insight.models import Indicator
from khet.insight.numbers import of_indicator
from khet.insight.reads.figures import Row, Series, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import page

MOST_BARS = 70


@require_safe
@guarded(rules.may_see)
def indicators(request: Request) -> HttpResponse:
    rows = Indicator.objects.filter(archived=False).select_related("owner")
    return page(request, "insight/indicators.html", {"rows": rows})


@require_safe
@guarded(rules.may_see)
def indicator(request: Request, key: str) -> HttpResponse:
    found = get_object_or_404(Indicator, key=key)
    form, told, period = _asked(request, found)
    context = {
        "indicator": found,
        "form": form,
        "period": period,
        "period_text": period_label(period) if period else "",
        "periods": [(each, period_label(each)) for each in reversed(told.periods)],
        "line": _line(found, told),
        "bars": _bars(found, told, period, request),
        "table": _table(found, told, period),
        "overall": _cells(found, told.overall.get(period)),
        "query": request.GET.urlencode(),
        "sees_all": rules.sees_all(request.actor),
    }
    return page(request, "insight/indicator.html", context)


@require_safe
@guarded(rules.may_see)
def sheet(request: Request, key: str) -> HttpResponse:
    """The table as Excel."""
    found = get_object_or_404(Indicator, key=key)
    _form, told, _period = _asked(request, found)
    return exports.answer_xlsx(exports.series_rows(found, told), found.title)


@require_safe
@guarded(rules.may_see)
def document(request: Request, key: str) -> HttpResponse:
    """The table as Word."""
    found = get_object_or_404(Indicator, key=key)
    _form, told, _period = _asked(request, found)
    return exports.answer_docx(exports.series_rows(found, told), found.title, exports.definition_lines(found))


def _asked(request: Request, indicator: Indicator) -> tuple[IndicatorFilter, Series, str]:
    form = IndicatorFilter(request.GET or None)
    units = rules.units_of(request.actor)
    level = Level(form.picked("level"))
    told = series(indicator, level=level, view=View(form.picked("view")), units=units if level == Level.UNIT else None)
    wanted = request.GET.get("period", "")
    return form, told, wanted if wanted in told.periods else told.latest


def _line(indicator: Indicator, told: Series) -> str:
    points = [
        Bar(period_label(period), value, of_indicator(indicator, value))
        for period in told.periods
        for value in [told.overall[period].value if period in told.overall else None]
    ]
    return line(_("%(title)s ทุกช่วงเวลา") % {"title": indicator.title}, points) if len(points) > 1 else ""


def _bars(indicator: Indicator, told: Series, period: str, request: Request) -> str:
    rows = [row for row in told.rows if period in row.figures]
    ranked = sorted(rows, key=lambda row: -(row.figures[period].value or 0))[:MOST_BARS]
    mine = request.actor.desk_ids
    shown = [
        Bar(row.place.name, value, of_indicator(indicator, value), row.place.unit_id in mine)
        for row in ranked
        for value in [row.figures[period].value]
    ]
    return bars(f"{indicator.title} {period_label(period)}", shown) if len(shown) > 1 else ""


def _table(indicator: Indicator, told: Series, period: str) -> list[dict[str, Any]]:
    return [_line_of(indicator, row, period) for row in told.rows if period in row.figures]


def _line_of(indicator: Indicator, row: Row, period: str) -> dict[str, Any]:
    return {"place": row.place, **_cells(indicator, row.figures.get(period))}


def _cells(indicator: Indicator, figure: Any) -> dict[str, Any]:
    if figure is None:
        return {"value": "–", "numerator": None, "denominator": None, "answered": 0}
    return {
        "value": of_indicator(indicator, figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "answered": figure.answered,
    }

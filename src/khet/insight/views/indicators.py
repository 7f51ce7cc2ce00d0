"""One indicator: its line, its table, how it is counted; and the list of all."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from khet.insight import exports, rules
from khet.insight.charts import Bar, bars, line
from khet.insight.forms import IndicatorFilter
from khet.insight.models import Indicator
from khet.insight.numbers import of_indicator
from khet.insight.reads.catalogue import catalogue, words_of
from khet.insight.reads.defining import WORDS, area_desk, changes, published_of
from khet.insight.reads.figures import Desk, Row, Series, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View
from khet.insight.reads.terms import PARTS, terms_of
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import page

MOST_BARS = 70
TABS = {"": gettext_lazy("ใช้อยู่"), "making": gettext_lazy("กำลังทำร่าง"), "away": gettext_lazy("เลิกใช้")}


@require_safe
@guarded(rules.may_see)
def indicators(request: Request) -> HttpResponse:
    """Those in use; for who makes them also those in the making and those put away."""
    makes, tab = rules.may_define(request.actor), request.GET.get("tab", "")
    every = Indicator.objects.visible_to(request.actor)
    found = {"": every.in_use(), "making": every.making(), "away": every.filter(archived=True)}
    tab = tab if makes and tab in found else ""
    context = {
        "rows": found[tab].select_related("owner"),
        "tab": tab,
        "makes": makes,
        "tabs": [(name, TABS[name], rows.count()) for name, rows in found.items()] if makes else [],
    }
    return page(request, "insight/indicators.html", context)


@require_safe
@guarded(rules.may_see)
def indicator(request: Request, key: str) -> HttpResponse:
    found = _named(request, key)
    form, told, period = _asked(request, found)
    context = {
        "indicator": found,
        "form": form,
        "period": period,
        "period_text": period_label(period) if period else "",
        "periods": [(each, period_label(each), _address(request, each)) for each in reversed(told.periods)],
        "line": _line(found, told),
        "bars": _bars(found, told, period, request),
        "table": _table(found, told, period),
        "overall": _cells(found, told.overall.get(period)),
        "query": request.GET.urlencode(),
        "sees_all": rules.sees_all(request.actor),
        "keeps": rules.may_keep(request.actor, found),
        "versions": published_of(found),
    }
    return page(request, "insight/indicator.html", context)


@require_safe
@guarded(rules.may_see)
def version(request: Request, key: str, number: int) -> HttpResponse:
    """What the indicator was in one version, and what the area's figures are by it."""
    found = _named(request, key)
    versions = {each.number: each for each in published_of(found)}
    if number not in versions:
        raise Http404
    known = catalogue(area_desk())
    shown = versions[number]
    older = versions.get(max((each for each in versions if each < number), default=0))
    context = {
        "indicator": found,
        "version": shown,
        "told": shown.told,
        "first": older is None,
        "changes": changes(older.told, shown.told, known) if older else [],
        "formula": [(WORDS[part], words_of(terms_of(getattr(shown.told, part)), known)) for part in PARTS],
        "figures": _by_version(found, shown.told),
        "current": number == found.version,
        "keeps": rules.may_keep(request.actor, found),
    }
    return page(request, "insight/version.html", context)


def _by_version(now: Indicator, then: Indicator) -> list[dict[str, str]]:
    """The area period by period: as this version reckons, and as the one that holds."""
    desk = Desk()
    old, new = (series(each, level=Level.AREA, desk=desk).overall for each in (then, now))
    return [
        {
            "period": period_label(period),
            "then": of_indicator(then, old[period].value if period in old else None),
            "now": of_indicator(now, new[period].value if period in new else None),
        }
        for period in sorted({*old, *new}, reverse=True)
    ]


def _named(request: Request, key: str) -> Indicator:
    """Published, in use or put away; 404 for one in the making."""
    every = Indicator.objects.visible_to(request.actor).filter(version__gt=0)
    return get_object_or_404(every.select_related("owner"), key=key)


@require_safe
@guarded(rules.may_see)
def sheet(request: Request, key: str) -> HttpResponse:
    """The table as Excel."""
    found = _named(request, key)
    _form, told, _period = _asked(request, found)
    return exports.answer_xlsx(exports.series_rows(found, told), found.title, exports.definition_lines(found))


@require_safe
@guarded(rules.may_see)
def document(request: Request, key: str) -> HttpResponse:
    """The table as Word."""
    found = _named(request, key)
    _form, told, _period = _asked(request, found)
    return exports.answer_docx(exports.series_rows(found, told), found.title, exports.definition_lines(found))


def _address(request: Request, period: str) -> str:
    """The same page of another period."""
    query = request.GET.copy()
    query["period"] = period
    return f"?{query.urlencode()}"


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

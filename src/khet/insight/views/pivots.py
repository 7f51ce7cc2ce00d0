"""Pivots of any element, where their numbers come from, and views that are kept."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.insight import exports, rules, services
from khet.insight.charts import Bar, bars
from khet.insight.forms import PivotFilter, SaveForm
from khet.insight.models import Dims, Element, SavedView
from khet.insight.numbers import told
from khet.insight.reads.lineage import origins
from khet.insight.reads.pivots import By, Pivot, days_of, period_label, pivot
from khet.insight.reads.places import Level, View
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into

TEMPLATE = "insight/pivot.html"
MOST_BARS = 70


@require_safe
@guarded(rules.may_see)
def table(request: Request) -> HttpResponse:
    return page(request, TEMPLATE, _context(request))


@require_safe
@guarded(rules.may_see)
def sheet(request: Request) -> HttpResponse:
    """The same table as Excel."""
    element, _form, found = _asked(request)
    if element is None or found is None:
        raise Http404
    return exports.answer_xlsx(exports.pivot_rows(found), element.label)


@require_safe
@guarded(rules.may_see)
def document(request: Request) -> HttpResponse:
    """The same table as Word."""
    element, _form, found = _asked(request)
    if element is None or found is None:
        raise Http404
    return exports.answer_docx(exports.pivot_rows(found), element.label, [element.form_title])


@require_safe
@guarded(rules.may_see)
def source(request: Request, pk: int, period: str) -> HttpResponse:
    """Where a number comes from: the certified answers that were summed."""
    element = get_object_or_404(Element, pk=pk)
    if period not in days_of(element.form_id):
        raise Http404
    dims, code = _part(request)
    rows = origins(
        element, period=period, actor=request.actor, dims=dims, code=code, units=rules.units_of(request.actor)
    )
    labels = element.rows if dims == Dims.ROW else element.columns
    if code and code not in labels and not rows:
        raise Http404
    context = {
        "element": element,
        "period_text": period_label(period),
        "part": labels.get(code, code) if code else "",
        "rows": rows,
        "total": told(sum(row.value for row in rows)),
    }
    return page(request, "insight/source.html", context)


@require_POST
@guarded(rules.may_see)
def save(request: Request) -> HttpResponse:
    form = SaveForm(request.POST)
    with refusals_into(form):
        if form.is_valid():
            services.keep_view(actor=request.actor, **form.cleaned_data)
    context = {} if not form.errors else {**_context(request), "save_form": form}
    then = f"{reverse('insight:pivot')}?{form.cleaned_data.get('query', '')}" if form.is_valid() else ""
    return answer(request, form, TEMPLATE, context, then=then, message=_("เก็บมุมมองแล้ว"))


@require_POST
@guarded(rules.may_see)
def drop(request: Request, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, person_id=request.actor.person_id)
    services.drop_view(actor=request.actor, view=view)
    return answer(request, None, TEMPLATE, {}, then=reverse("insight:home"), message=_("เลิกเก็บมุมมองแล้ว"))


def _part(request: Request) -> tuple[Dims, str]:
    for name, dims in (("row", Dims.ROW), ("column", Dims.COLUMN)):
        if code := request.GET.get(name, "")[:40]:
            return dims, code
    return Dims.TOTAL, ""


def _asked(request: Request) -> tuple[Element | None, PivotFilter, Pivot | None]:
    elements = list(Element.objects.all())
    chosen = next((each for each in elements if str(each.pk) == request.GET.get("element")), None)
    element = chosen or (elements[0] if elements else None)
    periods = sorted(days_of(element.form_id)) if element else []
    form = PivotFilter(request.GET or None, elements=elements, chosen=element, periods=periods)
    if element is None:
        return None, form, None
    level, period = Level(form.picked("level")), form.picked("period")
    units = rules.units_of(request.actor) if level == Level.UNIT else None
    found = pivot(
        element,
        level=level,
        view=View(form.picked("view")),
        by=By(form.picked("by")),
        periods=[period] if period else [],
        units=units,
    )
    return element, form, found


def _context(request: Request) -> dict[str, Any]:
    element, form, found = _asked(request)
    by = form.picked("by") if element else By.PERIOD.value
    period = form.picked("period") if element else ""
    if found is not None and by != By.PERIOD and not period and element is not None:
        period = max(days_of(element.form_id), default="")
    return {
        "element": element,
        "form": form,
        "found": found,
        "heads": _heads(element, found) if element and found else "",
        "lines": [(each, [told(value) for value in each.values], told(each.total)) for each in found.lines]
        if found
        else [],
        "totals": [(told(value), _origin(element, code, by, period)) for value, (code, _l) in _totals(found)]
        if found and element
        else [],
        "bars": _bars(element, found, request) if element and found else "",
        "query": request.GET.urlencode(),
        "save_form": SaveForm(initial={"query": request.GET.urlencode()}),
        "by": by,
    }


def _totals(found: Pivot) -> Sequence[tuple[float | None, tuple[str, str]]]:
    return list(zip(found.totals, found.columns, strict=True))


def _heads(element: Element, found: Pivot) -> str:
    words = [_("หน่วยงาน"), *(f"{_head(label)}>" for _code, label in found.columns)]
    return "|".join([*words, *([_("รวม") + ">"] if found.additive else [])])


def _head(label: str) -> str:
    """As a head of a table: one in brackets would only be heard."""
    label = label.replace("|", "/").strip()
    return label[1:-1] if label.startswith("(") and label.endswith(")") else label


def _origin(element: Element, code: str, by: str, period: str) -> str:
    """The page of where a total comes from."""
    if by == By.PERIOD:
        return reverse("insight:source", args=[element.pk, code])
    return f"{reverse('insight:source', args=[element.pk, period])}?{urlencode({by: code})}" if period else ""


def _bars(element: Element, found: Pivot, request: Request) -> str:
    """The last column, or the sum where columns may be summed."""
    rows = [
        (line, line.total if found.additive else (line.values[-1] if line.values else None)) for line in found.lines
    ]
    ranked = sorted(rows, key=lambda each: -(each[1] or 0))[:MOST_BARS]
    mine = request.actor.desk_ids
    shown = [Bar(line.place.name, value, told(value), line.place.unit_id in mine) for line, value in ranked]
    return bars(element.label, shown) if len(shown) > 1 else ""

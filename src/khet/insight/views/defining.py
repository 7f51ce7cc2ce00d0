"""Indicators in the making: the bench of a draft, its formula piece by piece, a trial, publishing, putting away."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.insight import rules, services
from khet.insight.forms import AboutForm, FindForm, PublishForm, TermForm, start_of, start_of_term
from khet.insight.models import Indicator
from khet.insight.numbers import of_indicator, told
from khet.insight.reads.catalogue import Counted, catalogue, counted
from khet.insight.reads.defining import WORDS, YEARS, Bench, bench, duty_choices
from khet.insight.reads.figures import Figure
from khet.insight.reads.terms import PARTS, Term, terms_of, told_of
from khet.insight.reads.trials import Trial, trial
from khet.kernel.ids import read_id
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into

TRY = "try"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_define)
def new(request: Request) -> HttpResponse:
    typed = AboutForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            about, key = typed.about(), typed.cleaned_data["key"]
            made = services.make_indicator(actor=request.actor, about=about, key=key)
            said = _("สร้าง %s แล้ว เลือกตัวตั้งได้เลย") % made.title
            return answer(request, None, "", then=_bench_url(made), message=said)
    return page(request, "insight/define_about.html", {"typed": typed}, status=422 if typed.errors else 200)


@require_safe
@guarded(rules.may_keep, Indicator)
def define(request: Request, indicator: Indicator) -> HttpResponse:
    """The draft, what hinders it, what it would say, and the button."""
    return page(request, "insight/define.html", _bench(request, indicator))


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_keep, Indicator)
def about(request: Request, indicator: Indicator) -> HttpResponse:
    found = bench(indicator, catalogue(request.actor.desk_id))
    start = {**start_of(found.told), "edition": found.edition}
    typed = AboutForm(request.POST or None, initial=start, actor=request.actor, told=found.told)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            services.save_about(
                actor=request.actor,
                indicator=indicator,
                about=typed.about(),
                edition=typed.cleaned_data["edition"] or 0,
            )
            return answer(request, None, "", then=_bench_url(indicator), message=_("บันทึกร่างแล้ว"))
    context = {"typed": typed, "indicator": indicator, "told": found.told}
    return page(request, "insight/define_about.html", context, status=422 if typed.errors else 200)


@require_safe
@guarded(rules.may_keep, Indicator)
def choose(request: Request, indicator: Indicator, part: str) -> HttpResponse:
    """What to count: everything that forms ask, by form."""
    _part(part)
    find = FindForm(request.GET)
    asked = find.cleaned_data["find"].lower() if find.is_valid() else ""
    forms: dict[str, list[Counted]] = {}
    for one in catalogue(request.actor.desk_id).values():
        if asked in f"{one.form_title} {one.label}".lower():
            forms.setdefault(one.form_title, []).append(one)
    context = {"indicator": indicator, "part": part, "part_word": WORDS[part], "forms": forms.items(), "find": find}
    return page(request, "insight/define_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_keep, Indicator)
def new_term(request: Request, indicator: Indicator, part: str) -> HttpResponse:
    """?element= names what is counted."""
    known = catalogue(request.actor.desk_id)
    one = known.get(request.GET.get("element", ""))
    if one is None:
        raise Http404
    return _term_page(request, bench(indicator, known), _part(part), one)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_keep, Indicator)
def term(request: Request, indicator: Indicator, part: str, at: int) -> HttpResponse:
    known = catalogue(request.actor.desk_id)
    found = bench(indicator, known)
    terms = terms_of(getattr(found.told, _part(part)))
    one = counted(terms[at], known) if at < len(terms) else None
    if one is None:
        raise Http404
    return _term_page(request, found, part, one, old=terms[at], at=at)


@require_POST
@guarded(rules.may_keep, Indicator)
def drop_term(request: Request, indicator: Indicator, part: str, at: int) -> HttpResponse:
    services.drop_term(actor=request.actor, indicator=indicator, part=_part(part), at=at, edition=_edition(request))
    return answer(request, None, "", then=_bench_url(indicator), message=_("ลบออกจากสูตรแล้ว"))


@require_POST
@guarded(rules.may_keep, Indicator)
def publish(request: Request, indicator: Indicator) -> HttpResponse:
    typed = PublishForm(request.POST)
    with refusals_into(typed):
        if typed.is_valid():
            given = typed.cleaned_data
            done = services.publish(
                actor=request.actor, indicator=indicator, edition=given["edition"] or 0, note=given["note"]
            )
            said = _("ประกาศใช้ %(title)s ฉบับที่ %(number)s แล้ว") % {"title": done.told.title, "number": done.number}
            return answer(request, None, "", then=done.told, message=said)
    return page(request, "insight/define.html", {**_bench(request, indicator), "typed": typed}, status=422)


@require_POST
@guarded(rules.may_keep, Indicator)
def drop(request: Request, indicator: Indicator) -> HttpResponse:
    """Throw the draft away."""
    gone = services.drop_draft(actor=request.actor, indicator=indicator)
    then: Any = reverse("insight:indicators") if gone else indicator
    return answer(request, None, "", then=then, message=_("ทิ้งร่างแล้ว"))


@require_POST
@guarded(rules.may_keep, Indicator)
def archive(request: Request, indicator: Indicator) -> HttpResponse:
    archived = request.POST.get("archived") == "1"
    services.set_archived(actor=request.actor, indicator=indicator, archived=archived)
    said = _("เลิกใช้ตัวชี้วัดแล้ว ประวัติและตัวเลขยังเปิดดูได้") if archived else _("นำตัวชี้วัดกลับมาใช้แล้ว")
    return answer(request, None, "", then=indicator, message=said)


@require_POST
@guarded(rules.may_keep, Indicator)
def restore(request: Request, indicator: Indicator) -> HttpResponse:
    """An earlier version holds again."""
    number = read_id(request.POST.get("number", "")) or 0
    done = services.restore(actor=request.actor, indicator=indicator, number=number)
    told = {"old": number, "number": done.number}
    said = _("นำฉบับที่ %(old)s กลับมาใช้เป็นฉบับที่ %(number)s แล้ว") % told
    return answer(request, None, "", then=indicator, message=said)


def _term_page(
    request: Request, found: Bench, part: str, one: Counted, *, old: Term | None = None, at: int | None = None
) -> HttpResponse:
    """Saved, or only tried: then the page says what it would make and keeps what was chosen."""
    indicator = found.indicator
    start = {**(start_of_term(old) if old else {}), "edition": found.edition}
    typed = TermForm(request.POST or None, initial=start, of=one)
    tried = None
    if request.method == "POST" and typed.is_valid():
        if request.POST.get("do") == TRY:
            tried = _shown(_with(found.told, part, typed.term(), at), _published(indicator))
        else:
            with refusals_into(typed):
                services.put_term(
                    actor=request.actor,
                    indicator=indicator,
                    part=part,
                    term=typed.term(),
                    edition=typed.cleaned_data["edition"] or 0,
                    at=at,
                )
                return answer(request, None, "", then=_bench_url(indicator), message=_("บันทึกสูตรแล้ว"))
    context = {
        "indicator": indicator,
        "told": found.told,
        "part": part,
        "part_word": WORDS[part],
        "one": one,
        "typed": typed,
        "at": at,
        "trial": tried,
    }
    return page(request, "insight/define_term.html", context, status=422 if typed.errors else 200)


def _with(told: Indicator, part: str, term: Term, at: int | None) -> Indicator:
    """The indicator with one piece of its formula otherwise; never saved."""
    terms = list(getattr(told, part))
    place = len(terms) if at is None else at
    setattr(told, part, [*terms[:place], told_of(term), *terms[place + 1 :]])
    return told


def _bench(request: Request, indicator: Indicator) -> dict[str, Any]:
    found = bench(indicator, catalogue(request.actor.desk_id))
    return {
        "indicator": indicator,
        "bench": found,
        "told": found.told,
        "parts": [(part, WORDS[part], getattr(found, part)) for part in PARTS],
        "duty": dict(duty_choices()).get(found.told.duty, ""),
        "period": YEARS.get(found.told.year_type, ""),
        "trial": _shown(found.told, _published(indicator) if found.draft else None),
        "typed": PublishForm(initial={"edition": found.edition}),
    }


def _published(indicator: Indicator) -> Indicator | None:
    return indicator if indicator.version else None


def _shown(said: Indicator, published: Indicator | None) -> dict[str, Any]:
    """A trial in words."""
    found: Trial = trial(said, published=published)
    rows = [(_("ทั้งเขต"), found.area)] if found.area else []
    return {
        "trial": found,
        "indicator": said,
        "rows": [_row(said, name, figure) for name, figure in [*rows, *found.schools]],
        "before": of_indicator(published, found.before.value) if published and found.before else "",
    }


def _row(said: Indicator, name: str, figure: Figure) -> dict[str, str]:
    return {
        "name": name,
        "value": of_indicator(said, figure.value),
        "numerator": told(figure.numerator),
        "denominator": told(figure.denominator),
    }


def _part(part: str) -> str:
    if part not in PARTS:
        raise Http404
    return part


def _edition(request: Request) -> int:
    return read_id(request.POST.get("edition", "")) or 0


def _bench_url(indicator: Indicator) -> str:
    return reverse("insight:define", args=[indicator.pk])

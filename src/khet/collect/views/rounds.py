"""Rounds: the home of collect, lists, and one round with its wall."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from khet.collect import doors
from khet.collect.exports import round_xlsx
from khet.collect.forms.rounds import AddUnitForm, LockForm, ReasonForm, RemindForm
from khet.collect.models import Round, Submission
from khet.collect.models.rounds import serving
from khet.collect.reads.asked import period_of
from khet.collect.reads.rounds import completeness_of
from khet.collect.reads.targets import units_of
from khet.collect.reads.walls import SHOW, gaps, given_by, waiting_for
from khet.collect.reads.walls import round_page as page_of
from khet.collect.rules import rounds as rules
from khet.collect.services import rounds as services
from khet.collect.services import submissions as sending
from khet.files.made import as_file
from khet.kernel.ids import read_ids
from khet.kernel.refs import ref_kinds
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.ui.answers import answer, page, refusals_into
from khet.ui.fences import FenceCounts
from khet.work.due import words_of_all

TEMPLATE = "collect/round.html"
LABELS = {
    "all": gettext_noop("ทั้งหมด"),
    "owing": gettext_noop("ยังไม่ส่ง"),
    "late": gettext_noop("ช้า"),
    "check": gettext_noop("รอตรวจ"),
    "accepted": gettext_noop("รับแล้ว"),
    "excused": gettext_noop("ยกเว้น"),
}
MOST = 60


@require_safe
@guarded()
def home(request: Request) -> HttpResponse:
    """ข้อมูล: what waits for my units, the rounds of my desk, and the doors of the other rooms."""
    actor = request.actor
    lines = [] if actor.has_duty("system") else waiting_for(serving(actor))
    items = [line.item for line in lines if line.item is not None]
    words = dict(zip([item.pk for item in items], words_of_all(items, timezone.now()), strict=True))
    context = {
        "waiting": [(line, words.get(line.item.pk) if line.item else None) for line in lines],
        "given": [] if actor.has_duty("system") else given_by(serving(actor), most=10),
        "may_plan": rules.may_plan(actor),
        "rounds": _rows(_mine(request).exclude(state=Round.State.CANCELLED)[:12]),
        "doors": doors.doors_for(actor),
    }
    return page(request, "collect/home.html", context)


def _mine(request: Request) -> Any:
    """Rounds that my desks ask."""
    rows = Round.objects.visible_to(request.actor).filter(desk_id__in=request.actor.staff_desk_ids)
    return rows.select_related("form", "desk")


def _rows(rounds: Any) -> list[tuple[Round, FenceCounts, str]]:
    """Each with its small fence and its period."""
    found = list(rounds)
    counted = completeness_of([each.pk for each in found])
    shown = []
    for each in found:
        so_far = counted.get(each.pk)
        states = so_far.states if so_far else {}
        given = so_far.given if so_far else 0
        begun = sum(states.get(key, 0) for key in ("draft", "returned", "submitted"))
        fence = FenceCounts(
            answered=given, working=begun, unopened=states.get("empty", 0), excused=states.get("excused", 0)
        )
        shown.append((each, fence, period_of(each)))
    return shown


@require_safe
@guarded()
def listed(request: Request) -> HttpResponse:
    """All rounds of my desk; ?state= and ?find= narrow them."""
    state, find = request.GET.get("state", ""), request.GET.get("find", "").strip()[:100]
    rows = _mine(request)
    if state in Round.State.values:
        rows = rows.filter(state=state)
    if find:
        rows = rows.filter(Q(title__icontains=find) | Q(form__title__icontains=find))
    context = {
        "rounds": _rows(rows[:MOST]),
        "state": state,
        "find": find,
        "tabs": [("", _("ทั้งหมด")), *((value, label) for value, label in Round.State.choices)],
        "may_plan": rules.may_plan(request.actor),
    }
    return page(request, "collect/rounds.html", context)


@require_safe
@guarded(None, Round)
def round_page(request: Request, round_: Round) -> HttpResponse:
    """For the owner the wall; a unit that is asked is led to its own form."""
    if not rules.sees_all(request.actor, round_):
        own = Submission.objects.visible_to(request.actor).filter(round=round_).first()
        if own is None:
            raise Http404
        return answer(request, None, TEMPLATE, then=own)
    return page(request, TEMPLATE, round_context(request, round_))


def round_context(request: Request, round_: Round, **more: Any) -> dict[str, Any]:
    actor = request.actor
    show = request.GET.get("show", "all")
    show = show if show in SHOW else "all"
    find = request.GET.get("find", "").strip()[:100]
    found = page_of(round_, show=show, find=find)
    run, change = rules.may_run(actor, round_), rules.may_change(actor, round_)
    context: dict[str, Any] = {
        "round": round_,
        "period": period_of(round_),
        "found": found,
        "show": show,
        "find": find,
        "filters": [(key, _(LABELS[key]), found.tallies[key]) for key in SHOW],
        "may_run": run,
        "may_change": change,
        "may_reopen": rules.may_reopen(actor, round_),
        "letter": _letter(request, round_),
        "targets": units_of(round_.target, round_.as_of) if round_.state == Round.State.PLANNED else [],
    }
    if run:
        context |= {
            "remind_form": RemindForm(),
            "add_form": AddUnitForm(round_=round_),
            "lock_form": LockForm(gaps=gaps(round_)),
        }
    if change:
        context["open_form"] = forms.Form()
    if run or change:
        context["cancel_form"] = ReasonForm(prefix="cancel")
    if context["may_reopen"]:
        context["reopen_form"] = ReasonForm(prefix="reopen")
    return {**context, **more}


def _letter(request: Request, round_: Round) -> tuple[str, str] | None:
    """The letter that opened it, as this actor may read it: (label, address)."""
    known = ref_kinds.get(round_.basis_kind)
    if known is None or round_.basis_kind == "collect.round" or round_.basis_id is None:
        return None
    label = known.labels([round_.basis_id], request.actor).get(round_.basis_id)
    return (label, known.url(round_.basis_id)) if label else None


def acted_on(
    request: Request,
    round_: Round,
    form: forms.Form,
    name: str,
    do: Callable[[dict[str, Any]], object],
    message: str | Callable[[Any], str],
) -> HttpResponse:
    """Do it and come back to the round; what was wrong stands on the page as typed."""
    result: Any = None
    with refusals_into(form):
        if form.is_valid():
            result = do(form.cleaned_data)
    if form.errors:
        round_.refresh_from_db()
        return page(request, TEMPLATE, round_context(request, round_, **{name: form, "opened": name}), status=422)
    said = message(result) if callable(message) else message
    return answer(request, None, TEMPLATE, then=round_, message=said)


@require_POST
@guarded(rules.sees_all, Round)
def remind(request: Request, round_: Round) -> HttpResponse:
    """ทวงถาม in one press."""
    form = RemindForm(request.POST)

    def do(data: dict[str, Any]) -> int:
        return services.remind(actor=request.actor, round_=round_, message=data["message"])

    def said(count: int) -> str:
        return ngettext("ทวงถาม %(n)s แห่งแล้ว", "ทวงถาม %(n)s แห่งแล้ว", count) % {"n": count}

    return acted_on(request, round_, form, "remind_form", do, said)


@require_POST
@guarded(rules.sees_all, Round)
def accept_many(request: Request, round_: Round) -> HttpResponse:
    """Take the ticked ones, as they were certified."""
    picked = read_ids(request.POST.getlist("pick"))
    rows = list(Submission.objects.visible_to(request.actor).filter(round=round_, pk__in=picked))
    count = sending.accept_many(actor=request.actor, givens=rows)
    said = ngettext("รับแบบแล้ว %(n)s แห่ง", "รับแบบแล้ว %(n)s แห่ง", count) % {"n": count}
    return answer(request, None, TEMPLATE, then=round_, message=said)


@require_POST
@guarded(rules.sees_all, Round)
def lock(request: Request, round_: Round) -> HttpResponse:
    form = LockForm(request.POST, gaps=gaps(round_))

    def do(data: dict[str, Any]) -> Round:
        return services.lock_all(actor=request.actor, round_=round_, gaps_confirmed=form.confirmed())

    def said(done: Round) -> str:
        return _("ปิดรอบแล้ว ลายนิ้วมือข้อมูล %(digest)s") % {"digest": done.digest[:12]}

    return acted_on(request, round_, form, "lock_form", do, said)


@require_POST
@guarded(rules.sees_all, Round)
def reopen(request: Request, round_: Round) -> HttpResponse:
    form = ReasonForm(request.POST, prefix="reopen")

    def do(data: dict[str, Any]) -> Round:
        return services.reopen(actor=request.actor, round_=round_, reason=data["reason"])

    return acted_on(request, round_, form, "reopen_form", do, _("เปิดรอบแล้ว แบบที่รับไว้คืนให้แก้ได้"))


@require_safe
@guarded(rules.sees_all, Round)
def sheet(request: Request, round_: Round) -> HttpResponse:
    """Every answer as Excel."""
    rows = round_.submissions.select_related("unit", "round__form", "round__version").order_by("unit__sort_key")
    return as_file(round_xlsx(round_, rows), MIME, f"{round_.title[:100]}.xlsx")

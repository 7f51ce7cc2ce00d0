"""One work item: what is asked, the answer, and what may be done with it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer as answered
from khet.ui.answers import page, refusals_into
from khet.work import rules, services
from khet.work.due import words_for
from khet.work.forms import ExtendForm, NoteForm, PassOnForm, ReasonForm, RecordForm, TextAnswerForm
from khet.work.kinds import kinds
from khet.work.models import WorkItem
from khet.work.reads.inbox import describe_all, doors_of

TEMPLATE = "work/item.html"


@require_safe
@guarded(None, WorkItem)
def item(request: Request, item: WorkItem) -> HttpResponse:
    """The page of the subject when it has one (a letter shows its asks itself), else this page."""
    services.see(actor=request.actor, items=WorkItem.objects.filter(pk=item.pk))
    if "stay" not in request.GET and (url := _own_page(request, item)):
        return HttpResponseRedirect(url)
    return page(request, TEMPLATE, item_context(request, item))


def _own_page(request: Request, item: WorkItem) -> str:
    """Where the one who is asked does it: the form to fill in, else the page of the subject."""
    if item.waiting and kinds[item.kind].may_act(request.actor, item) and (door := doors_of([item]).get(item.pk)):
        return door
    described = describe_all([(item.kind, item.subject)], request.actor).get((item.kind, item.subject))
    return described.url if described and rules.is_mine(request.actor, item) else ""


def item_context(request: Request, item: WorkItem) -> dict[str, Any]:
    actor, kind = request.actor, kinds[item.kind]
    described = describe_all([(item.kind, item.subject)], actor).get((item.kind, item.subject))
    mine, manage = kind.may_act(actor, item) and not kind.own_page, rules.may_manage(actor, item)
    return {
        "item": item,
        "kind": kind,
        "described": described,
        "door": doors_of([item]).get(item.pk, "") if kind.may_act(actor, item) else "",
        "due": words_for(item, timezone.now()),
        "moves": item.moves.all(),
        "answer_form": _answer_form(item)() if mine and item.waiting and not kind.answer_form else None,
        "pass_form": PassOnForm(desk_id=actor.desk_id) if mine and item.waiting else None,
        "record_form": RecordForm() if manage and item.waiting else None,
        "extend_form": ExtendForm() if manage and item.waiting else None,
        "back_form": NoteForm() if manage and rules.may_go("give_back", item) else None,
        "withdraw_form": ReasonForm() if manage and rules.may_go("withdraw", item) else None,
        "may_accept": mine and rules.may_go("accept", item),
    }


def _answer_form(item: WorkItem) -> type[forms.Form]:
    return TextAnswerForm


def _done(request: Request, item: WorkItem, form: forms.Form, key: str, message: str) -> HttpResponse:
    context = item_context(request, item) if form.errors else {}
    return answered(
        request, form, TEMPLATE, {**context, key: form}, then=f"/work/item/{item.pk}/?stay=1", message=message
    )


def _act(
    request: Request, item: WorkItem, form: forms.Form, key: str, act: Callable[[dict[str, Any]], object], message: str
) -> HttpResponse:
    with refusals_into(form):
        if form.is_valid():
            act(form.cleaned_data)
    return _done(request, item, form, key, message)


@require_POST
@guarded(rules.is_mine, WorkItem)
def answer(request: Request, item: WorkItem) -> HttpResponse:
    form = TextAnswerForm(request.POST)
    if kinds[item.kind].one_tap:
        services.answer(actor=request.actor, item=item, text=request.POST.get("text", ""))
        return answered(request, None, TEMPLATE, then=request.POST.get("next") or "/", message=_("รับทราบแล้ว"))
    return _act(
        request,
        item,
        form,
        "answer_form",
        lambda data: services.answer(actor=request.actor, item=item, text=data["text"]),
        _("ส่งคำตอบแล้ว"),
    )


@require_POST
@guarded(rules.is_mine, WorkItem)
def accept(request: Request, item: WorkItem) -> HttpResponse:
    services.accept(actor=request.actor, item=item)
    return answered(
        request, None, TEMPLATE, then=f"/work/item/{item.pk}/?stay=1", message=_("รับงานนี้แล้ว เพื่อนร่วมงานเห็นว่าท่านกำลังทำ")
    )


@require_POST
@guarded(rules.is_mine, WorkItem)
def pass_on(request: Request, item: WorkItem) -> HttpResponse:
    form = PassOnForm(request.POST, desk_id=request.actor.desk_id)
    with refusals_into(form):
        if form.is_valid():
            to = form.cleaned_data["to"]
            services.pass_on(actor=request.actor, item=item, to_post=to, note=form.cleaned_data["note"])
            return answered(request, None, TEMPLATE, then="/", message=_("ส่งต่อถึง %(to)s แล้ว") % {"to": to})
    return _done(request, item, form, "pass_form", "")


@require_POST
@guarded(rules.may_see, WorkItem)
def record(request: Request, item: WorkItem) -> HttpResponse:
    form = RecordForm(request.POST)
    return _act(
        request,
        item,
        form,
        "record_form",
        lambda data: services.record_answer(actor=request.actor, item=item, via=data["via"], text=data["text"]),
        _("บันทึกคำตอบแทนแล้ว"),
    )


@require_POST
@guarded(rules.may_manage, WorkItem)
def give_back(request: Request, item: WorkItem) -> HttpResponse:
    form = NoteForm(request.POST)
    return _act(
        request,
        item,
        form,
        "back_form",
        lambda data: services.give_back(actor=request.actor, item=item, note=data["note"]),
        _("คืนให้ %(unit)s แก้แล้ว") % {"unit": item.asked_unit},
    )


@require_POST
@guarded(rules.may_manage, WorkItem)
def extend(request: Request, item: WorkItem) -> HttpResponse:
    form = ExtendForm(request.POST)

    def act(data: dict[str, Any]) -> None:
        due = timezone.make_aware(datetime.combine(data["due"], datetime.min.time()))
        services.extend(actor=request.actor, item=item, due_at=due, reason=data["reason"])

    return _act(request, item, form, "extend_form", act, _("เลื่อนกำหนดให้ %(unit)s แล้ว") % {"unit": item.asked_unit})


@require_POST
@guarded(rules.may_manage, WorkItem)
def withdraw(request: Request, item: WorkItem) -> HttpResponse:
    form = ReasonForm(request.POST)
    return _act(
        request,
        item,
        form,
        "withdraw_form",
        lambda data: services.withdraw(
            actor=request.actor, items=WorkItem.objects.filter(pk=item.pk), reason=data["reason"]
        ),
        _("ยกเลิกรายการของ %(unit)s แล้ว") % {"unit": item.asked_unit},
    )

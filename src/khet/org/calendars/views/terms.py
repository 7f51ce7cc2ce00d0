"""ภาคเรียน."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.calendar import rules, services
from khet.calendar.reads import Term
from khet.org.calendars.forms import TermChangeForm, TermForm
from khet.org.calendars.views.answering import Sheet, back, calendar_or_404, shown
from khet.org.guard import guarded
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.thai.years import SchoolYear
from khet.ui import days as dates
from khet.ui.answers import answer


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def add_term(request: Request, key: str) -> HttpResponse:
    calendar = calendar_or_404(key)
    form = TermForm(request.POST or None, initial={"school_year_be": SchoolYear.of(today()).be})
    sheet = Sheet(
        title=_("เพิ่มภาคเรียน"),
        note=_("ถ้ามีภาคเรียนนี้อยู่แล้ว วันที่จะเปลี่ยนตามที่พิมพ์"),
        verb=_("บันทึกภาคเรียน"),
        then=back(calendar),
    )

    def save() -> str:
        return _said(services.set_term(actor=request.actor, calendar=calendar, **form.cleaned_data))

    return shown(request, form, sheet, save)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def change_term(request: Request, pk: int) -> HttpResponse:
    term = get_object_or_404(Term, pk=pk)
    known = {"first_day": term.first_day, "last_day": term.last_day}
    form = TermChangeForm(request.POST or None, initial=known)
    sheet = Sheet(
        title=_("แก้ภาคเรียนที่ %(term)s") % {"term": term},
        note="",
        verb=_("บันทึกภาคเรียน"),
        then=back(term.calendar, term.first_day),
    )

    def save() -> str:
        changed = services.set_term(
            actor=request.actor,
            calendar=term.calendar,
            school_year_be=term.school_year_be,
            number=term.number,
            **form.cleaned_data,
        )
        return _said(changed)

    return shown(request, form, sheet, save)


@require_POST
@guarded(rules.may_edit)
def remove_term(request: Request, pk: int) -> HttpResponse:
    term = get_object_or_404(Term, pk=pk)
    then, name = back(term.calendar, term.first_day), str(term)
    services.remove_term(actor=request.actor, term=term)
    return answer(request, None, "", then=then, message=_("ลบภาคเรียนที่ %(term)s แล้ว") % {"term": name})


def _said(term: Term) -> str:
    told = {"term": term, "days": dates.span(term.first_day, term.last_day)}
    return _("บันทึกภาคเรียนที่ %(term)s แล้ว: %(days)s") % told

"""Holidays: add, correct, take back, bring back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.calendar import rules, services
from khet.calendar.reads import Holiday
from khet.org.calendars.forms import HolidayChangeForm, HolidayForm
from khet.org.calendars.views.answering import Sheet, back, shown
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui import days as dates
from khet.ui.answers import answer


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def add_holiday(request: Request) -> HttpResponse:
    form = HolidayForm(request.POST or None, initial={"calendar": request.GET.get("calendar", "")})
    sheet = Sheet(
        title=_("เพิ่มวันหยุด"),
        note=_("กำหนดของงานที่นับเป็นวันทำการจะเลื่อนออกตามวันหยุดใหม่ ส่วนกำหนดที่ระบุวันไว้ในหนังสือไม่เลื่อน"),
        verb=_("เพิ่มวันหยุด"),
        then=back(),
    )

    def save() -> str:
        holiday = services.add_holiday(actor=request.actor, **form.cleaned_data)
        return _("เพิ่มวันหยุด %(day)s แล้ว") % {"day": dates.record(holiday.day)}

    return shown(request, form, sheet, save)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def change_holiday(request: Request, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=pk, observed=True)
    known = {name: getattr(holiday, name) for name in ("day", "name", "scope", "source")}
    form = HolidayChangeForm(request.POST or None, initial=known)
    sheet = Sheet(
        title=_("แก้วันหยุด"),
        note=_("กำหนดของงานที่นับเป็นวันทำการจะคิดใหม่ตามวันที่แก้"),
        verb=_("บันทึกวันหยุด"),
        then=back(holiday.calendar, holiday.day),
    )

    def save() -> str:
        changed = services.change_holiday(actor=request.actor, holiday=holiday, **form.cleaned_data)
        return _("แก้วันหยุดเป็น %(day)s แล้ว") % {"day": dates.record(changed.day)}

    return shown(request, form, sheet, save)


@require_POST
@guarded(rules.may_edit)
def remove_holiday(request: Request, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=pk)
    services.remove_holiday(actor=request.actor, holiday=holiday)
    message = _("ยกเลิกวันหยุด %(day)s แล้ว วันนั้นนับเป็นวันทำการ") % {"day": dates.record(holiday.day)}
    return answer(request, None, "", then=back(holiday.calendar, holiday.day), message=message)


@require_POST
@guarded(rules.may_edit)
def return_holiday(request: Request, pk: int) -> HttpResponse:
    holiday = get_object_or_404(Holiday, pk=pk)
    services.observe_again(actor=request.actor, holiday=holiday)
    message = _("%(day)s เป็นวันหยุดอีกครั้งแล้ว") % {"day": dates.record(holiday.day)}
    return answer(request, None, "", then=back(holiday.calendar, holiday.day), message=message)

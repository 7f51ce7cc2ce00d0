"""Days with hours of their own."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.calendar import reads, rules, services
from khet.calendar.reads import SpecialDay, hours_text
from khet.org.calendars.forms import SpecialDayChangeForm, SpecialDayForm
from khet.org.calendars.views.answering import Sheet, back, calendar_or_404, shown
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui import days as dates
from khet.ui.answers import answer


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def add_special_day(request: Request, key: str) -> HttpResponse:
    calendar = calendar_or_404(key)
    form = SpecialDayForm(request.POST or None)
    sheet = Sheet(
        title=_("ตั้งเวลาเฉพาะวัน"),
        note=_("ใช้กับ%(calendar)sเท่านั้น และอยู่เหนือวันหยุดกับเวลาทำการปกติ") % {"calendar": calendar.name},
        verb=_("บันทึกเวลาของวัน"),
        then=back(calendar),
    )

    def save() -> str:
        special = services.set_special_day(actor=request.actor, calendar=calendar, **form.cleaned_data)
        return _said(special)

    return shown(request, form, sheet, save)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def change_special_day(request: Request, pk: int) -> HttpResponse:
    special = get_object_or_404(SpecialDay, pk=pk)
    known = {"hours": reads.hours_of_special(special), "reason": special.reason}
    form = SpecialDayChangeForm(request.POST or None, initial=known)
    sheet = Sheet(
        title=_("แก้เวลาของ %(day)s") % {"day": dates.record(special.day)},
        note=_("ใช้กับ%(calendar)sเท่านั้น และอยู่เหนือวันหยุดกับเวลาทำการปกติ") % {"calendar": special.calendar.name},
        verb=_("บันทึกเวลาของวัน"),
        then=back(special.calendar, special.day),
    )

    def save() -> str:
        return _said(
            services.set_special_day(
                actor=request.actor, calendar=special.calendar, day=special.day, **form.cleaned_data
            )
        )

    return shown(request, form, sheet, save)


@require_POST
@guarded(rules.may_edit)
def remove_special_day(request: Request, pk: int) -> HttpResponse:
    special = get_object_or_404(SpecialDay, pk=pk)
    services.remove_special_day(actor=request.actor, special=special)
    message = _("%(day)s กลับไปใช้เวลาทำการปกติแล้ว") % {"day": dates.record(special.day)}
    return answer(request, None, "", then=back(special.calendar, special.day), message=message)


def _said(special: SpecialDay) -> str:
    told = {"day": dates.record(special.day), "hours": hours_text(reads.hours_of_special(special))}
    return _("ตั้งเวลาของ %(day)s แล้ว: %(hours)s") % told

"""Hours of the week, from a day on."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.calendar import reads, rules, services
from khet.calendar.reads import Calendar, Hours, Week
from khet.org.calendars.forms import WeekForm, week_initial
from khet.org.calendars.views.answering import Sheet, back, calendar_or_404, shown
from khet.org.guard import guarded
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.ui import days as dates
from khet.ui.answers import answer


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_edit)
def set_hours(request: Request, key: str) -> HttpResponse:
    calendar = calendar_or_404(key)
    form = WeekForm(request.POST or None, initial=week_initial(_in_force(calendar)))
    sheet = Sheet(
        title=_("ตั้งเวลาทำการของ%(calendar)s") % {"calendar": calendar.name},
        note=_("พิมพ์เป็นช่วง เช่น 08.30–12.00, 13.00–16.30 วันใดเว้นว่างคือปิด เวลาเดิมยังใช้กับวันก่อนวันที่เริ่มใช้"),
        verb=_("บันทึกเวลาทำการ"),
        then=back(calendar),
        marks_optional=False,
    )

    def save() -> str:
        start = form.cleaned_data["valid_from"]
        services.set_weekly_hours(actor=request.actor, calendar=calendar, valid_from=start, hours=form.week)
        return _("ตั้งเวลาทำการใหม่ ใช้ตั้งแต่ %(day)s แล้ว") % {"day": dates.record(start)}

    return shown(request, form, sheet, save)


@require_POST
@guarded(rules.may_edit)
def remove_hours(request: Request, pk: int) -> HttpResponse:
    week = get_object_or_404(Week, pk=pk)
    services.remove_week(actor=request.actor, week=week)
    message = _("ลบเวลาทำการที่เริ่มใช้ %(day)s แล้ว") % {"day": dates.record(week.valid_from)}
    return answer(request, None, "", then=back(week.calendar), message=message)


def _in_force(calendar: Calendar) -> list[Hours]:
    """The week as it is now, its own or what it falls back on, to start from."""
    at: Calendar | None = calendar
    while at is not None:
        for week in reads.weeks(at):
            if week.valid_from <= today():
                return reads.hours_of_week(week)
        at = at.parent
    return []

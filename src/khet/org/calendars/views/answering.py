"""What the pages that change a calendar have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.forms import Form
from django.http import Http404, HttpResponse
from django.urls import reverse

from khet.calendar import reads
from khet.calendar.reads import Calendar
from khet.org.http import Request
from khet.thai.years import CalendarYear
from khet.ui.answers import answer, page, refusals_into


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page with one form: its title, what happens on saving, its one button, and where it leads.

    marks_optional: say of each field that need not be filled that it need not.
    """

    title: str
    note: str
    verb: str
    then: str
    marks_optional: bool = True


def shown(request: Request, form: Form, sheet: Sheet, save: Callable[[], str]) -> HttpResponse:
    """The form, or after a POST its outcome; save does the work and says what was done."""
    context = {"sheet": sheet, "form": form}
    if request.method != "POST":
        return page(request, "org/calendars/form.html", context)
    message = ""
    with refusals_into(form):
        if form.is_valid():
            message = save()
    return answer(request, form, "org/calendars/form.html", context, then=sheet.then, message=message)


def calendar_or_404(key: str) -> Calendar:
    found = next((one for one in reads.calendars() if one.key == key), None)
    if found is None:
        raise Http404
    return found


def back(calendar: Calendar | None = None, day: date | None = None) -> str:
    """The list again, at the calendar and the year of a day."""
    query: dict[str, object] = {"calendar": calendar.key} if calendar else {}
    if day:
        query["year"] = CalendarYear.of(day).be
    return reverse("org:calendar") + (f"?{urlencode(query)}" if query else "")

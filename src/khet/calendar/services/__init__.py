"""The only room that writes calendars. Every change is on the trail and tells the floors above after commit."""

from khet.calendar.services.calendars import add_calendar, end_use, use_calendar
from khet.calendar.services.days import (
    add_holiday,
    change_holiday,
    enter_holidays,
    observe_again,
    remove_holiday,
    remove_special_day,
    set_special_day,
)
from khet.calendar.services.terms import remove_term, set_term
from khet.calendar.services.weeks import remove_week, set_weekly_hours

__all__ = [
    "add_calendar",
    "add_holiday",
    "change_holiday",
    "end_use",
    "enter_holidays",
    "observe_again",
    "remove_holiday",
    "remove_special_day",
    "remove_term",
    "remove_week",
    "set_special_day",
    "set_term",
    "set_weekly_hours",
    "use_calendar",
]

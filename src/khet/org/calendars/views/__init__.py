"""Views of the calendars: everybody signed in reads them, the keepers of the settings change them."""

from khet.org.calendars.views.holidays import add_holiday, change_holiday, remove_holiday, return_holiday
from khet.org.calendars.views.hours import remove_hours, set_hours
from khet.org.calendars.views.index import index
from khet.org.calendars.views.special import add_special_day, change_special_day, remove_special_day
from khet.org.calendars.views.terms import add_term, change_term, remove_term

__all__ = [
    "add_holiday",
    "add_special_day",
    "add_term",
    "change_holiday",
    "change_special_day",
    "change_term",
    "index",
    "remove_holiday",
    "remove_hours",
    "remove_special_day",
    "remove_term",
    "return_holiday",
    "set_hours",
]

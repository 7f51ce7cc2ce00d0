"""Forms of the calendars."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khet.calendar import reads
from khet.calendar.reads import Calendar, Hours, Scope, Segment, check_hours, hours_text
from khet.kernel.errors import Refused
from khet.ui import days
from khet.ui.forms import NumberField, ThaiDateField, ThaiTimeField

_PART = re.compile(r"\s*(?:,|;|และ|\n)\s*")
_RANGE = re.compile(r"\s*(?:–|—|-|ถึง)\s*")


class HoursField(forms.Field):
    """Open stretches of one day, typed as "08.30–12.00, 13.00–16.30"; nothing typed is a closed day."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    default_error_messages = {"invalid": _("อ่านเวลาไม่ได้ พิมพ์เป็นช่วง เช่น 08.30–12.00, 13.00–16.30")}

    def to_python(self, value: Any) -> Hours:
        text = "" if value is None else str(value).replace("น.", "").strip()
        if text in ("", "ปิด"):
            return ()
        try:
            return check_hours([self._stretch(part) for part in _PART.split(text)])
        except Refused as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from None

    def _stretch(self, text: str) -> Segment:
        clock = ThaiTimeField(required=False)
        ends = [clock.to_python("0.00" if end == "24.00" else end) for end in _RANGE.split(text)]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Segment(ends[0], ends[1])

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else _typed(value)


def _typed(hours: Hours) -> str:
    return hours_text(hours).removesuffix(" น.") if hours else ""


class HolidayForm(forms.Form):
    """A new holiday."""

    day = ThaiDateField(label=_("วันที่"))
    name = forms.CharField(label=_("ชื่อวันหยุด"), max_length=250)
    calendar = forms.TypedChoiceField(
        label=_("ใช้กับ"), required=False, empty_value=None, coerce=lambda key: _calendar(key)
    )
    scope = forms.TypedChoiceField(label=_("ชนิด"), choices=Scope.choices, coerce=Scope, initial=Scope.CABINET)
    source = forms.CharField(
        label=_("ที่มา"), max_length=200, required=False, help_text=_("เช่น มติคณะรัฐมนตรี หรือเลขที่หนังสือ")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields.get("calendar")
        if isinstance(choice, forms.TypedChoiceField):
            choice.choices = [("", _("ทุกปฏิทิน")), *((one.key, one.name) for one in reads.calendars())]


class HolidayChangeForm(HolidayForm):
    """Correct a holiday; whose it is stays."""

    calendar = None  # type: ignore[assignment]


class SpecialDayForm(forms.Form):
    """Hours of one day."""

    day = ThaiDateField(label=_("วันที่"))
    hours = HoursField(label=_("เวลาทำการของวันนั้น"), required=False, help_text=_("เช่น 08.30–12.00 เว้นว่างไว้ถ้าปิดทั้งวัน"))
    reason = forms.CharField(label=_("เหตุผล"), max_length=250, help_text=_("เช่น น้ำท่วม เลือกตั้ง เปิดรับสมัครสอบ"))


class SpecialDayChangeForm(SpecialDayForm):
    """Other hours for the same day."""

    day = None  # type: ignore[assignment]


class WeekForm(forms.Form):
    """Hours of the week from a day on."""

    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(days.day_names()):
            self.fields[f"day{number}"] = HoursField(label=_("วัน%(day)s") % {"day": name}, required=False)

    @property
    def week(self) -> dict[int, Hours]:
        return {number: self.cleaned_data[f"day{number}"] for number in range(7)}


def week_initial(hours: Iterable[Hours]) -> dict[str, Hours]:
    return {f"day{number}": day for number, day in enumerate(hours)}


class TermForm(forms.Form):
    """A new term."""

    school_year_be = NumberField(label=_("ปีการศึกษา"), min_value=2500, max_value=2700)
    number = NumberField(label=_("ภาคเรียนที่"), min_value=1, max_value=4)
    first_day = ThaiDateField(label=_("วันเปิดภาคเรียน"))
    last_day = ThaiDateField(label=_("วันสุดท้ายของภาคเรียน"))


class TermChangeForm(TermForm):
    """Other days of a term."""

    school_year_be = None  # type: ignore[assignment]
    number = None  # type: ignore[assignment]


def _calendar(key: str) -> Calendar | None:
    return next((one for one in reads.calendars() if one.key == key), None)

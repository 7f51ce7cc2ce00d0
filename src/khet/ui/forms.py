"""Form fields of the house: Thai dates and times, digits, people and units to tick."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khet.thai.bangkok import day_of
from khet.thai.bangkok import today as bangkok_today
from khet.thai.dateinput import parse
from khet.thai.digits import to_arabic
from khet.thai.years import to_be
from khet.ui import days as dates
from khet.ui.pickers import TickList

DATE_HINT: Final = _("เช่น 25/5/2569 หรือ 25 พ.ค. 69")


class ThaiDateInput(forms.TextInput):
    """A line of text that shows a day as 25/5/2569 and what was understood beneath it."""

    def __init__(self, attrs: Mapping[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "text", "autocomplete": "off", "class": "short", **(attrs or {})})

    def format_value(self, value: object) -> str | None:
        if isinstance(value, date):
            day = day_of(value) if isinstance(value, datetime) else value
            return f"{day.day}/{day.month}/{to_be(day.year)}"
        return str(value) if value else None


class ThaiDateField(forms.Field):
    """A day typed as 25/5/69, 25/5/2569, ๒๕/๕/๒๕๖๙, 25 พ.ค. 69 or 2026-05-25; cleaned to a date.

    near: a day without a year means the one nearest to today.
    """

    widget = ThaiDateInput
    default_error_messages = {"required": _("ยังไม่ได้ใส่วันที่ เช่น 25/5/2569")}

    def __init__(self, *, near_today: bool = False, **kwargs: Any) -> None:
        self.near_today = near_today
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return day_of(value)
        if isinstance(value, date):
            return value
        try:
            return parse(str(value), near=bangkok_today() if self.near_today else None)
        except ValueError as problem:
            raise ValidationError(str(problem), code="invalid") from None

    def understood(self, value: Any) -> str:
        """The day in words, as the page shows it below the field; "" when there is none or it cannot be read."""
        try:
            day = self.to_python(value)
        except ValidationError:
            return ""
        return dates.long(day).replace("พ.ศ. ", "") if day else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class ThaiTimeField(forms.Field):
    """A time typed as 16.30, 16:30, 1630, ๑๖.๓๐ น.; cleaned to a time."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})
    default_error_messages = {
        "required": _("ยังไม่ได้ใส่เวลา เช่น 16.30"),
        "invalid": _("อ่านเวลาไม่ได้ พิมพ์เป็น ชั่วโมง.นาที เช่น 16.30"),
    }

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, time):
            return value
        bare = to_arabic(str(value)).replace("น.", "").replace(":", ".").strip()
        hours, dot, minutes = bare.partition(".")
        if not dot and len(bare) in (3, 4):
            hours, minutes = bare[:-2], bare[-2:]
        try:
            return time(int(hours), int(minutes or 0))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value.hour:02d}.{value.minute:02d}" if isinstance(value, time) else value


class DigitsField(forms.CharField):
    """Digits only, Thai or Arabic, blanks and dashes forgiven; cleaned to Arabic digits. length: exactly so many."""

    default_error_messages = {"digits": _("ใส่ได้เฉพาะตัวเลข"), "length": _("ต้องมี %(length)s หลัก ที่พิมพ์มามี %(given)s หลัก")}

    def __init__(self, *, length: int | None = None, **kwargs: Any) -> None:
        self.length = length
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = to_arabic(str(super().to_python(value) or ""))
        bare = "".join(text.split()).replace("-", "")
        if bare and not (bare.isascii() and bare.isdigit()):
            raise ValidationError(self.error_messages["digits"], code="digits")
        if bare and self.length and len(bare) != self.length:
            shown = {"length": self.length, "given": len(bare)}
            raise ValidationError(self.error_messages["length"], code="length", params=shown)
        return bare


class NumberField(forms.IntegerField):
    """A whole number, Thai digits and commas forgiven."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"})
    default_error_messages = {"invalid": _("ใส่เป็นตัวเลขจำนวนเต็ม เช่น 1254")}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(to_arabic(value).replace(",", "") if isinstance(value, str) else value)


class TickField(forms.TypedMultipleChoiceField):
    """Several of a list of people or units, as ints. choices: (id, label) or (group, [(id, label), …])."""

    widget: Any = TickList
    default_error_messages = {
        "required": _("ยังไม่ได้เลือก"),
        "invalid_choice": _("มีรายการที่เลือกไม่ได้แล้ว เลือกใหม่"),
    }

    def __init__(self, *, choices: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(choices=choices, coerce=int, empty_value=[], **kwargs)


class UnitPicker(TickField):
    """Units to tick, grouped by district."""

    widget: Any = TickList(placeholder=_("กรองชื่อโรงเรียนหรืออำเภอ"), of=_("หน่วยงาน"))


class PersonPicker(TickField):
    """People to tick, grouped by unit."""

    widget: Any = TickList(placeholder=_("กรองชื่อคนหรือตำแหน่ง"), of=_("คน"))

"""What is typed to find, print and annotate rows of a register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.saraban.models import Book, RegisterEntry, Urgency
from khet.saraban.rules.numbering import CIRCULAR
from khet.ui.forms import ThaiDateField

ALL = "all"
SHOWN = [
    ("", _("ทุกรายการ")),
    ("issued", _("ใช้แล้ว")),
    ("reserved", _("จองไว้")),
    ("void", _("ยกเลิกเลข")),
    ("circular", _("หนังสือเวียน (ว)")),
    ("plain", _("เลขปกติ")),
]


class RegisterFilter(forms.Form):
    """Filters of one register, kept in the address. year "" is this year; a range of days looks past the year."""

    find = forms.CharField(
        label=_("ค้นในทะเบียน"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("เลข เรื่อง จาก หรือถึง"), "type": "search"}),
    )
    year = forms.ChoiceField(label=_("ปี"), required=False)
    unit = forms.ChoiceField(label=_("กลุ่มเจ้าของเรื่อง"), required=False)
    show = forms.ChoiceField(label=_("แสดง"), required=False, choices=SHOWN)
    urgency = forms.ChoiceField(label=_("ความเร็ว"), required=False, choices=[("", _("ทุกชั้น")), *Urgency.choices])
    first = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False, near_today=True)
    last = ThaiDateField(label=_("ถึงวันที่"), required=False, near_today=True)

    def __init__(self, *args: Any, book: str, desk_id: int, years: list[int], this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        older = [(str(year), str(year)) for year in years if year != this_year]
        _choices(self, "year", [("", str(this_year)), *older, (ALL, _("ทุกปี"))])
        units = Unit.objects.filter(desk_id=desk_id, active=True).exclude(pk=desk_id).order_by("order", "sort_key")
        groups = [(str(unit.pk), unit.short or unit.name) for unit in units] if book != Book.RECEIVED else []
        _choices(self, "unit", [("", _("ทุกกลุ่ม")), *groups])
        if not groups:
            del self.fields["unit"]
        if book != Book.SENT:
            _choices(self, "show", SHOWN[:4])

    def wanted(self, this_year: int) -> dict[str, Any]:
        """The filters as register_rows takes them; what cannot be read filters nothing."""
        self.is_valid()
        given = self.cleaned_data
        first, last, year = given.get("first"), given.get("last"), given.get("year")
        show = given.get("show", "")
        return {
            "find": given.get("find", ""),
            "year_be": int(year) if year and year != ALL else None if year == ALL or first or last else this_year,
            "unit_id": int(given["unit"]) if given.get("unit") else None,
            "state": show if show in RegisterEntry.State.values else "",
            "urgency": int(given["urgency"]) if given.get("urgency") else None,
            "series": {"plain": "", "circular": CIRCULAR}.get(show),
            "first": first,
            "last": last,
        }


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class PrintForm(forms.Form):
    """Which days of the register go on paper or into Excel."""

    first = ThaiDateField(label=_("ตั้งแต่วันที่"), near_today=True)
    last = ThaiDateField(label=_("ถึงวันที่"), near_today=True, required=False)
    thai = forms.BooleanField(label=_("พิมพ์ด้วยเลขไทย"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last") or given.get("first")
        if first and last and last < first:
            self.add_error("last", _("วันสุดท้ายอยู่ก่อนวันแรก สลับวันที่แล้วพิมพ์ใหม่"))
        given["last"] = last
        return given


class NotesForm(forms.Form):
    """The two columns that are filled in later."""

    action = forms.CharField(label=_("การปฏิบัติ"), required=False, max_length=500)
    remark = forms.CharField(label=_("หมายเหตุ"), required=False, max_length=500)


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("เหตุผลที่ยกเลิก"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

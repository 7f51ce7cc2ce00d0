"""What is typed on the pages of registers, besides the rows themselves."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.collect.forms.pupils import last_census
from khet.collect.reads.records import Register
from khet.collect.schema import FieldType
from khet.files.forms import FilesField
from khet.files.kinds import TABLES
from khet.thai.bangkok import today
from khet.ui.forms import ThaiDateField

FIND = {"placeholder": _("ค้นในทะเบียน"), "type": "search"}


class RowFilter(forms.Form):
    """The filters of a register live in the address: words, choices of its fields, archived or not."""

    find = forms.CharField(label=_("ค้นหา"), required=False, max_length=200, widget=forms.TextInput(attrs=FIND))

    def __init__(self, *args: Any, register: Register, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [each.key for each in register.filters]
        for each in register.filters:
            pairs: list[tuple[str, Any]] = [("true", _("ใช่")), ("false", _("ไม่ใช่"))]
            if each.type is FieldType.CHOICE:
                pairs = [(option.code, option.label) for option in each.options]
            choices = [("", _("ทั้งหมด")), *pairs]
            self.fields[f"f_{each.key}"] = forms.ChoiceField(label=each.label, required=False, choices=choices)
        self.fields["archived"] = forms.BooleanField(label=_("จำหน่ายแล้ว"), required=False)

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        return {
            "find": given.get("find", ""),
            "wanted": {key: given.get(f"f_{key}", "") for key in self.keys},
            "archived": bool(given.get("archived")),
        }


class ArchiveForm(forms.Form):
    note = forms.CharField(label=_("เหตุผลที่จำหน่าย"), max_length=300)


class RowsFileForm(forms.Form):
    """dated: the register takes EMIS files too, which are as of a day."""

    rows = FilesField(label=_("ไฟล์ Excel หรือ CSV"), rule=TABLES, most=1)
    as_of = ThaiDateField(label=_("ข้อมูล ณ วันที่"), help_text=_("วันของข้อมูลในไฟล์ EMIS ใช้เมื่อไฟล์ไม่บอกวันที่เอง"))

    def __init__(self, *args: Any, dated: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if dated:
            self.fields["as_of"].initial = last_census
        else:
            del self.fields["as_of"]

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"]
        if day > today():
            raise forms.ValidationError(_("วันที่ของข้อมูลอยู่ในอนาคต ใส่วันที่ส่งออกไฟล์หรือวันนับล่าสุด"), code="future")
        return day


class TakeOverForm(forms.Form):
    """What is done with rows that the file no longer has."""

    archive = forms.BooleanField(label=_("จำหน่ายแถวที่ไม่อยู่ในไฟล์แล้ว"), required=False)
    reason = forms.CharField(
        label=_("เหตุผลที่จำหน่าย"), max_length=300, required=False, help_text=_("เช่น ย้าย เกษียณ ลาออก ยกเลิกวงจร")
    )


class SchoolsFileForm(forms.Form):
    file = FilesField(label=_("ไฟล์ข้อมูลโรงเรียนจาก EMIS"), rule=TABLES, most=1)

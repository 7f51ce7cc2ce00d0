"""What is typed on the pages of pupils."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.collect.checks.lists import grades
from khet.collect.models import Enrolment
from khet.files.forms import FilesField
from khet.files.kinds import TABLES
from khet.org.models import Unit
from khet.thai.bangkok import today
from khet.ui.forms import ThaiDateField

FIND = {"placeholder": _("ค้นชื่อหรือเลขประจำตัวนักเรียน"), "type": "search"}
CENSUS = ((6, 10), (11, 10))
REASONS = (
    ("contact", _("ติดต่อผู้ปกครอง")),
    ("check", _("ตรวจกับเอกสารทะเบียน")),
    ("paper", _("ออกเอกสารให้นักเรียน")),
    ("care", _("ดูแลช่วยเหลือนักเรียน")),
    ("settle", _("ตรวจรายชื่อซ้ำ")),
)


def last_census() -> date:
    """The last day on which pupils were counted: 10 June or 10 November."""
    now = today()
    days = [date(year, *day) for year in (now.year - 1, now.year) for day in CENSUS]
    return max(day for day in days if day <= now)


class BringForm(forms.Form):
    """A file of one school; the area chooses which."""

    school = forms.TypedChoiceField(label=_("โรงเรียน"), coerce=int)
    file = FilesField(label=_("ไฟล์รายชื่อจาก DMC (36 หรือ 91 คอลัมน์)"), rule=TABLES, most=1)
    as_of = ThaiDateField(
        label=_("ข้อมูล ณ วันที่"),
        help_text=_("วันนับ 10 มิ.ย. หรือ 10 พ.ย. หรือวันที่ส่งออกไฟล์ อายุและรายชื่อเข้าออกนับถึงวันนี้"),
    )

    def __init__(self, *args: Any, schools: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].initial = last_census
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), str(one)) for one in schools]
        if len(schools) == 1:
            field.widget = forms.HiddenInput()
            field.initial = schools[0].pk


class PupilFilter(forms.Form):
    """The filters of a roll live in the address."""

    find = forms.CharField(label=_("ค้นหา"), required=False, max_length=100, widget=forms.TextInput(attrs=FIND))
    grade = forms.ChoiceField(label=_("ชั้น"), required=False)
    room = forms.IntegerField(label=_("ห้อง"), required=False, min_value=1, max_value=99)
    status = forms.ChoiceField(label=_("สถานะ"), required=False)

    def __init__(self, *args: Any, known: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(code), grades().named(code) or str(code)) for code in known]
        statuses = [pair for pair in Enrolment.Status.choices if pair[0] != Enrolment.Status.PROMOTED]
        for name, first, choices in (
            ("grade", _("ทุกชั้น"), named),
            ("status", _("อยู่ในทะเบียน"), statuses[1:]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", first), *choices]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        grade = given.get("grade") or ""
        return {
            "find": given.get("find", ""),
            "grade": int(grade) if grade else None,
            "room": given.get("room"),
            "status": given.get("status", ""),
        }


class ReasonForm(forms.Form):
    """Why a restricted layer is opened; chosen, so that nothing personal is typed into the trail."""

    reason = forms.ChoiceField(label=_("เปิดดูเพื่อ"), choices=REASONS, widget=forms.RadioSelect)

    @property
    def said(self) -> str:
        """The reason in words, as the trail keeps it."""
        return str(dict(REASONS)[self.cleaned_data["reason"]])


class LetGoForm(forms.Form):
    """A pupil leaves: to a school of the area, which is asked to take in, or elsewhere."""

    on = ThaiDateField(label=_("วันที่พ้นจากโรงเรียน"))
    status = forms.ChoiceField(
        label=_("เหตุ"),
        choices=[(value, label) for value, label in Enrolment.Status.choices if value in ("8", "5", "6", "4", "3")],
        initial=Enrolment.Status.MOVED,
    )
    to = forms.TypedChoiceField(label=_("ย้ายไปโรงเรียน"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, schools: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("นอกเขตหรือไม่ได้ย้าย")), *((str(one.pk), str(one)) for one in schools)]


class ReceiveForm(forms.Form):
    """A pupil is taken in by the school that was named."""

    on = ThaiDateField(label=_("วันที่รับเข้า"))
    grade = forms.TypedChoiceField(label=_("ชั้น"), coerce=int)
    room = forms.IntegerField(label=_("ห้อง"), min_value=0, max_value=99, initial=0, help_text=_("ใส่ 0 ถ้ายังไม่จัดห้อง"))
    number = forms.CharField(label=_("เลขประจำตัวนักเรียน"), max_length=20, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        field = self.fields["grade"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.code), one.names[0]) for one in grades().grades]

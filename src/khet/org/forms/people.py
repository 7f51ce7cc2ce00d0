"""What is typed about a person."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.ui.forms import DigitsField, ThaiDateField


class PersonForm(forms.Form):
    """The card of a person. A title typed together with the name is taken apart."""

    prefix = forms.CharField(label=_("คำนำหน้า"), max_length=40, required=False)  # type: ignore[assignment]
    first_name = forms.CharField(label=_("ชื่อ"), max_length=100)
    last_name = forms.CharField(label=_("นามสกุล"), max_length=100, required=False)
    nickname = forms.CharField(label=_("ชื่อเล่น"), max_length=40, required=False)
    office_phone = forms.CharField(label=_("โทรศัพท์ที่ทำงาน"), max_length=60, required=False)
    mobile = forms.CharField(label=_("โทรศัพท์มือถือ"), max_length=60, required=False)
    email = forms.EmailField(label=_("อีเมล"), required=False)

    def clean(self) -> dict[str, Any]:
        from khet.thai.names import split_title

        data = dict(super().clean() or {})
        title, name = split_title(data.get("first_name", ""))
        if title and name:
            data["prefix"], data["first_name"] = data.get("prefix") or title, name
        return data


class NewPersonForm(PersonForm):
    home_desk = forms.ModelChoiceField(
        label=_("สำนักงานหรือโรงเรียนต้นสังกัด"), queryset=Unit.objects.filter(active=True, kind__in=Unit.DESK_KINDS)
    )
    citizen_number = DigitsField(
        label=_("เลขประจำตัวประชาชน"), length=13, required=False, help_text=_("เก็บแบบเข้ารหัส ใช้ตรวจว่ามีบุคคลนี้แล้วหรือยัง")
    )


class LeaveForm(forms.Form):
    """Leaving the service."""

    last = ThaiDateField(label=_("วันสุดท้ายในราชการ"))
    reason = forms.CharField(label=_("เหตุ"), max_length=300, help_text=_("เช่น เกษียณอายุราชการ โอน ลาออก"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("last", timezone.localdate())

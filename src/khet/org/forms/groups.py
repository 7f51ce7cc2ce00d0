"""What is typed about a group of units."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.org.reads.directory import by_district
from khet.ui.forms import ThaiDateField, UnitPicker


class GroupForm(forms.Form):
    """A group with the units that belong to it from a day on."""

    name = forms.CharField(label=_("ชื่อกลุ่ม"), max_length=120, help_text=_("เช่น สหวิทยาเขตเกาะสมุย หรือ โรงเรียนขยายสัญญาณ"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=200, required=False)
    shared = forms.BooleanField(label=_("ให้ทุกหน่วยงานในเขตเลือกใช้ได้"), required=False)
    units = UnitPicker(label=_("หน่วยงานในกลุ่ม"))
    on = ThaiDateField(label=_("สมาชิกชุดนี้มีผลตั้งแต่วันที่"))

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]
        units = Unit.objects.filter(active=True).exclude(kind=Unit.Kind.LINE)
        schools = units.filter(kind=Unit.Kind.SCHOOL)
        others = [(unit.pk, unit.name) for unit in units.exclude(kind=Unit.Kind.SCHOOL)]
        places = [
            (f"{amphoe or '–'} {province}".strip(), [(unit.pk, unit.short or unit.name) for unit in rows])
            for amphoe, province, rows in by_district(schools)
        ]
        self.fields["units"].choices = [*places, (_("สำนักงานและกลุ่ม"), others)]  # type: ignore[attr-defined]
        self.initial.setdefault("on", timezone.localdate())

"""What is typed about a group of units."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.org.reads.unit_finder import UnitFinder
from khet.ui.finders import FinderField
from khet.ui.forms import ThaiDateField

HINT, OF = _("ค้นชื่อ รหัส หรืออำเภอ"), _("หน่วยงาน")


def finder() -> UnitFinder:
    """Every open unit but the lines of schools: what a letter can go to."""
    return UnitFinder(Unit.objects.filter(active=True).exclude(kind=Unit.Kind.LINE), reverse("org:group_units"))


class GroupForm(forms.Form):
    """A group with the units that belong to it from a day on."""

    name = forms.CharField(label=_("ชื่อกลุ่ม"), max_length=120, help_text=_("เช่น สหวิทยาเขตเกาะสมุย หรือ โรงเรียนขยายสัญญาณ"))
    note = forms.CharField(label=_("หมายเหตุ"), max_length=200, required=False)
    shared = forms.BooleanField(label=_("ให้ทุกหน่วยงานในเขตเลือกใช้ได้"), required=False)
    units = FinderField(label=_("หน่วยงานในกลุ่ม"), placeholder=HINT, of=OF)
    on = ThaiDateField(label=_("สมาชิกชุดนี้มีผลตั้งแต่วันที่"))

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_share:
            del self.fields["shared"]
        units = self.fields["units"]
        assert isinstance(units, FinderField)
        units.use(finder())
        self.initial.setdefault("on", timezone.localdate())

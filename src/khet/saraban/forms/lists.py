"""Filters of the two lists, and what is done with several letters at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.saraban.forms.seats import SeatField
from khet.saraban.models import Kind, Urgency
from khet.saraban.reads.duties import duty_choices
from khet.saraban.reads.seats import seats_of

FIND = {"placeholder": _("เลขหนังสือ เรื่อง หรือหน่วยงาน"), "type": "search"}


class IncomingFilter(forms.Form):
    find = forms.CharField(label=_("ค้นหา"), required=False, max_length=200, widget=forms.TextInput(attrs=FIND))
    urgency = forms.ChoiceField(label=_("ความเร็ว"), required=False, choices=[("", _("ทุกชั้น")), *Urgency.choices])
    mine = forms.BooleanField(label=_("อยู่ที่ฉัน"), required=False)

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        return {
            "find": given.get("find", ""),
            "urgency": int(given["urgency"]) if given.get("urgency") else None,
            "mine": bool(given.get("mine")),
        }


class OutgoingFilter(forms.Form):
    find = forms.CharField(label=_("ค้นหา"), required=False, max_length=200, widget=forms.TextInput(attrs=FIND))
    kind = forms.ChoiceField(label=_("ชนิด"), required=False, choices=[("", _("ทุกชนิด")), *Kind.choices])
    unit = forms.ChoiceField(label=_("กลุ่มเจ้าของเรื่อง"), required=False)
    duty = forms.ChoiceField(label=_("หน้าที่ตามกฎหมาย"), required=False)
    mine = forms.BooleanField(label=_("ฉันร่าง"), required=False)

    def __init__(self, *args: Any, desk_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(desk_id=desk_id, active=True).exclude(pk=desk_id).order_by("order", "sort_key")
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("ทุกกลุ่ม")), *((str(unit.pk), unit.short or unit.name) for unit in units)]
        duties = duty_choices(desk_id)
        if duties:
            of_law = self.fields["duty"]
            assert isinstance(of_law, forms.ChoiceField)
            of_law.choices = [("", _("ทุกข้อ")), *duties]
        else:
            del self.fields["duty"]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        given = self.cleaned_data
        return {
            "find": given.get("find", ""),
            "kind": given.get("kind", ""),
            "unit_id": int(given["unit"]) if given.get("unit") else None,
            "duty": given.get("duty", ""),
            "mine": bool(given.get("mine")),
        }


class AssignForm(forms.Form):
    """มอบ several matters to one receiver."""

    to = SeatField(label=_("มอบให้"))
    note = forms.CharField(label=_("ข้อความ"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, desk_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, SeatField)
        field.seat(seats_of(desk_id))

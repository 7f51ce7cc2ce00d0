"""What is typed when a form is sent, returned or written down for somebody."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from khet.org.models import Person
from khet.work.reads.items import WorkItem

REMARKS = 3


class ReturnForm(forms.Form):
    """What must be mended: a sentence over the whole, and remarks on three cells at a time."""

    note = forms.CharField(
        label=gettext_lazy("ต้องแก้อะไร"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000, required=False
    )

    def __init__(self, *args: Any, places: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *places]
        for n in range(1, REMARKS + 1):
            self.fields[f"where{n}"] = forms.ChoiceField(
                label=gettext_lazy("ช่องที่ต้องแก้"), required=False, choices=choices
            )
            self.fields[f"remark{n}"] = forms.CharField(
                label=gettext_lazy("ข้อความที่ช่องนั้น"), max_length=500, required=False
            )

    def cells(self) -> dict[str, str]:
        data = self.cleaned_data
        pairs = ((data.get(f"where{n}", ""), data.get(f"remark{n}", "")) for n in range(1, REMARKS + 1))
        return {where: remark for where, remark in pairs if where and remark.strip()}


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class HandForm(forms.Form):
    """Who of the unit fills it in."""

    to = PersonChoice(label=gettext_lazy("มอบให้"), queryset=Person.objects.none(), empty_label=gettext_lazy("เลือกชื่อ"))
    note = forms.CharField(
        label=gettext_lazy("ข้อความถึงผู้รับ"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=500
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, PersonChoice)
        field.queryset = people


class RecordForm(forms.Form):
    """An answer that the asking side wrote down."""

    via = forms.ChoiceField(
        label=gettext_lazy("คำตอบมาทาง"),
        choices=[
            (WorkItem.Via.PHONE.value, gettext_lazy("โทรศัพท์")),
            (WorkItem.Via.PAPER.value, gettext_lazy("เอกสาร")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=gettext_lazy("ใครตอบ เมื่อใด"), widget=forms.Textarea(attrs={"rows": 2}), max_length=300)

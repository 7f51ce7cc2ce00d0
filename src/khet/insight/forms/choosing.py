"""Filters in the address, and the name of a view that is kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from khet.insight.models import Element
from khet.insight.reads.pivots import By, period_label
from khet.insight.reads.places import Level, View


class _Choosing(forms.Form):
    """What cannot be read chooses the first of what there is."""

    def picked(self, name: str) -> str:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        codes = [str(code) for code, _label in list(field.widget.choices)]
        value = self.data.get(name, "") if self.is_bound else ""
        return value if value in codes else (codes[0] if codes else "")


def choose_from(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """What a field offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


class PivotFilter(_Choosing):
    """Which element, by what, when, and whether units are as they were or as they are."""

    element = forms.ChoiceField(label=_("ข้อมูล"), required=False)
    level = forms.ChoiceField(label=_("แยกตาม"), choices=Level.choices, required=False)
    by = forms.ChoiceField(label=_("หัวตาราง"), required=False)
    period = forms.ChoiceField(label=_("ช่วงเวลา"), required=False)
    view = forms.ChoiceField(label=_("หน่วยงาน"), choices=View.choices, required=False)

    def __init__(
        self, *args: Any, elements: Sequence[Element], chosen: Element | None, periods: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_from(self, "by", _ways(chosen))
        if chosen is not None:
            self.initial["element"] = str(chosen.pk)
        choose_from(self, "element", [(str(each.pk), f"{each.form_title} · {each.label}") for each in elements])
        newest = sorted(periods, reverse=True)
        choose_from(self, "period", [("", _("ทุกช่วงเวลา")), *((each, period_label(each)) for each in newest)])


def _ways(element: Element | None) -> list[tuple[str, Any]]:
    """Across the top: periods, and the breakdown in the element's own words where it has one."""
    ways: list[tuple[str, Any]] = [(By.PERIOD.value, By.PERIOD.label)]
    if element is not None and element.rows:
        ways.append((By.ROW.value, element.row_label or By.ROW.label))
    if element is not None and element.columns:
        ways.append((By.COLUMN.value, element.column_label or By.COLUMN.label))
    return ways


class IndicatorFilter(_Choosing):
    """By what level, and whether units are as they were or as they are."""

    level = forms.ChoiceField(label=_("แยกตาม"), choices=Level.choices, required=False)
    view = forms.ChoiceField(label=_("หน่วยงาน"), choices=View.choices, required=False)


class SaveForm(forms.Form):
    """A view worth keeping."""

    name = forms.CharField(label=_("ชื่อมุมมอง"), max_length=120)
    shared = forms.BooleanField(label=_("ให้คนในหน่วยงานเห็นด้วย"), required=False)
    query = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)

    def clean_query(self) -> str:
        """Only what a pivot is asked by, spelt as an address: it is pressed by others of the desk."""
        asked = QueryDict(self.cleaned_data["query"])
        kept = {name: asked[name] for name in PivotFilter.base_fields if name in asked}
        return urlencode(kept)[:1000]

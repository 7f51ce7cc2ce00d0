"""What is typed to find units and people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.ui.forms import ThaiDateField


class DirectoryFilter(forms.Form):
    """Filters of the directory of units, kept in the address."""

    find = forms.CharField(label=_("ชื่อหน่วยงาน"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("ประเภท"), required=False, choices=[("", _("ทุกประเภท")), *Unit.Kind.choices[1:4]])
    amphoe = forms.ChoiceField(label=_("อำเภอ"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.filter(kind=Unit.Kind.SCHOOL).values_list("amphoe", flat=True).distinct()
        field = self.fields["amphoe"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("ทุกอำเภอ")), *((place, place) for place in sorted_thai(places))]


def sorted_thai(words: Any) -> list[str]:
    """Words in dictionary order, each once, empty ones left out."""
    from khet.thai.sorting import sort_key

    return sorted({word for word in words if word}, key=sort_key)


class PeopleFilter(forms.Form):
    """Filters of the directory of people."""

    find = forms.CharField(label=_("ชื่อ"), required=False, max_length=100)
    unit = forms.ModelChoiceField(
        label=_("หน่วยงาน"),
        required=False,
        queryset=Unit.objects.filter(active=True).exclude(kind=Unit.Kind.LINE),
        empty_label=_("ทุกหน่วยงาน"),
    )


class DayForm(forms.Form):
    """As it was on a day."""

    on = ThaiDateField(label=_("ดูตามที่เป็นอยู่ ณ วันที่"), required=False)

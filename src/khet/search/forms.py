"""What stands beside the box: filters that live in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.search.slots import unit_choices
from khet.thai.bangkok import today
from khet.thai.years import to_be
from khet.ui.forms import ThaiDateField

YEARS = 12
LONGEST = 500
"""Characters that the box takes; of these the first 400 are searched.

The words travel in the address, where a Thai letter is nine bytes, and fifteen in the way back after signing in. nginx
takes 8 KB of address as it comes, our own web server 65,534 bytes (above, it answers 414 before any code
of ours runs): what can be typed always arrives.
"""


class FindForm(forms.Form):
    """q leads; the others narrow. What cannot be read narrows nothing and says so at its field."""

    q = forms.CharField(label=_("คำค้น"), required=False, strip=False)
    unit = forms.TypedChoiceField(label=_("หน่วยงาน"), required=False, coerce=int, empty_value=None)
    year = forms.TypedChoiceField(label=_("ปี พ.ศ."), required=False, coerce=int, empty_value=None)
    person = forms.CharField(label=_("บุคคล"), required=False, max_length=100)
    first = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    last = ThaiDateField(label=_("ถึงวันที่"), required=False)

    def __init__(self, actor: Actor, data: Any = None, *, live: dict[str, str] | None = None) -> None:
        super().__init__(data, auto_id="find-%s")
        year = to_be(today().year)
        years = [(str(each), str(each)) for each in range(year, year - YEARS, -1)]
        self.fields["year"].choices = [("", _("ทุกปี")), *years]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("ทุกหน่วยงาน")), *unit_choices()(actor)]  # type: ignore[attr-defined]
        attrs = {"type": "search", "autocomplete": "off", "enterkeyhint": "search", "data-results": "found"}
        self.fields["q"].widget = forms.TextInput(attrs=attrs | {"maxlength": str(LONGEST)} | (live or {}))

    def asked(self) -> dict[str, Any]:
        """For reads.find: what could be read."""
        self.is_valid()
        return {
            "unit_id": self.cleaned_data.get("unit"),
            "year": self.cleaned_data.get("year"),
            "person": self.cleaned_data.get("person") or None,
            "first": self.cleaned_data.get("first"),
            "last": self.cleaned_data.get("last"),
        }

"""A condition that must hold: picked from patterns, or written as a formula."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from khet.collect.forms.pieces import FormulaField
from khet.collect.reads.designing import figures
from khet.collect.schema import Check, Schema, Severity
from khet.ui.forms import NumberField

PATTERNS = (
    ("equal", _("ก เท่ากับ ข")),
    ("most", _("ก ไม่เกิน ข")),
    ("change", _("ก ต่างจากรอบก่อนไม่เกินร้อยละ")),
    ("formula", _("เขียนเป็นสูตร")),
)
SEVERITIES = (("block", _("ต้องแก้ก่อนส่ง")), ("warn", _("เตือน ส่งได้เมื่อบอกเหตุผล")))


class CheckForm(forms.Form):
    """at: the part the check belongs to, "" for the form."""

    pattern = forms.ChoiceField(label=_("ตรวจอะไร"), choices=PATTERNS, widget=forms.RadioSelect)
    left = forms.ChoiceField(label=_("ก"), required=False)
    right = forms.ChoiceField(label=_("ข"), required=False)
    limit = NumberField(label=_("ร้อยละ"), required=False, min_value=1, max_value=1_000)
    expr = FormulaField(label=_("สูตรที่ต้องเป็นจริง"), required=False)
    message = forms.CharField(
        label=_("ถ้าไม่เป็นจริงให้บอกว่า"), required=False, max_length=300, help_text=_("เว้นว่างให้ระบบเขียนให้")
    )
    hint = forms.CharField(label=_("บอกวิธีแก้"), required=False, max_length=300)
    severity = forms.ChoiceField(label=_("ความเข้มงวด"), choices=SEVERITIES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, form_pk: int, schema: Schema, at: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.labels = dict(figures(schema, at))
        for name in ("left", "right"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("เลือก")), *self.labels.items()]
        formula = self.fields["expr"]
        assert isinstance(formula, FormulaField)
        formula.stands_in(schema, at, f"{reverse('collect:formula', args=[form_pk])}?of=expr&at={at}")
        formula.widget.attrs["hx-target"] = "#id_expr_told"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needed = {"equal": ("left", "right"), "most": ("left", "right"), "change": ("left", "limit")}
        for name in needed.get(given.get("pattern", ""), ("expr",)):
            if name not in self.errors and not given.get(name):
                self.add_error(name, _("ยังไม่ได้เลือก") if name in ("left", "right") else _("ยังไม่ได้ใส่"))
        if given.get("pattern") == "formula" and not given.get("message") and "expr" not in self.errors:
            self.add_error("message", _("สูตรที่เขียนเองต้องบอกผู้กรอกว่าผิดอย่างไร"))
        return given

    def check_made(self) -> Check:
        given = self.cleaned_data
        expr, message = self._composed()
        return Check(expr, given["message"] or message, Severity(given["severity"]), given["hint"])

    def _composed(self) -> tuple[str, str]:
        given = self.cleaned_data
        left, right, limit = given["left"], given["right"], given["limit"]
        names = {"left": self.labels.get(left, ""), "right": self.labels.get(right, ""), "limit": limit}
        if given["pattern"] == "equal":
            return f"{left} = {right}", say("%(left)s ไม่เท่ากับ %(right)s") % names
        if given["pattern"] == "most":
            return f"{left} <= {right}", say("%(left)s มากกว่า %(right)s") % names
        if given["pattern"] == "change":
            return f"abs(change({left})) <= {limit}", say("%(left)s ต่างจากรอบก่อนเกินร้อยละ %(limit)s") % names
        return given["expr"], given["message"]

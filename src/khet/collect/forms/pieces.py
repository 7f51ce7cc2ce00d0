"""Fields of the designer's forms: choices typed one a line, and formulas."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khet.collect.schema import Option, Schema
from khet.collect.validity import fault_of_formula

MOST_OPTIONS = 500
_PAIR = re.compile(r"(?P<code>[^\s=/]{1,40})\s*=\s*(?P<label>.+)")
OPTIONS_HINT = _("บรรทัดละหนึ่งตัวเลือก ถ้าต้องการกำหนดรหัสเองพิมพ์ รหัส = ชื่อ")


class OptionsField(forms.CharField):
    """One choice a line: "รหัส = ชื่อ", or the name alone (then a number is its code). Cleaned to options."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return value
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > MOST_OPTIONS:
            raise ValidationError(_("มีได้ไม่เกิน 500 ตัวเลือก ถ้ามากกว่านี้ให้ทำเป็นรายการรหัส"), code="too_many")
        found: list[Option] = []
        taken = {pair["code"] for line in lines if (pair := _PAIR.fullmatch(line))}
        for line in lines:
            pair = _PAIR.fullmatch(line)
            code = pair["code"] if pair else next(str(at) for at in range(1, 2_000) if str(at) not in taken)
            taken.add(code)
            found.append(Option(code, (pair["label"] if pair else line)[:300]))
        _refuse_twins(found)
        return tuple(found)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (tuple, list)):
            return "\n".join(f"{each.code} = {each.label}" for each in value)
        return value


def _refuse_twins(options: list[Option]) -> None:
    codes = [each.code for each in options]
    twins = sorted({code for code in codes if codes.count(code) > 1})
    if twins:
        told = {"codes": " ".join(twins)}
        raise ValidationError(_("รหัส %(codes)s มีสองบรรทัด เก็บไว้บรรทัดเดียว"), params=told, code="twice")


class FormulaField(forms.CharField):
    """A formula, judged at once against the form it stands in. at: the part it belongs to."""

    is_formula = True
    widget = forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=1_000, **kwargs)
        self.schema: Schema | None = None
        self.at = ""

    def stands_in(self, schema: Schema, at: str, told_url: str) -> None:
        """told_url answers what a formula says in words while it is typed."""
        self.schema, self.at = schema, at
        self.widget.attrs.update(
            {"hx-get": told_url, "hx-trigger": "input changed delay:500ms", "hx-swap": "innerHTML", "class": "formula"}
        )

    def clean(self, value: Any) -> str:
        line = str(super().clean(value) or "").strip()
        if line and self.schema is not None and (wrong := fault_of_formula(self.schema, line, self.at)):
            raise ValidationError(wrong, code="formula")
        return line


class CodesField(forms.CharField):
    """Codes of a list, "รหัส = ความหมาย" one a line; cleaned to pairs."""

    widget = forms.Textarea(attrs={"rows": 14, "spellcheck": "false"})

    def to_python(self, value: Any) -> Any:
        pairs = []
        for at, line in enumerate(str(value or "").splitlines(), start=1):
            if not line.strip():
                continue
            pair = _PAIR.fullmatch(line.strip())
            if pair is None:
                told = {"at": at, "line": line.strip()[:40]}
                raise ValidationError(_("บรรทัดที่ %(at)s “%(line)s” พิมพ์เป็น รหัส = ความหมาย"), params=told, code="line")
            pairs.append((pair["code"], pair["label"][:300]))
        return pairs

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{code} = {label}" for code, label in value) if isinstance(value, list) else value

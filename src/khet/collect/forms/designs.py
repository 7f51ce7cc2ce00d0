"""What is typed in the designer: sections, fields, tables, repeats. Each form turns into a part and back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from khet.collect.expressions.simple import SIGNS, Simple, picked, written
from khet.collect.forms.pieces import OPTIONS_HINT, FormulaField, OptionsField
from khet.collect.reads import codes as code_lists
from khet.collect.reads.designing import conditions
from khet.collect.schema import Field, FieldType, Prefill, Repeat, Schema, Section, Table
from khet.collect.schema.coding import KEY
from khet.collect.schema.parts import Part
from khet.collect.slots import masters
from khet.kernel.errors import Refused
from khet.ui.forms import NumberField

SIGN_LABELS = (
    ("=", _("เป็น")),
    ("!=", _("ไม่เป็น")),
    (">", _("มากกว่า")),
    (">=", _("ตั้งแต่")),
    ("<", _("น้อยกว่า")),
    ("<=", _("ไม่เกิน")),
    ("selected", _("เลือกข้อนี้ไว้")),
    ("filled", _("กรอกแล้ว")),
)
FIGURE = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
PREFILLS = (
    ("none", _("ว่าง")),
    ("last", _("ค่าของรอบก่อน")),
    ("master", _("จากทะเบียนหลัก")),
    ("either", _("จากทะเบียนหลัก ถ้าไม่มีใช้ค่าของรอบก่อน")),
)
FROM_MASTERS = ("master", "either")
assert {sign for sign, _label in SIGN_LABELS} == {*SIGNS, "selected", "filled"}


class PartForm(forms.Form):
    """What every part has. schema: the draft, choices spelt out; at: where the part stands ("", when it is new)."""

    label = forms.CharField(label=_("คำถามหรือชื่อช่อง"), max_length=300)
    help = forms.CharField(
        label=_("คำอธิบายใต้ชื่อ"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    when_name = forms.ChoiceField(label=_("แสดงเมื่อช่อง"), required=False)
    when_sign = forms.ChoiceField(label=_("เงื่อนไข"), required=False, choices=SIGN_LABELS)
    when_value = forms.CharField(
        label=_("ค่า"), required=False, max_length=100, help_text=_("รหัสตัวเลือก ตัวเลข หรือ ใช่ ไม่ใช่")
    )
    show_if = FormulaField(label=_("สูตรของเงื่อนไข"), required=False)
    key = forms.CharField(
        label=_("รหัสช่อง"),
        required=False,
        max_length=40,
        help_text=_("ภาษาอังกฤษ ใช้อ้างในสูตรและในรายงาน เว้นว่างให้ระบบตั้งให้"),
    )

    def __init__(self, *args: Any, form_pk: int, schema: Schema, at: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schema, self.at = schema, at
        names = self.fields["when_name"]
        assert isinstance(names, forms.ChoiceField)
        names.choices = [("", _("แสดงเสมอ")), *conditions(schema, at)]
        for name, field in self.fields.items():
            if isinstance(field, FormulaField):
                url = f"{reverse('collect:formula', args=[form_pk])}?of={name}&at={at}"
                field.stands_in(schema, at, url)
                field.widget.attrs["hx-target"] = f"#id_{name}_told"

        self._show_label()

    @property
    def wrote(self) -> bool:
        """The condition is a written one, so its line stands open."""
        return bool(self["show_if"].value())

    def _show_label(self) -> None:
        """A picked value is shown as people call it."""
        part = self._named(str(self.initial.get("when_name", "")))
        value = self.initial.get("when_value", "")
        if part is not None and value:
            labels = {"true": say("ใช่"), "false": say("ไม่ใช่")} if part.type is FieldType.YES_NO else {}
            labels |= {each.code: each.label for each in part.options}
            self.initial = {**self.initial, "when_value": labels.get(value, value)}

    def clean_key(self) -> str:
        key = str(self.cleaned_data.get("key") or "").strip().lower()
        if key and not KEY.fullmatch(key):
            raise ValidationError(_("รหัสใช้ a–z ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร ยาวไม่เกิน 40 ตัว"), code="key")
        return key

    def condition(self) -> str:
        """The formula that was written, else what was picked."""
        given = self.cleaned_data
        if given.get("show_if"):
            return str(given["show_if"])
        name, sign, value = given.get("when_name", ""), given.get("when_sign") or "=", given.get("when_value", "")
        return written(Simple(name, sign, self._code(name, value.strip()))) if name else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        needs = given.get("when_name") and given.get("when_sign") != "filled" and not given.get("show_if")
        if needs and not given.get("when_value"):
            self.add_error("when_value", _("ใส่ค่าที่จะเทียบ"))
        return given

    def _code(self, name: str, value: str) -> str:
        """ใช่ and labels of choices are taken for what they mean."""
        part = self._named(name)
        if part is not None and part.type is FieldType.YES_NO:
            return {"ใช่": "true", "มี": "true", "ไม่ใช่": "false", "ไม่มี": "false"}.get(value, value)
        options = part.options if part is not None else ()
        return next((each.code for each in options if value in (each.label, each.code)), value)

    def _named(self, name: str) -> Field | None:
        home = self.schema.parts().get(self.at.partition("/")[0])
        inner = home.fields if isinstance(home, Repeat) else ()
        fields = [*inner, *(each for each in self.schema.parts().values() if isinstance(each, Field))]
        return next((each for each in fields if each.key == name), None)


def start_of(part: Part | Section | None) -> dict[str, Any]:
    """What a form begins with: the simple condition is picked, a harder one is written."""
    if part is None:
        return {}
    kept = [name for name in part.__dataclass_fields__ if name not in ("checks", "parts", "fields")]
    found = {name: getattr(part, name) for name in kept}
    simple = picked(part.show_if) if part.show_if else None
    if simple is not None and "." not in simple.name:
        found |= {"when_name": simple.name, "when_sign": simple.sign, "when_value": simple.value, "show_if": ""}
    return found


class SectionForm(PartForm):
    """A heading and what stands under it."""

    field_order = ["label", "help"]

    def section(self, old: Section | None, key: str) -> Section:
        given = self.cleaned_data
        start = old or Section(key, "", ())
        return replace(start, key=key, title=given["label"], help=given["help"], show_if=self.condition())


class _Ranged(PartForm):
    unit = forms.CharField(label=_("หน่วยนับ"), required=False, max_length=30, help_text=_("เช่น คน เครื่อง บาท"))
    lowest = forms.FloatField(label=_("ค่าต่ำสุด"), required=False, widget=FIGURE)
    highest = forms.FloatField(label=_("ค่าสูงสุด"), required=False, widget=FIGURE)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        low, high = given.get("lowest"), given.get("highest")
        if low is not None and high is not None and low > high:
            self.add_error("highest", _("ค่าสูงสุดต้องไม่น้อยกว่าค่าต่ำสุด"))
        return given


class FieldForm(_Ranged):
    """A field of one kind; what does not apply to the kind is not asked."""

    required = forms.BooleanField(label=_("ต้องกรอก"), required=False)
    options = OptionsField(label=_("ตัวเลือก"), required=False, help_text=OPTIONS_HINT)
    codes = forms.ChoiceField(label=_("หรือใช้รายการรหัส"), required=False)
    compute = FormulaField(label=_("สูตรคำนวณ"), help_text=_("เช่น working + broken หรือ round(percent(a, b), 1)"))
    longest = NumberField(label=_("ยาวไม่เกินกี่ตัวอักษร"), required=False, min_value=1, max_value=500)
    prefill = forms.ChoiceField(label=_("ค่าเริ่มต้น"), choices=PREFILLS, required=False)
    master = forms.ChoiceField(label=_("ทะเบียนหลัก"), required=False)
    sensitive = forms.BooleanField(
        label=_("ข้อมูลส่วนบุคคล"), required=False, help_text=_("ผู้อื่นนอกหน่วยงานเจ้าของไม่เห็น และมีบันทึกทุกครั้งที่เปิดดู")
    )
    field_order = ["label", "help", "options", "codes", "compute", "required", "unit", "lowest", "highest", "longest"]

    def __init__(self, *args: Any, kind: FieldType, in_repeat: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in _unasked(kind, in_repeat=in_repeat):
            del self.fields[name]
        _offer_lists(self, "codes")
        _offer_masters(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if "options" in self.fields and not given.get("options") and not given.get("codes"):
            self.add_error("options", _("ใส่ตัวเลือก หรือเลือกรายการรหัส"))
        _need_master(self, given)
        return given

    def part(self, old: Field | None, key: str) -> Field:
        given = self.cleaned_data
        start = old or Field(key, "", self.kind)
        coded = given.get("codes", "")
        return replace(
            start,
            key=key,
            label=given["label"],
            help=given["help"],
            required=given.get("required", False),
            unit=given.get("unit", ""),
            lowest=_whole(given.get("lowest")),
            highest=_whole(given.get("highest")),
            longest=given.get("longest") or 500,
            codes=coded,
            options=() if coded else given.get("options", ()),
            compute=given.get("compute", ""),
            prefill=Prefill(given.get("prefill") or "none"),
            master=given.get("master", "") if given.get("prefill") in FROM_MASTERS else "",
            sensitive=given.get("sensitive", False),
            show_if=self.condition(),
        )


class TableForm(_Ranged):
    """A grid of numbers."""

    rows = OptionsField(label=_("แถว"), required=False, help_text=OPTIONS_HINT)
    row_codes = forms.ChoiceField(label=_("หรือใช้รายการรหัสเป็นแถว"), required=False)
    row_label = forms.CharField(label=_("หัวของแถว"), required=False, max_length=60, help_text=_("เช่น ชั้น"))
    columns = OptionsField(label=_("คอลัมน์"), required=False, help_text=OPTIONS_HINT)
    column_codes = forms.ChoiceField(label=_("หรือใช้รายการรหัสเป็นคอลัมน์"), required=False)
    type = forms.ChoiceField(label=_("ช่องเป็น"), choices=[("integer", _("จำนวนเต็ม")), ("decimal", _("จำนวนมีทศนิยม"))])
    required = forms.BooleanField(label=_("ต้องกรอกทุกช่อง"), required=False)
    prefill = forms.ChoiceField(label=_("ค่าเริ่มต้น"), choices=PREFILLS, required=False)
    master = forms.ChoiceField(label=_("ทะเบียนหลัก"), required=False)
    field_order = [
        "label",
        "help",
        "row_label",
        "rows",
        "row_codes",
        "columns",
        "column_codes",
        "type",
        "required",
        "unit",
        "lowest",
        "highest",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_lists(self, "row_codes", "column_codes")
        _offer_masters(self)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for own, coded in (("rows", "row_codes"), ("columns", "column_codes")):
            if own not in self.errors and not given.get(own) and not given.get(coded):
                self.add_error(own, _("ใส่อย่างน้อยหนึ่งบรรทัด หรือเลือกรายการรหัส"))
        _need_master(self, given)
        return given

    def part(self, old: Table | None, key: str) -> Table:
        given = self.cleaned_data
        start = old or Table(key, "")
        return replace(
            start,
            key=key,
            label=given["label"],
            help=given["help"],
            rows=() if given["row_codes"] else given["rows"],
            row_codes=given["row_codes"],
            row_label=given["row_label"],
            columns=() if given["column_codes"] else given["columns"],
            column_codes=given["column_codes"],
            type=FieldType(given["type"]),
            unit=given["unit"],
            required=given["required"],
            lowest=_whole(given["lowest"]),
            highest=_whole(given["highest"]),
            prefill=Prefill(given.get("prefill") or "none"),
            master=given.get("master", "") if given.get("prefill") in FROM_MASTERS else "",
            show_if=self.condition(),
        )


class RepeatForm(PartForm):
    """Rows that repeat; their fields are added on the next page."""

    fewest = NumberField(label=_("อย่างน้อยกี่แถว"), required=False, min_value=0, max_value=1_000)
    most = NumberField(label=_("ไม่เกินกี่แถว"), required=False, min_value=1, max_value=1_000)
    prefill = forms.ChoiceField(label=_("ค่าเริ่มต้น"), choices=PREFILLS[:2], required=False)
    field_order = ["label", "help", "fewest", "most", "prefill"]

    def part(self, old: Repeat | None, key: str) -> Repeat:
        given = self.cleaned_data
        start = old or Repeat(key, "", ())
        return replace(
            start,
            key=key,
            label=given["label"],
            help=given["help"],
            fewest=given["fewest"] or 0,
            most=given["most"] or 200,
            prefill=Prefill(given.get("prefill") or "none"),
            show_if=self.condition(),
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (given.get("fewest") or 0) > (given.get("most") or 200):
            self.add_error("most", _("มากสุดต้องไม่น้อยกว่าน้อยสุด"))
        return given


def _unasked(kind: FieldType, *, in_repeat: bool) -> Sequence[str]:
    number = kind in (FieldType.INTEGER, FieldType.DECIMAL)
    chosen = kind in (FieldType.CHOICE, FieldType.CHOICES)
    computed = kind is FieldType.COMPUTED
    asked = {
        "options": chosen,
        "codes": chosen,
        "compute": computed,
        "required": not computed,
        "unit": number or computed,
        "lowest": number,
        "highest": number,
        "longest": kind is FieldType.TEXT,
        "prefill": not computed and kind is not FieldType.FILE and not in_repeat,
        "master": not computed and kind is not FieldType.FILE and not in_repeat,
    }
    return [name for name, wanted in asked.items() if not wanted]


def _offer_lists(form: forms.Form, *names: str) -> None:
    for name in names:
        field = form.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("ไม่ใช้")), *code_lists.choices()]


def _offer_masters(form: forms.Form) -> None:
    """Asked only where there are master records."""
    field = form.fields.get("master")
    if not isinstance(field, forms.ChoiceField):
        return
    known = [(each.key, each.label) for each in masters]
    kept = form.initial.get("master")
    if kept and kept not in dict(known):
        known.append((kept, kept))
    field.choices = [("", _("ไม่ใช้")), *known]
    if not known:
        del form.fields["master"]
        prefill = form.fields["prefill"]
        assert isinstance(prefill, forms.ChoiceField)
        prefill.choices = PREFILLS[:2]


def _need_master(form: forms.Form, given: dict[str, Any]) -> None:
    if given.get("prefill") in FROM_MASTERS and not given.get("master"):
        form.add_error("master", _("เลือกทะเบียนที่จะนำค่ามาใส่"))


def _whole(bound: float | None) -> float | None:
    return int(bound) if bound is not None and float(bound).is_integer() else bound


def form_for(kind: str) -> type[PartForm]:
    """Raises Refused for a kind that is not there."""
    if kind == "table":
        return TableForm
    if kind == "repeat":
        return RepeatForm
    if kind in {each.value for each in FieldType}:
        return FieldForm
    raise Refused("ไม่มีช่องชนิดนี้ เลือกจากรายการ", code="no_kind")

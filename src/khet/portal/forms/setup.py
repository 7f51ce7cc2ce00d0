"""The forms of the first-time setup."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.portal import presets
from khet.portal.services.founding import SchoolRow
from khet.thai.digits import to_arabic
from khet.ui.forms import NumberField

NAME_OF_ACCOUNT = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,39}$", _("ใช้อักษรอังกฤษตัวเล็ก ตัวเลข จุด ขีด ตั้งแต่ 3 ตัว เช่น somchai.p")
)
CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
MOST_SCHOOLS = 500


def _text(label: Any, hint: Any = "", *, required: bool = True, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=options.pop("most", 200),
        error_messages={"required": _("ยังไม่ได้กรอก")},
        **options,
    )


class KeyForm(forms.Form):
    """The key that `./khet run` printed."""

    key = forms.CharField(
        label=_("กุญแจตั้งค่าครั้งแรก"),
        help_text=_("แสดงอยู่ท้ายหน้าจอที่สั่ง ./khet run ของเครื่องที่ติดตั้งระบบ"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        error_messages={"required": _("ยังไม่ได้ใส่กุญแจ")},
    )


class OfficeForm(forms.Form):
    """Whose hub this is."""

    kind = forms.ChoiceField(
        label=_("ประเภทหน่วยงาน"),
        choices=[(kind.value, kind.label) for kind in (Unit.Kind.OFFICE, Unit.Kind.SCHOOL, Unit.Kind.BUREAU)],
    )
    name = _text(_("ชื่อเต็ม"), _("ตามที่ใช้บนหัวหนังสือ เช่น สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา…"))
    short = _text(_("ชื่อย่อ"), _("แสดงที่มุมบนของทุกหน้า เช่น สพม.…"), required=False, most=80)
    province = _text(_("จังหวัด"), required=False, most=80)
    amphoe = _text(_("อำเภอ"), required=False, most=80)
    since_be = NumberField(
        label=_("ก่อตั้งเมื่อปี พ.ศ."),
        help_text=_("ถ้าทราบ เว้นว่างได้"),
        required=False,
        validators=[
            MinValueValidator(2400, _("ใส่เป็นปี พ.ศ. เช่น 2553")),
            MaxValueValidator(2700, _("ใส่เป็นปี พ.ศ. เช่น 2553")),
        ],
    )


class AdministratorForm(forms.Form):
    """The first person and the own password."""

    prefix = _text(_("คำนำหน้า"), required=False, most=40)  # type: ignore[assignment]
    first_name = _text(_("ชื่อ"), most=100)
    last_name = _text(_("นามสกุล"), most=100)
    username = _text(
        _("ชื่อผู้ใช้"),
        _("อักษรอังกฤษ ไม่ใช้เลขประจำตัวประชาชน"),
        most=40,
        validators=[NAME_OF_ACCOUNT],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("อีเมล"), required=False, error_messages={"invalid": _("อีเมลต้องมีรูปแบบ name@example.go.th")}
    )
    password1 = forms.CharField(
        label=_("รหัสผ่าน"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("ยังไม่ได้ใส่รหัสผ่าน")},
    )
    password2 = forms.CharField(
        label=_("พิมพ์รหัสผ่านอีกครั้ง"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("ยังไม่ได้พิมพ์รหัสผ่านอีกครั้ง")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = " · ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", str(_("พิมพ์รหัสผ่านสองช่องไม่ตรงกัน")))
        return cleaned


def _start(label: Any) -> NumberField:
    return NumberField(
        label=label,
        initial=1,
        min_value=1,
        max_value=9_999_999,
        required=False,
        error_messages={"min_value": _("เลขเริ่มต้นต้องเป็น 1 ขึ้นไป")},
    )


class LettersForm(forms.Form):
    """The number before every letter and the next number of each register. Fields are named as saraban's books."""

    prefix = _text(  # type: ignore[assignment]
        _("เลขประจำส่วนราชการ"),
        _("เช่น ศธ 04349 ต้นสังกัดเป็นผู้กำหนด ถ้ายังไม่มีให้เว้นว่าง หนังสือจะยังออกเลขไม่ได้จนกว่าจะใส่"),
        required=False,
        most=40,
    )
    received = _start(_("หนังสือรับ"))
    sent = _start(_("หนังสือส่ง"))
    circular = _start(_("หนังสือเวียน (ว)"))
    order = _start(_("คำสั่ง"))
    announcement = _start(_("ประกาศ"))
    certificate = _start(_("เกียรติบัตร"))
    memo = _start(_("บันทึกข้อความ"))

    def starts(self) -> dict[str, int]:
        """The next number of each book where it is to be another one than now."""
        changed = [name for name in self.changed_data if name != "prefix" and self.cleaned_data.get(name)]
        return {name: self.cleaned_data[name] for name in changed}


class UnitsForm(forms.Form):
    """The usual groups to tick, and schools by line."""

    groups = forms.MultipleChoiceField(label=_("กลุ่มงาน"), required=False, widget=forms.CheckboxSelectMultiple)
    schools = forms.CharField(
        label=_("โรงเรียน"),
        help_text=_("โรงเรียนละหนึ่งบรรทัด: ชื่อ, อำเภอ (ใส่รหัสของตนเองไว้หน้าชื่อได้) วางจาก Excel ได้ เช่น โรงเรียนบ้านนา, บ้านนาสาร"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, desk: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presets = presets.LINES if desk.kind == Unit.Kind.SCHOOL else presets.GROUPS
        there = set(desk.children.filter(active=True).values_list("name", flat=True))
        field = self.fields["groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(place), name) for place, (name, _short) in enumerate(self.presets) if name not in there]
        field.initial = [value for value, _name in field.choices]
        if desk.kind == Unit.Kind.SCHOOL:
            del self.fields["schools"]

    def clean_groups(self) -> list[tuple[str, str]]:
        return [self.presets[int(place)] for place in self.cleaned_data["groups"]]

    def clean_schools(self) -> list[SchoolRow]:
        lines = [(number, line) for number, line in enumerate(self.cleaned_data["schools"].splitlines(), start=1)]
        rows = [_school(number, line) for number, line in lines if line.strip()]
        if len(rows) > MOST_SCHOOLS:
            raise ValidationError(_("ใส่ได้ครั้งละไม่เกิน 500 โรงเรียน แบ่งเป็นหลายครั้ง"))
        _refuse_doubles(rows)
        return rows


def _school(number: int, line: str) -> SchoolRow:
    """ "[code,] name[, district]", by comma or tab."""
    parts = [part.strip() for part in re.split(r"[\t,]", line) if part.strip()]
    code = ""
    if len(parts) > 1 and CODE.fullmatch(to_arabic(parts[0])):
        code = to_arabic(parts.pop(0))
    name = parts[0] if parts else ""
    if len(name) < 4 or len(name) > 200 or name.isdigit():
        raise ValidationError(
            _("บรรทัดที่ %(line)s อ่านชื่อโรงเรียนไม่ได้ พิมพ์เป็น ชื่อ, อำเภอ"), params={"line": number}, code="school"
        )
    return SchoolRow(number, code, name, parts[1].removeprefix("อำเภอ").strip()[:80] if len(parts) > 1 else "")


def _refuse_doubles(rows: list[SchoolRow]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        for word in filter(None, (row.code, row.name)):
            if word in seen:
                raise ValidationError(
                    _("บรรทัดที่ %(line)s ซ้ำกับบรรทัดที่ %(first)s (%(word)s) ลบบรรทัดใดบรรทัดหนึ่ง"),
                    params={"line": row.line, "first": seen[word], "word": word},
                )
        seen |= dict.fromkeys(filter(None, (row.code, row.name)), row.line)


class PersonForm(forms.Form):
    """One person in a usual seat."""

    unit = forms.ModelChoiceField(
        label=_("หน่วยงาน"), queryset=Unit.objects.none(), error_messages={"required": _("ยังไม่ได้เลือกหน่วยงาน")}
    )
    seat = forms.ChoiceField(label=_("ตำแหน่ง"), choices=[(seat.key, seat.label) for seat in presets.SEATS])
    prefix = _text(_("คำนำหน้า"), required=False, most=40)  # type: ignore[assignment]
    first_name = _text(_("ชื่อ"), most=100)
    last_name = _text(_("นามสกุล"), most=100)
    username = _text(
        _("ชื่อผู้ใช้"),
        _("อักษรอังกฤษ เช่น ชื่อ.นามสกุล"),
        most=40,
        validators=[NAME_OF_ACCOUNT],
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Unit.objects.filter(active=True).order_by("order", "sort_key")

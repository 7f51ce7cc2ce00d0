"""What is typed about the life of units."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.org.models import Unit
from khet.org.models.units import Precision
from khet.org.reads.unit_finder import UnitFinder
from khet.ui.finders import FinderField
from khet.ui.forms import NumberField, ThaiDateField

BASIS_HINT = _("เช่น ประกาศหรือคำสั่ง เลขที่และวันที่")


def open_units() -> QuerySet[Unit]:
    return Unit.objects.filter(active=True)


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit by its whole name, with the office or school it belongs to."""

    def label_from_instance(self, obj: Unit) -> str:
        if obj.desk_id and obj.desk_id != obj.pk and obj.kind == Unit.Kind.LINE:
            return f"{obj.desk} · {obj.name}"
        return obj.name


class OnForm(forms.Form):
    """A change with the day it takes effect and what it stands on."""

    on = ThaiDateField(label=_("มีผลตั้งแต่วันที่"))
    legal_basis = forms.CharField(label=_("ฐานอำนาจ"), max_length=300, required=False, help_text=BASIS_HINT)


class FoundForm(OnForm):
    """A new unit."""

    name = forms.CharField(label=_("ชื่อเต็ม"), max_length=200)
    short = forms.CharField(label=_("ชื่อย่อ"), max_length=80, required=False)
    code = forms.SlugField(
        label=_("รหัสหน่วยงาน"), max_length=40, help_text=_("ตัวอักษรอังกฤษหรือตัวเลข เช่น รหัสสถานศึกษา 8 หลัก หรือ g11")
    )
    kind = forms.ChoiceField(label=_("ประเภท"), choices=Unit.Kind.choices)
    parent = NamedChoice(label=_("ต้นสังกัด"), queryset=Unit.objects.none(), required=False)
    year_only = forms.BooleanField(label=_("ทราบแต่ปี ไม่ทราบวัน"), required=False)
    amphoe = forms.CharField(label=_("อำเภอ"), max_length=80, required=False)
    province = forms.CharField(label=_("จังหวัด"), max_length=80, required=False)
    field_order = ["kind", "parent", "name", "short", "code", "amphoe", "province", "on", "year_only", "legal_basis"]

    def __init__(self, *args: Any, parent: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = open_units()  # type: ignore[attr-defined]
        if parent is not None:
            self.initial.setdefault("parent", parent.pk)
            self.initial.setdefault("kind", "line" if parent.kind == Unit.Kind.SCHOOL else "group")

    def asked(self) -> dict[str, Any]:
        """What units.found takes."""
        data = dict(self.cleaned_data)
        if data.pop("year_only"):
            data["precision"], data["on"] = Precision.YEAR, data["on"].replace(month=1, day=1)
        return data


class RenameForm(OnForm):
    name = forms.CharField(label=_("ชื่อใหม่"), max_length=200)
    short = forms.CharField(label=_("ชื่อย่อใหม่"), max_length=80, required=False)
    field_order = ["name", "short", "on", "legal_basis"]


class MoveForm(OnForm):
    parent = NamedChoice(label=_("ต้นสังกัดใหม่"), queryset=Unit.objects.none())
    field_order = ["parent", "on", "legal_basis"]

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [Unit.Kind.SCHOOL] if unit.kind == Unit.Kind.LINE else [Unit.Kind.BUREAU, Unit.Kind.OFFICE]
        if unit.kind == Unit.Kind.GROUP:
            kinds += [Unit.Kind.GROUP]
        units = open_units().filter(kind__in=kinds).exclude(pk=unit.pk)
        self.fields["parent"].queryset = units  # type: ignore[attr-defined]


class CloseForm(OnForm):
    on = ThaiDateField(label=_("ยุบเลิกตั้งแต่วันที่"))


def mergers(unit: Unit) -> UnitFinder:
    """What may be merged into a unit: others of its kind; parts of an office or school only among themselves."""
    others = open_units().filter(kind=unit.kind).exclude(pk=unit.pk)
    if not unit.is_desk:
        others = others.filter(desk=unit.desk_id)
    return UnitFinder(others, reverse("org:unit_mergers", args=[unit.code]))


class MergeForm(OnForm):
    units = FinderField(label=_("หน่วยงานที่จะรวมเข้ามา"), placeholder=_("ค้นชื่อ รหัส หรืออำเภอ"), of=_("หน่วยงาน"))
    field_order = ["units", "on", "legal_basis"]

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["units"]
        assert isinstance(units, FinderField)
        units.use(mergers(unit))


class SplitForm(OnForm):
    names = forms.CharField(
        label=_("ชื่อหน่วยงานใหม่"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("บรรทัดละหนึ่งหน่วยงาน อย่างน้อยสองบรรทัด"),
    )
    field_order = ["names", "on", "legal_basis"]

    def clean_names(self) -> list[str]:
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()))
        if len(names) < 2:
            raise forms.ValidationError(_("ใส่ชื่ออย่างน้อยสองหน่วยงาน บรรทัดละหนึ่งชื่อ"))
        if any(len(name) > 200 for name in names):
            raise forms.ValidationError(_("ชื่อหนึ่งยาวได้ไม่เกิน 200 ตัวอักษร"))
        return names


class CorrectForm(forms.Form):
    """A typing error of one version."""

    name = forms.CharField(label=_("ชื่อเต็ม"), max_length=200)
    short = forms.CharField(label=_("ชื่อย่อ"), max_length=80, required=False)
    legal_basis = forms.CharField(label=_("ฐานอำนาจ"), max_length=300, required=False)
    reason = forms.CharField(label=_("แก้เพราะอะไร"), max_length=300, help_text=_("เช่น พิมพ์ชื่อผิด เก็บไว้ในประวัติการใช้งาน"))


class CardForm(forms.Form):
    """Address and contact of a unit."""

    address = forms.CharField(label=_("ที่อยู่"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False)
    tambon = forms.CharField(label=_("ตำบล"), max_length=80, required=False)
    amphoe = forms.CharField(label=_("อำเภอ"), max_length=80, required=False)
    province = forms.CharField(label=_("จังหวัด"), max_length=80, required=False)
    postcode = forms.CharField(label=_("รหัสไปรษณีย์"), max_length=10, required=False)
    phone = forms.CharField(label=_("โทรศัพท์"), max_length=60, required=False)
    email = forms.EmailField(label=_("อีเมล"), required=False)
    order = NumberField(label=_("ลำดับในรายการ"), min_value=0, max_value=100000)


class CalendarForm(forms.Form):
    """Which calendar a unit keeps from a day on."""

    calendar = forms.ChoiceField(label=_("ปฏิทิน"))
    starts = ThaiDateField(label=_("ใช้ตั้งแต่วันที่"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["calendar"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("starts", timezone.localdate())

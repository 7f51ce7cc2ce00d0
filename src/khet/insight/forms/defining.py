"""What is typed to say what an indicator is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from khet.insight.forms.choosing import choose_from
from khet.insight.models import Indicator
from khet.insight.reads.catalogue import Counted
from khet.insight.reads.defining import YEARS, duty_choices, owners
from khet.insight.reads.terms import Term
from khet.insight.services import About
from khet.kernel.actor import Actor
from khet.ui.forms import NumberField

PERCENT, PLAIN, PER = "percent", "plain", "per"
SCALES = (
    (PLAIN, _("จำนวนตรง ๆ หรือตัวตั้งหารตัวหาร")),
    (PERCENT, _("ร้อยละ (คูณ 100)")),
    (PER, _("ต่อจำนวนที่กำหนด เช่น ต่อ 1,000 คน")),
)
DECIMALS = tuple((str(at), str(at)) for at in range(5))


class AboutForm(forms.Form):
    """Everything but the formula."""

    title = forms.CharField(label=_("ชื่อตัวชี้วัด"), max_length=200)
    key = forms.SlugField(
        label=_("รหัสสำหรับโปรแกรม"),
        max_length=60,
        required=False,
        help_text=_("ภาษาอังกฤษ เช่น pupils-per-teacher เว้นว่างให้ระบบตั้งให้ ตั้งแล้วเปลี่ยนไม่ได้"),
    )
    question = forms.CharField(
        label=_("คำถามที่ตอบ"), max_length=200, required=False, help_text=_("เช่น นักเรียนกี่คนต่อครูหนึ่งคน")
    )
    definition = forms.CharField(
        label=_("คำนิยาม"),
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("นับใคร ณ วันใด ไม่นับใคร"),
    )
    scale = forms.ChoiceField(label=_("วิธีคิด"), choices=SCALES, widget=forms.RadioSelect, initial=PLAIN)
    per = NumberField(
        label=_("ต่อจำนวน"), required=False, min_value=2, max_value=1_000_000, help_text=_("ใช้กับวิธีคิดแบบต่อจำนวนที่กำหนด")
    )
    unit_word = forms.CharField(
        label=_("หน่วย"), max_length=40, required=False, help_text=_("เช่น คน เครื่อง คนต่อครูหนึ่งคน ร้อยละเว้นว่างได้")
    )
    decimals = forms.ChoiceField(label=_("ทศนิยม"), choices=DECIMALS, initial="1")
    better = forms.ChoiceField(label=_("ทิศทางที่ดี"), choices=Indicator.Better.choices, initial=Indicator.Better.NEITHER)
    year_type = forms.ChoiceField(label=_("ช่วงเวลา"), choices=tuple(YEARS.items()), initial="school")
    duty = forms.ChoiceField(label=_("หน้าที่ตามกฎหมาย"), required=False)
    owner = forms.TypedChoiceField(
        label=_("ผู้รับผิดชอบ"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("กลุ่มนี้ และผู้นำหรือสารบรรณของเขต แก้ตัวชี้วัดได้"),
    )
    order = NumberField(label=_("ลำดับในรายการ"), min_value=0, max_value=9_999, initial=100, help_text=_("เลขน้อยอยู่ก่อน"))
    numerator_text = forms.CharField(
        label=_("ตัวตั้งในคำพูด"), max_length=200, required=False, help_text=_("เว้นว่างให้ระบบเขียนจากสูตร")
    )
    denominator_text = forms.CharField(
        label=_("ตัวหารในคำพูด"), max_length=200, required=False, help_text=_("เว้นว่างให้ระบบเขียนจากสูตร")
    )
    source = forms.CharField(label=_("แหล่งข้อมูล"), max_length=200, required=False, help_text=_("เว้นว่างให้ระบบใส่ชื่อแบบที่ใช้"))
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, actor: Actor, told: Indicator | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = owners(actor.desk_id)
        if told is not None and told.owner_id and str(told.owner_id) not in {pk for pk, _name in groups}:
            self.initial["owner"] = ""  # a group that is no more
        choose_from(self, "duty", [("", _("ไม่ระบุ")), *duty_choices()])
        choose_from(self, "owner", [("", _("เขต (ไม่ระบุกลุ่ม)")), *groups])
        if told is not None:
            del self.fields["key"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("scale") == PER and given.get("per") is None and "per" not in self.errors:
            self.add_error("per", ValidationError(_("ใส่จำนวน เช่น 1,000"), code="per"))
        return given

    def about(self) -> About:
        given = self.cleaned_data
        scale = given["scale"]
        return About(
            title=given["title"],
            question=given["question"],
            definition=given["definition"],
            numerator_text=given["numerator_text"],
            denominator_text=given["denominator_text"],
            factor={PLAIN: 1, PERCENT: 100}.get(scale, given["per"]),
            decimals=int(given["decimals"]),
            unit_word="%" if scale == PERCENT else given["unit_word"],
            better=given["better"],
            year_type=given["year_type"],
            source=given["source"],
            owner_id=given["owner"],
            duty=given["duty"],
            order=given["order"],
        )


def start_of(told: Indicator) -> dict[str, Any]:
    """An indicator as its form shows it."""
    scale = PERCENT if told.is_percent else PLAIN if told.factor == 1 else PER
    names = ("title", "question", "definition", "numerator_text", "denominator_text", "decimals", "better")
    start: dict[str, Any] = {name: getattr(told, name) for name in (*names, "year_type", "source", "duty", "order")}
    start |= {"scale": scale, "per": round(told.factor) if scale == PER else None}
    return {**start, "owner": told.owner_id or "", "unit_word": "" if scale == PERCENT else told.unit_word}


class TermForm(forms.Form):
    """One thing that is counted: added or taken off, in all or of some rows and columns only."""

    sign = forms.TypedChoiceField(
        label=_("คิดอย่างไร"),
        choices=((1, _("บวกเข้า")), (-1, _("ลบออก"))),
        coerce=int,
        widget=forms.RadioSelect,
        initial=1,
    )
    count = forms.ChoiceField(
        label=_("นับอะไร"),
        choices=(("", _("รวมค่าที่ตอบ")), ("1", _("จำนวนแห่งที่ตอบ ไม่ว่าตอบเท่าไร"))),
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    rows = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    columns = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(self, *args: Any, of: Counted, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        self._breakdown("rows", of.rows, of.row_label or _("ตัวเลือก"))
        self._breakdown("columns", of.columns, of.column_label or _("คอลัมน์"))

    def _breakdown(self, name: str, codes: Any, label: Any) -> None:
        if not codes:
            del self.fields[name]
            return
        field = self.fields[name]
        field.label, field.help_text = label, _("ไม่เลือกเลยคือนับทั้งหมด")
        choose_from(self, name, list(codes.items()))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("count") and (given.get("rows") or given.get("columns")):
            self.add_error("count", ValidationError(_("นับจำนวนแห่งใช้กับข้อมูลทั้งหมดเท่านั้น เอาตัวเลือกด้านล่างออก"), code="count"))
        return given

    def term(self) -> Term:
        given = self.cleaned_data
        rows, columns = tuple(given.get("rows", ())), tuple(given.get("columns", ()))
        return Term(self.of.element, rows, columns, given["sign"], given["count"] == "1", self.of.form)


def start_of_term(term: Term) -> dict[str, Any]:
    return {
        "sign": term.sign,
        "count": "1" if term.count else "",
        "rows": list(term.rows),
        "columns": list(term.columns),
    }


class FindForm(forms.Form):
    """Among all that can be counted."""

    find = forms.CharField(label=_("หาข้อมูลหรือแบบ"), required=False, max_length=100)


class PublishForm(forms.Form):
    """What others read beside the new version."""

    note = forms.CharField(
        label=_("สรุปสิ่งที่เปลี่ยน"), required=False, max_length=300, help_text=_("ผู้ดูตัวชี้วัดเห็นข้อความนี้ในประวัติ")
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

"""What is typed about numbers: reserving, using, many certificates, years and where they start."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.files.kinds import TABLES
from khet.saraban.forms.duties import offer_duties
from khet.saraban.forms.seats import SeatField
from khet.saraban.models import Book, Letter
from khet.saraban.reads.seats import Seat, seats_of
from khet.thai.bangkok import today
from khet.ui.forms import NumberField, ThaiDateField

OWN_BOOKS = [choice for choice in Book.choices if choice[0] != Book.RECEIVED]
STARTS = (
    ("received", _("เลขรับเริ่มที่")),
    ("sent", _("เลขส่งเริ่มที่")),
    ("circular", _("เลขเวียน (ว) เริ่มที่")),
    ("order", _("เลขคำสั่งเริ่มที่")),
    ("memo", _("เลขบันทึกข้อความเริ่มที่")),
    ("announcement", _("เลขประกาศเริ่มที่")),
    ("certificate", _("เลขเกียรติบัตรเริ่มที่")),
)


class ReserveForm(forms.Form):
    """จองเลข."""

    book = forms.ChoiceField(label=_("ทะเบียน"), choices=OWN_BOOKS, initial="sent")
    circular = forms.BooleanField(label=_("ชุดเลขหนังสือเวียน (ว)"), required=False)
    reason = forms.CharField(label=_("จองไว้สำหรับ"), max_length=300)
    until = ThaiDateField(label=_("ใช้ภายในวันที่"), near_today=True)
    count = NumberField(label=_("จำนวนเลข"), initial=1, min_value=1, max_value=100)

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < today():
            raise forms.ValidationError(_("วันสุดท้ายต้องเป็นวันนี้หรือหลังจากนี้"))
        return day


class UseForm(forms.Form):
    """Which draft takes the reserved number, and the day it bears."""

    letter = forms.ModelChoiceField(label=_("ใช้กับร่าง"), queryset=Letter.objects.none(), empty_label=_("เลือกร่าง"))
    dated = ThaiDateField(label=_("ลงวันที่"), required=False, near_today=True)

    def __init__(self, *args: Any, drafts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["letter"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = drafts


class CertificatesForm(forms.Form):
    """Names pasted or in a sheet, and the wording they share."""

    subject = forms.CharField(label=_("เรื่องในทะเบียน"), max_length=500)
    body = forms.CharField(label=_("ข้อความใต้ชื่อ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    names = forms.CharField(
        label=_("รายชื่อ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("บรรทัดละหนึ่งชื่อ วางจาก Excel ได้"),
        max_length=60_000,
    )
    sheet = FilesField(label=_("หรือไฟล์รายชื่อ (คอลัมน์แรก)"), rule=TABLES, most=1, required=False)
    signer = SeatField(label=_("ผู้ลงนาม"), required=False, empty=_("ตามที่ตั้งค่าไว้"))
    duty_id = forms.ChoiceField(label=_("หน้าที่ตามกฎหมาย"), required=False, help_text=_("งานที่เกิดจากหนังสือนี้จะนับเข้าข้อนั้น"))
    thai_digits = forms.BooleanField(label=_("ใช้เลขไทย"), required=False, initial=True)

    def __init__(self, *args: Any, desk_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers: list[Seat] = [seat for seat in seats_of(desk_id) if seat.post.role in ("director", "deputy", "head")]
        field = self.fields["signer"]
        assert isinstance(field, SeatField)
        field.seat(signers)
        offer_duties(self, desk_id)


class YearForm(forms.Form):
    """A year to open, and where each run starts when the office moves in during the year."""

    year_be = NumberField(label=_("ปี พ.ศ."), min_value=2500, max_value=2700)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in STARTS:
            self.fields[name] = NumberField(label=label, required=False, min_value=1, max_value=9_999_999)

    def starts(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name, _label in STARTS if self.cleaned_data.get(name)}

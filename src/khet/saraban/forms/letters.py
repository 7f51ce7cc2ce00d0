"""What is typed on the sender's side: review, signing by hand, recipients, withdrawal, one receiver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.files.services import PDFS
from khet.kernel.actor import Actor
from khet.saraban.forms.seats import SeatField
from khet.saraban.models import RegisterEntry
from khet.saraban.reads import recipients as to_whom
from khet.saraban.reads.seats import Seat
from khet.saraban.services import Recipients
from khet.ui import days as dates
from khet.ui.finders import FinderField
from khet.ui.forms import ThaiDateField, TickField
from khet.ui.pickers import TickList


class NoteForm(forms.Form):
    """A word to the one who has it next."""

    note = forms.CharField(label=_("ข้อความ"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class ReturnForm(forms.Form):
    """คืนให้แก้: what is to be mended."""

    note = forms.CharField(label=_("ต้องแก้อะไร"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class ApproveForm(NoteForm):
    """ผ่านการตรวจ: back to the author, or on to a further reviewer."""

    next = SeatField(label=_("ส่งตรวจต่อถึง"), required=False, empty=_("คืนผู้ร่างเพื่อเสนอลงนาม"))

    def __init__(self, *args: Any, seats: list[Seat], but: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["next"]
        assert isinstance(field, SeatField)
        field.seat(seats, but=but)


class IssueForm(forms.Form):
    """ออกเลข for paper signed by hand."""

    signer_name = forms.CharField(label=_("ผู้ลงนาม"), required=False, max_length=200)
    signer_title = forms.CharField(label=_("ตำแหน่งผู้ลงนาม"), required=False, max_length=300)
    reserved = forms.TypedChoiceField(label=_("ใช้เลขที่จองไว้"), required=False, coerce=int, empty_value=None)
    dated = ThaiDateField(label=_("ลงวันที่"), required=False, near_today=True)
    scan = FilesField(label=_("สแกนฉบับลงนาม"), required=False, rule=PDFS, most=1)
    content = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: list[RegisterEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in rows}
        if not rows:
            del self.fields["reserved"], self.fields["dated"]
            return
        field = self.fields["reserved"]
        assert isinstance(field, forms.ChoiceField)
        named = [(row.pk, f"{row.series}{row.number} ({row.reason}) {dates.listed(row.registered_on)}") for row in rows]
        field.choices = [("", _("ออกเลขใหม่")), *named]


class ScanForm(forms.Form):
    """The scan of the paper signed by hand."""

    scan = FilesField(label=_("สแกนฉบับลงนาม"), rule=PDFS, most=1)


class RecipientsForm(forms.Form):
    """To whom: everybody, lists, units by district."""

    all_schools = forms.BooleanField(label=_("ทุกโรงเรียนในสังกัด"), required=False)
    groups = TickField(label=_("กลุ่มผู้รับ"), required=False, widget=TickList(placeholder=_("กรองชื่อกลุ่ม"), of=_("กลุ่ม")))
    units = FinderField(label=_("เลือกเป็นแห่ง"), required=False, placeholder=_("ค้นชื่อ รหัส หรืออำเภอ"), of=_("หน่วยงาน"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups, units = self.fields["groups"], self.fields["units"]
        assert isinstance(groups, forms.ChoiceField)
        assert isinstance(units, FinderField)
        groups.choices = [(each.pk, f"{each.name} ({len(each.unit_ids)})") for each in to_whom.groups(actor)]
        units.use(to_whom.UnitFinder(actor))
        if not groups.choices:
            del self.fields["groups"]

    def recipients(self) -> Recipients:
        data = self.cleaned_data
        return Recipients(
            unit_ids=tuple(data["units"]),
            group_ids=tuple(data.get("groups") or ()),
            all_schools=data["all_schools"],
        )


class ExtendForm(forms.Form):
    """Another day for one receiver."""

    due = ThaiDateField(label=_("กำหนดใหม่"))
    reason = forms.CharField(label=_("เหตุผล"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class RecordForm(forms.Form):
    """An answer that came by phone or on paper."""

    via = forms.ChoiceField(
        label=_("คำตอบมาทาง"), choices=[("phone", _("โทรศัพท์")), ("paper", _("เอกสาร"))], widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("ใครตอบว่าอย่างไร เมื่อใด"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ListForm(forms.Form):
    """A saved list of receivers."""

    name = forms.CharField(label=_("ชื่อกลุ่ม"), max_length=120)
    units = FinderField(label=_("สมาชิก"), required=True, placeholder=_("ค้นชื่อ รหัส หรืออำเภอ"), of=_("หน่วยงาน"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = self.fields["units"]
        assert isinstance(units, FinderField)
        units.use(to_whom.UnitFinder(actor))

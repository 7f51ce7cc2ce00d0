"""What the registry types in of a letter from outside."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.files.kinds import DOCUMENTS, PDFS
from khet.kernel.actor import Actor
from khet.org.models import Person
from khet.saraban.forms.duties import offer_duties
from khet.saraban.forms.seats import SeatField
from khet.saraban.models import Kind, Secrecy, Urgency
from khet.saraban.reads.seats import seats_of
from khet.saraban.services import Received
from khet.thai.bangkok import today
from khet.ui.forms import ThaiDateField

CHANNELS = [("paper", _("กระดาษ")), ("email", _("อีเมล")), ("fax", _("โทรสาร")), ("other", _("ทางอื่น"))]


class ReceiveForm(forms.Form):
    """In the order in which a clerk reads a letter: its number, its day, from whom, what, to whom here."""

    letter_no = forms.CharField(label=_("ที่"), required=False, max_length=80)
    dated = ThaiDateField(label=_("ลงวันที่"), required=False, near_today=True)
    from_text = forms.CharField(
        label=_("จาก"), max_length=300, widget=forms.TextInput(attrs={"list": "senders", "autocomplete": "off"})
    )
    subject = forms.CharField(label=_("เรื่อง"), max_length=500)
    to_text = forms.CharField(label=_("เรียน / ถึง"), required=False, max_length=500)
    to_post = SeatField(label=_("ส่งให้"), required=False, empty=_("อยู่ที่สารบรรณก่อน"))
    urgency = forms.TypedChoiceField(label=_("ชั้นความเร็ว"), choices=Urgency.choices, coerce=int, required=False)
    secrecy = forms.TypedChoiceField(label=_("ชั้นความลับ"), choices=Secrecy.choices, coerce=int, required=False)
    person = forms.ModelChoiceField(
        label=_("ผู้รับที่ระบุชื่อ"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("ตัวข้าพเจ้าเอง"),
        help_text=_("ใช้กับหนังสือลับเท่านั้น"),
    )
    kind = forms.ChoiceField(label=_("ชนิด"), choices=Kind.choices, initial=Kind.EXTERNAL, required=False)
    duty_id = forms.ChoiceField(label=_("หน้าที่ตามกฎหมาย"), required=False, help_text=_("งานที่เกิดจากหนังสือนี้จะนับเข้าข้อนั้น"))
    channel = forms.ChoiceField(label=_("มาทาง"), choices=CHANNELS, required=False)
    scan = FilesField(label=_("ไฟล์สแกนหรือไฟล์จากอีเมล"), rule=DOCUMENTS, most=1, required=False)
    hold = forms.BooleanField(label=_("บันทึกไว้ก่อน ยังไม่ออกเลขรับ"), required=False)
    confirmed = forms.BooleanField(label=_("ลงรับซ้ำโดยตั้งใจ เป็นคนละฉบับ"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk_id = actor.desk_id or 0
        to_post, person = self.fields["to_post"], self.fields["person"]
        assert isinstance(to_post, SeatField)
        assert isinstance(person, forms.ModelChoiceField)
        to_post.seat(seats_of(desk_id))
        offer_duties(self, desk_id)
        person.queryset = Person.objects.filter(home_desk_id=desk_id, pupil=False).order_by("sort_key")

    def clean_dated(self) -> Any:
        day = self.cleaned_data["dated"]
        if day and day > today():
            raise forms.ValidationError(_("วันที่บนหนังสืออยู่ในอนาคต ตรวจปีแล้วพิมพ์ใหม่"))
        return day

    @property
    def deep(self) -> bool:
        """Something in the folded part was filled in or went wrong."""
        return any(
            self.data.get(name, "") not in ("", "0") for name in ("secrecy", "to_text", "person", "hold", "duty_id")
        )

    def received(self) -> Received:
        """As the service takes it."""
        given = self.cleaned_data
        return Received(
            subject=given["subject"],
            from_text=given["from_text"],
            letter_no=given["letter_no"],
            dated=given["dated"],
            to_text=given["to_text"],
            kind=given["kind"] or Kind.EXTERNAL,
            urgency=given["urgency"] or 0,
            secrecy=given["secrecy"] or 0,
            channel=given.get("channel") or "paper",
            duty_id=given.get("duty_id") or None,
            to_post_id=given["to_post"].pk if given["to_post"] else None,
            person_ids=(given["person"].pk,) if given["person"] and given["secrecy"] else (),
        )


class PileForm(forms.Form):
    """A scanned pile."""

    pile = FilesField(label=_("ไฟล์ PDF ของกองเอกสาร"), rule=PDFS, most=1)


class SenderForm(forms.Form):
    """A line of the address book."""

    name = forms.CharField(label=_("ชื่อหน่วยงาน"), max_length=300)
    letter_prefix = forms.CharField(label=_("ที่ขึ้นต้นด้วย"), max_length=40, required=False)
    email = forms.EmailField(label=_("อีเมล"), required=False)
    phone = forms.CharField(label=_("โทรศัพท์"), max_length=60, required=False)
    address = forms.CharField(label=_("ที่อยู่"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class FindForm(forms.Form):
    find = forms.CharField(
        label=_("ค้นหา"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("ชื่อหน่วยงาน")}),
    )

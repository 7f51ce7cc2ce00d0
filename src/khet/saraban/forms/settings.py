"""What a desk sets for its letters, its templates, and its address book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.org.models import Person
from khet.saraban.forms.seats import SeatField
from khet.saraban.models import DeskSetting, Kind
from khet.saraban.reads.seats import seats_of

MOST_EMBLEM = 1_000_000
MOST_FONT = 5_000_000


class DeskForm(forms.Form):
    """Settings of one desk; what is left empty is taken from the directory."""

    letter_prefix = forms.CharField(
        label=_("เลขประจำส่วนราชการ (ศธ)"),
        max_length=40,
        required=False,
        help_text=_("ตามที่ต้นสังกัดกำหนด เช่น ศธ 04000 ระบบไม่คาดเดาให้ เว้นว่างจนกว่าจะทราบ ที่หนังสือจะมีแต่เลข"),
    )
    circular_own_series = forms.TypedChoiceField(
        label=_("เลขหนังสือเวียน (ว)"),
        choices=[("1", _("นับแยกเป็นชุดของตนเอง")), ("0", _("ใช้เลขส่งชุดเดียวกับหนังสืออื่น"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    thai_digits = forms.TypedChoiceField(
        label=_("ตัวเลขในหนังสือ"),
        choices=[("1", _("เลขไทย ๑๒๓")), ("0", _("เลขอารบิก 123"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        help_text=_("เลือกต่างออกไปได้ในหนังสือแต่ละฉบับ"),
    )
    header_lines = forms.CharField(
        label=_("ชื่อและที่ตั้งบนหัวหนังสือ"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("บรรทัดแรกเป็นชื่อ เว้นว่างใช้ตามทำเนียบ"),
    )
    contact = forms.CharField(
        label=_("เจ้าของเรื่องและโทรศัพท์ท้ายหนังสือ"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("เว้นว่างใช้ชื่อกลุ่มและโทรศัพท์ของผู้ร่าง"),
    )
    catch_words = forms.TypedChoiceField(
        label=_("คำต่อท้ายหน้า"),
        choices=[("1", _("พิมพ์คำแรกของหน้าถัดไปไว้มุมล่างขวา")), ("0", _("ไม่พิมพ์"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        help_text=_("ใช้กับหนังสือภายนอกที่ยาวเกินหนึ่งหน้า"),
    )
    stamp_name = forms.CharField(label=_("ชื่อบนตรารับ"), required=False, max_length=200)
    default_signer = SeatField(label=_("ผู้ลงนามที่ใช้บ่อย"), required=False, empty=_("ไม่กำหนด"))
    secret_registrar = forms.ModelChoiceField(
        label=_("นายทะเบียนข้อมูลข่าวสารลับ"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("ยังไม่แต่งตั้ง"),
    )

    def __init__(self, *args: Any, desk_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signer, registrar = self.fields["default_signer"], self.fields["secret_registrar"]
        assert isinstance(signer, SeatField)
        assert isinstance(registrar, forms.ModelChoiceField)
        signer.seat([seat for seat in seats_of(desk_id) if seat.post.role in ("director", "deputy", "head")])
        registrar.queryset = Person.objects.filter(home_desk_id=desk_id, pupil=False).order_by("sort_key")

    @staticmethod
    def initial_of(setting: DeskSetting) -> dict[str, Any]:
        plain = ("letter_prefix", "header_lines", "contact", "stamp_name")
        return {name: getattr(setting, name) for name in plain} | {
            "circular_own_series": "1" if setting.circular_own_series else "0",
            "thai_digits": "1" if setting.thai_digits else "0",
            "catch_words": "1" if setting.catch_words else "0",
            "default_signer": setting.default_signer_id,
            "secret_registrar": setting.secret_registrar_id,
        }

    def wanted(self) -> dict[str, Any]:
        """As save_settings takes it."""
        given = dict(self.cleaned_data)
        signer, registrar = given.pop("default_signer"), given.pop("secret_registrar")
        return given | {
            "default_signer_id": signer.pk if signer else None,
            "secret_registrar_id": registrar.pk if registrar else None,
        }


class EmblemForm(forms.Form):
    emblem = forms.FileField(
        label=_("ไฟล์ตรา"),
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.svg"}),
        help_text=_("PNG JPEG หรือ SVG ไม่เกิน 1 MB พื้นหลังโปร่งใสได้ ระบบไม่มีตราราชการให้ ใช้ไฟล์ของหน่วยงาน"),
    )

    def clean_emblem(self) -> bytes:
        content: bytes = self.cleaned_data["emblem"].read(MOST_EMBLEM + 1)
        if len(content) > MOST_EMBLEM:
            raise forms.ValidationError(_("ไฟล์ภาพใหญ่เกิน 1 MB ให้ย่อภาพแล้วแนบใหม่"))
        return content


class SeveralFiles(forms.FileField):
    """Several plain files of one input; cleaned to (name, content) of each, none longer than most bytes are read."""

    def __init__(self, *, most: int, accept: str, **kwargs: Any) -> None:
        self.most = most
        super().__init__(widget=ManyFilesInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list) else [data] if data else []
        found = [super(SeveralFiles, self).clean(each, initial) for each in given or [None]]
        return [(str(each.name), bytes(each.read(self.most + 1))) for each in found if each]


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FontsForm(forms.Form):
    """Files of TH Sarabun: regular, bold, italic, bold italic."""

    fonts = SeveralFiles(
        label=_("ไฟล์แบบอักษร"),
        most=MOST_FONT,
        accept=".ttf",
        help_text=_(
            "TH SarabunPSK หรือ TH Sarabun New ไฟล์ .ttf ที่หน่วยงานมีสิทธิใช้ เลือกพร้อมกันได้ถึง 4 ไฟล์ "
            "(ตัวธรรมดา ตัวหนา ตัวเอน ตัวหนาเอน) ไม่เกินไฟล์ละ 5 MB"
        ),
    )


class TemplateForm(forms.Form):
    """A beginning for letters of one kind."""

    name = forms.CharField(label=_("ชื่อแบบ"), max_length=120)
    kind = forms.ChoiceField(label=_("ชนิด"), choices=Kind.choices)
    subject = forms.CharField(label=_("เรื่อง"), max_length=500, required=False)
    to_text = forms.CharField(label=_("เรียน / ถึง"), max_length=500, required=False)
    body = forms.CharField(
        label=_("ข้อความ"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("เว้นหนึ่งบรรทัดเพื่อขึ้นย่อหน้าใหม่ ใช้ …… แทนที่ที่ต้องเติม"),
    )
    closing = forms.CharField(label=_("คำลงท้าย"), max_length=100, required=False, initial="ขอแสดงความนับถือ")
    circular = forms.BooleanField(label=_("เป็นหนังสือเวียน (ว)"), required=False)

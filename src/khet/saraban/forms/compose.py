"""Writing a letter: to whom, the letter itself, what it asks, its files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.forms import FilesField
from khet.kernel.actor import Actor
from khet.saraban.models import Kind, Letter, Secrecy, Urgency
from khet.saraban.reads import recipients as to_whom
from khet.saraban.reads.duties import duty_choices
from khet.saraban.reads.seats import Seat, grouped
from khet.saraban.services import Draft, Recipients
from khet.ui.finders import FinderField
from khet.ui.forms import PersonPicker, TickField
from khet.ui.pickers import TickList

SIGNS = ("director", "deputy", "head")
LETTERED = (Kind.EXTERNAL, Kind.EVIDENCE)
ADDRESSED = (*LETTERED, Kind.MEMO, Kind.STAMPED, Kind.CERTIFICATE)
SALUTATIONS = ("เรียน", "กราบเรียน", "นมัสการ", "ถึง")
CLOSINGS = ("ขอแสดงความนับถือ", "ขอแสดงความนับถืออย่างยิ่ง", "ขอนมัสการด้วยความเคารพ")


def _line(label: Any, *, most: int = 500, **attrs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, widget=forms.TextInput(attrs=attrs))


def _lines(label: Any, *, rows: int, hint: Any = "", most: int = 4000) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=most, widget=area, help_text=hint)


class ComposeForm(forms.Form):
    """One page for a whole letter. Fields that its kind does not carry are not there."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("ชนิด"), choices=Kind.choices, required=False)
    all_schools = forms.BooleanField(label=_("ทุกโรงเรียนในสังกัด"), required=False)
    groups = TickField(label=_("กลุ่มผู้รับ"), required=False, widget=TickList(placeholder=_("กรองชื่อกลุ่ม"), of=_("กลุ่ม")))
    units = FinderField(label=_("เลือกเป็นแห่ง"), required=False, placeholder=_("ค้นชื่อ รหัส หรืออำเภอ"), of=_("หน่วยงาน"))
    posts = PersonPicker(label=_("ตำแหน่งในหน่วยงาน"), required=False)
    people = PersonPicker(label=_("บุคคลที่ระบุชื่อ"), required=False)
    subject = forms.CharField(
        label=_("เรื่อง"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("ยังไม่มีชื่อเรื่อง พิมพ์เรื่องก่อนบันทึก")},
    )
    salutation = _line(_("คำขึ้นต้น"), most=100, list="salutations")
    to_text = _line(_("เรียน"))
    references = _lines(_("อ้างถึง"), rows=1, hint=_("บรรทัดละฉบับ"))
    enclosures = _lines(_("สิ่งที่ส่งมาด้วย"), rows=1, hint=_("บรรทัดละรายการ"))
    body = _lines(_("ข้อความ"), rows=10, hint=_("เว้นบรรทัดเพื่อขึ้นย่อหน้าใหม่ พิมพ์ 1. หรือ - นำหน้าข้อย่อย"), most=60000)
    closing = _line(_("คำลงท้าย"), most=100, list="closings")
    contact = _lines(_("ส่วนราชการเจ้าของเรื่องและโทรศัพท์"), rows=2)
    copy_to = _lines(_("สำเนาส่ง"), rows=1, hint=_("บรรทัดละแห่ง"))
    attached = FilesField(label=_("แนบไฟล์"), required=False, most=20)
    urgency = forms.TypedChoiceField(label=_("ชั้นความเร็ว"), choices=Urgency.choices, coerce=int)
    secrecy = forms.TypedChoiceField(label=_("ชั้นความลับ"), choices=Secrecy.choices, coerce=int)
    circular = forms.BooleanField(label=_("หนังสือเวียน (ว)"), required=False)
    thai_digits = forms.BooleanField(label=_("เลขไทย"), required=False)
    duty_id = forms.ChoiceField(
        label=_("หน้าที่ตามกฎหมาย"),
        required=False,
        help_text=_("หนังสือนี้ทำตามหน้าที่ข้อใด งานที่เกิดจากหนังสือจะนับเข้าข้อนั้น ไม่พิมพ์ลงในหนังสือ"),
    )
    signer = forms.TypedChoiceField(label=_("ผู้ลงนาม"), required=False, coerce=int, empty_value=None)
    reviewer = forms.TypedChoiceField(label=_("ส่งตรวจถึง"), required=False, coerce=int, empty_value=None)
    note = _lines(_("ข้อความถึงผู้ตรวจหรือผู้ลงนาม"), rows=2)

    def __init__(self, *args: Any, actor: Actor, letter: Letter, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.actor = letter, actor
        self._choices(actor, seats)
        kind = self.kind_now()
        leave = {name for name in ("salutation", "to_text") if kind not in ADDRESSED}
        leave |= {name for name in ("closing", "contact", "copy_to") if kind not in (*LETTERED, Kind.STAMPED)}
        leave |= {name for name in ("references", "enclosures") if kind not in (*LETTERED, Kind.MEMO)}
        if kind in (Kind.STAMPED, Kind.CERTIFICATE):
            leave |= {"salutation", "closing"}
        if kind not in (*LETTERED, Kind.STAMPED):
            leave.add("circular")
        duties = duty_choices(letter.desk_id)
        self._choose("duty_id", [("", _("ไม่ระบุ")), *duties])
        if not duties:
            leave.add("duty_id")
        if self._secret() == 0:
            leave.add("people")
        else:
            leave |= {"all_schools", "groups"}
        for name in leave:
            del self.fields[name]
        if kind == Kind.STAMPED and "to_text" in self.fields:
            self.fields["to_text"].label = _("ถึง")
        if kind == Kind.CERTIFICATE:
            self.fields["to_text"].label = _("มอบให้")

    def _choices(self, actor: Actor, seats: list[Seat]) -> None:
        signers = [seat for seat in seats if seat.post.role in SIGNS]
        self._choose("signer", [("", _("เลือกผู้ลงนาม")), *grouped(signers)])
        self._choose("reviewer", [("", _("เลือกผู้ตรวจ")), *grouped(seats, but=actor.post_id)])
        self._choose("posts", grouped(seats, but=actor.post_id))
        units = self.fields["units"]
        assert isinstance(units, FinderField)
        units.use(to_whom.UnitFinder(actor))
        self.lists = to_whom.groups(actor)
        self._choose("groups", [(each.pk, f"{each.name} ({len(each.unit_ids)})") for each in self.lists])
        if self._secret():
            self._choose("people", to_whom.people_choices(actor))

    def _choose(self, name: str, choices: Sequence[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def kind_now(self) -> str:
        given = self.data.get("kind") if self.is_bound else ""
        return given if given in Kind.values else self.letter.kind

    def _secret(self) -> int:
        given = self.data.get("secrecy", "") if self.is_bound else ""
        return int(given) if given in {"0", "1", "2", "3"} else self.letter.secrecy

    def draft(self) -> Draft:
        """The letter's parts as typed; parts that the kind does not carry stay as they were."""
        data = self.cleaned_data
        names = (
            "subject",
            "to_text",
            "salutation",
            "body",
            "closing",
            "references",
            "enclosures",
            "contact",
            "copy_to",
        )
        parts = {name: data[name] if name in data else getattr(self.letter, name) for name in names}
        return Draft(
            **parts,
            kind=data["kind"] or self.letter.kind,
            urgency=data["urgency"],
            secrecy=data["secrecy"],
            circular=bool(data.get("circular")),
            thai_digits=data["thai_digits"],
            signer_post_id=data["signer"],
            duty_id=(data["duty_id"] or None) if "duty_id" in data else self.letter.duty_id,
        )

    def recipients(self) -> Recipients:
        data = self.cleaned_data
        return Recipients(
            unit_ids=tuple(data.get("units") or ()),
            group_ids=tuple(data.get("groups") or ()),
            post_ids=tuple(data.get("posts") or ()),
            person_ids=tuple(data.get("people") or ()),
            all_schools=bool(data.get("all_schools")),
        )

    @staticmethod
    def initial_of(letter: Letter) -> dict[str, Any]:
        """What the form shows of a letter."""
        same = ("kind", "subject", "to_text", "salutation", "body", "closing", "references", "enclosures", "contact")
        to = Recipients.from_plan(letter.plan)
        return {
            **{name: getattr(letter, name) for name in (*same, "copy_to", "urgency", "secrecy", "circular")},
            "thai_digits": letter.thai_digits,
            "revision": letter.revision,
            "signer": letter.signer_post_id,
            "duty_id": letter.duty_id or "",
            "all_schools": to.all_schools,
            "groups": list(to.group_ids),
            "units": list(to.unit_ids),
            "posts": list(to.post_ids),
            "people": list(to.person_ids),
        }

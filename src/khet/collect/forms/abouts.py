"""A form's name and purpose; publishing it; files of forms; code lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.collect.forms.pieces import CodesField
from khet.collect.models import Form
from khet.collect.services.forms import About
from khet.files.forms import FilesField
from khet.files.kinds import FileRule, Kind
from khet.kernel.actor import Actor
from khet.org.models import LegalDuty


class AboutForm(forms.Form):
    title = forms.CharField(label=_("ชื่อแบบ"), max_length=200)
    kind = forms.ChoiceField(
        label=_("ใช้อย่างไร"),
        choices=[
            ("round", _("เก็บเป็นรอบ ให้หลายหน่วยงานตอบพร้อมกัน")),
            ("record", _("เป็นทะเบียน เพิ่มและแก้ทีละแถวได้ตลอด")),
        ],
        widget=forms.RadioSelect,
        initial="round",
    )
    purpose = forms.CharField(
        label=_("เก็บไปใช้ทำอะไร"),
        max_length=1_000,
        help_text=_("ผู้กรอกเห็นข้อความนี้"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    duty = forms.ChoiceField(label=_("หน้าที่ตามกฎหมาย"), required=False)
    readers = forms.ChoiceField(label=_("ใครเปิดดูทะเบียนได้"), required=False)
    writers = forms.ChoiceField(label=_("ใครเพิ่มแถวของตนได้"), required=False)

    def __init__(self, *args: Any, actor: Actor, form: Form | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = actor.desk_kind == "office"
        if office:
            _choices(self, "duty", [("", _("ไม่ระบุ")), *((each.pk, str(each)) for each in LegalDuty.objects.all())])
        else:
            del self.fields["duty"]
        reach = [("desk", Form.Reach.DESK.label), *([("under", Form.Reach.UNDER.label)] if office else [])]
        _choices(self, "writers", reach)
        _choices(self, "readers", [*reach, *([] if office else [("above", Form.Reach.ABOVE.label)])])
        if form is not None:
            del self.fields["kind"]
            if form.kind != Form.Kind.RECORD:
                del self.fields["readers"], self.fields["writers"]

    def about(self, old: Form | None = None) -> About:
        given = self.cleaned_data
        return About(
            given["title"],
            given.get("kind") or (old.kind if old else Form.Kind.ROUND),
            given["purpose"],
            given.get("duty") or (old.duty_id if old and "duty" not in self.fields else None),
            given.get("readers") or (old.readers if old else "desk"),
            given.get("writers") or (old.writers if old else "desk"),
        )


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("สรุปสิ่งที่เปลี่ยน"), required=False, max_length=300, help_text=_("ผู้เปิดรอบและประวัติแบบเห็นข้อความนี้")
    )
    edition = forms.IntegerField(widget=forms.HiddenInput)


class SheetForm(forms.Form):
    """An XLSForm workbook."""

    title = forms.CharField(label=_("ชื่อแบบ"), max_length=200, required=False, help_text=_("เว้นว่างใช้ชื่อในไฟล์"))
    file = FilesField(
        label=_("ไฟล์ XLSForm"),
        rule=FileRule(kinds=frozenset({Kind.XLSX}), max_bytes=5 * 2**20),
        most=1,
        help_text=_("ไฟล์ .xlsx ไม่เกิน 5 MB"),
    )


class CodeListForm(forms.Form):
    key = forms.SlugField(
        label=_("รหัสรายการ"), max_length=50, help_text=_("ภาษาอังกฤษ เช่น bus-route"), allow_unicode=False
    )
    label = forms.CharField(label=_("ชื่อรายการ"), max_length=200)
    source = forms.CharField(label=_("ที่มา"), max_length=200, required=False)
    codes = CodesField(label=_("รหัส"), help_text=_("บรรทัดละหนึ่งรหัส พิมพ์เป็น รหัส = ความหมาย"))

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["key"]


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices

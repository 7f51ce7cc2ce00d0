"""What is looked for on the trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.audit import registry
from khet.org.models import Unit
from khet.ui.forms import ThaiDateField

FAMILIES = {
    "org": _("หน่วยงาน บุคคล และบัญชี"),
    "saraban": _("หนังสือ"),
    "work": _("งาน"),
    "numbers": _("เลขทะเบียน"),
    "files": _("ไฟล์"),
    "calendar": _("ปฏิทิน"),
    "jobs": _("งานเบื้องหลัง"),
    "audit": _("ประวัติการใช้งาน"),
}


class TrailFilter(forms.Form):
    """Filters of the trail, kept in the address."""

    person = forms.CharField(label=_("ผู้ทำ"), required=False, max_length=100)
    action = forms.ChoiceField(label=_("การกระทำ"), required=False)
    unit = forms.ModelChoiceField(
        label=_("สำนักงานหรือโรงเรียน"),
        required=False,
        queryset=Unit.objects.filter(kind__in=Unit.DESK_KINDS),
        empty_label=_("ทุกแห่ง"),
    )
    since = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    until = ThaiDateField(label=_("ถึงวันที่"), required=False)
    target = forms.RegexField(label=_("สิ่งที่เกี่ยวข้อง"), regex=r"^[a-z]+\.[a-z]+:\d+$", required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for entry in registry.actions:
            words = registry.sentence_of(entry.action, {}).strip()
            groups.setdefault(entry.action.partition(".")[0], []).append((entry.action, words or entry.action))
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("ทุกอย่าง")),
            *((FAMILIES.get(family, family), sorted(rows, key=lambda row: row[1])) for family, rows in groups.items()),
        ]

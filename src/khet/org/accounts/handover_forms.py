"""What is chosen and typed when accounts are handed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.org.reads import accounts as read

STATES = (
    ("", _("ทุกสถานะ")),
    (read.NEVER, _("ยังไม่เคยใช้")),
    (read.INVITED, _("มีใบเชิญค้างอยู่")),
    (read.ACTIVE, _("ใช้อยู่")),
    (read.CLOSED, _("ปิด")),
)


class AccountFilter(forms.Form):
    """Filters of the list of accounts, kept in the address."""

    find = forms.CharField(label=_("ชื่อหรือชื่อผู้ใช้"), required=False, max_length=100)
    desk = forms.TypedChoiceField(label=_("สำนักงานหรือโรงเรียน"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("สถานะ"), required=False, choices=STATES)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["desk"]
        assert isinstance(field, forms.ChoiceField)
        units = [(unit.pk, str(unit)) for unit in read.desks(actor)]
        field.choices = [("", _("ทุกแห่ง")), *units]
        if len(units) < 2:
            del self.fields["desk"]

    def wanted(self) -> dict[str, Any]:
        """Arguments of reads.accounts.accounts."""
        asked = self.cleaned_data if self.is_valid() else {}
        return {"find": asked.get("find", ""), "desk_id": asked.get("desk"), "state": asked.get("state", "")}


class OpenAccountForm(forms.Form):
    username = forms.CharField(
        label=_("ชื่อผู้ใช้"),
        max_length=40,
        help_text=_("a–z 0–9 จุด ขีด ไม่ใช้เลขประจำตัวประชาชน เปลี่ยนภายหลังไม่ได้"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        error_messages={"required": _("ยังไม่ได้ใส่ชื่อผู้ใช้")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("เหตุผล"),
        max_length=300,
        error_messages={"required": _("ยังไม่มีเหตุผล พิมพ์เหตุผลสั้น ๆ แล้วบันทึก")},
        help_text=_("เก็บไว้ในบันทึกการใช้งาน"),
    )

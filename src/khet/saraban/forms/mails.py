"""The desk's mailbox, and a mail that is received as a letter."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.saraban.forms.receiving import ReceiveForm
from khet.saraban.models import Mail, MailBox
from khet.saraban.services import BoxValues
from khet.thai.bangkok import today
from khet.ui.forms import ThaiDateField

TLS = [
    ("ssl", _("SSL/TLS (พอร์ต 993)")),
    ("starttls", _("STARTTLS (พอร์ต 143)")),
    ("none", _("ไม่เข้ารหัส (เฉพาะเครือข่ายภายใน)")),
]
MARKS = frozenset("\r\n\0")


class MailBoxForm(forms.Form):
    """As services.BoxValues; an empty password means the one that is kept."""

    address = forms.EmailField(
        label=_("ที่อยู่กลางของหน่วยงาน"),
        max_length=254,
        help_text=_("ที่อยู่ที่ประกาศและจดทะเบียนไว้ เช่น saraban@example.go.th ใช้เป็นผู้ส่งเมื่อตอบยืนยันการได้รับ"),
    )
    host = forms.RegexField(
        r"^[A-Za-z0-9.:-]{1,253}$",
        label=_("เซิร์ฟเวอร์ IMAP"),
        max_length=253,
        error_messages={"invalid": _("พิมพ์เฉพาะชื่อเซิร์ฟเวอร์ เช่น imap.example.go.th")},
    )
    port = forms.IntegerField(label=_("พอร์ต"), min_value=1, max_value=65535, initial=993)
    tls = forms.ChoiceField(label=_("การเข้ารหัส"), choices=TLS, initial="ssl")
    user = forms.CharField(label=_("ชื่อบัญชี"), max_length=254)
    password = forms.CharField(
        label=_("รหัสผ่าน"),
        required=False,
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=True),
    )
    folder = forms.CharField(label=_("โฟลเดอร์"), max_length=200, initial="INBOX")
    since = ThaiDateField(
        label=_("อ่านจดหมายที่มาถึงตั้งแต่วันที่"), help_text=_("จดหมายก่อนวันนี้ไม่ถูกอ่าน ไม่มีจดหมายใดถูกลบจากเซิร์ฟเวอร์")
    )
    enabled = forms.BooleanField(label=_("อ่านจดหมายทุก 5 นาที"), required=False, initial=True)

    def __init__(self, *args: Any, box: MailBox | None, **kwargs: Any) -> None:
        kept = ("address", "host", "port", "tls", "user", "folder", "since", "enabled")
        initial = {name: getattr(box, name) for name in kept} if box else {"since": today()}
        super().__init__(*args, **{**kwargs, "initial": initial})
        if box is not None:
            self.fields["password"].help_text = _("เก็บรหัสผ่านไว้แล้วแบบเข้ารหัส เว้นว่างเพื่อใช้รหัสเดิม")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name in ("user", "password", "folder"):
            if MARKS & set(given.get(name) or ""):
                self.add_error(name, _("มีอักขระขึ้นบรรทัดใหม่ พิมพ์ใหม่"))
        return given

    def values(self) -> BoxValues:
        return BoxValues(**self.cleaned_data)


class MailForm(ReceiveForm):
    """The letter that came as a mail; what was read from it stands filled in, for somebody to check."""

    main = forms.ChoiceField(label=_("ไฟล์ที่เป็นตัวหนังสือ"), required=False)

    def __init__(self, *args: Any, actor: Actor, mail: Mail, came: list[StoredFile], **kwargs: Any) -> None:
        papers = [each for each in came if each.mime == "application/pdf"]
        if not args:
            day = mail.guess.get("dated")
            guessed = {"letter_no": mail.guess.get("letter_no", ""), "dated": date.fromisoformat(day) if day else None}
            kwargs["initial"] = {**guessed, "main": papers[0].pk if papers else "", **kwargs.get("initial", {})}
        super().__init__(*args, actor=actor, **kwargs)
        del self.fields["scan"], self.fields["channel"]
        main = self.fields["main"]
        assert isinstance(main, forms.ChoiceField)
        main.choices = [*((str(each.pk), each.name) for each in papers), ("", _("ไม่มี ใช้ข้อความในจดหมาย"))]
        self._text = mail.text

    def received(self) -> Any:
        return replace(super().received(), channel="email", body=self._text[:20_000])

    @property
    def main_id(self) -> int | None:
        chosen = self.cleaned_data.get("main") or ""
        return int(chosen) if chosen else None

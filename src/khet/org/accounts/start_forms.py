"""What is typed with an invitation in the hand."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from khet.org.models import Account


class CodeForm(forms.Form):
    """The twelve characters of an invitation; spaces, dashes and small letters are forgiven."""

    code = forms.CharField(
        label=_("รหัสในใบเชิญ"),
        max_length=40,
        help_text=_("12 ตัว เช่น ABCD-EFGH-2345 พิมพ์เล็กหรือใหญ่ก็ได้ ไม่มีเลข 0 1 และตัว O I L"),
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("ยังไม่ได้ใส่รหัส")},
    )


class FirstPasswordForm(forms.Form):
    """One's own password, twice; the code goes along."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40)
    password1 = forms.CharField(
        label=_("ตั้งรหัสผ่านของท่าน"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
        error_messages={"required": _("ยังไม่ได้ใส่รหัสผ่าน")},
    )
    password2 = forms.CharField(
        label=_("พิมพ์รหัสผ่านอีกครั้ง"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("ยังไม่ได้พิมพ์รหัสผ่านอีกครั้ง")},
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["password1"].help_text = " · ".join(password_validators_help_texts())

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("พิมพ์รหัสผ่านสองช่องไม่ตรงกัน"))
        return cleaned

"""The forms of sign-in and second factors in the words of the house."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext_lazy as _

from khet.org.accounts.machines import people_here

PASSWORD_DIFFERS = _("พิมพ์รหัสผ่านใหม่สองช่องไม่ตรงกัน")


def _say(form: forms.BaseForm, **labels: object) -> None:
    """Our labels; a placeholder is no label, and links in hints belong to the page."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = str(label)
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = _("ยังไม่ได้ใส่%(label)s") % {"label": label}


class SignInForm(account.LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=_("ชื่อผู้ใช้"), password=_("รหัสผ่าน"))
        self._fill_in_who()
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false", autocomplete="username")

    def _fill_in_who(self) -> None:
        """On a shared machine one picks the own name; only names that were here are known."""
        wanted = self.request.GET.get("who", "") if self.request else ""
        found = next((one for one in people_here(self.request) if str(one.pk) == wanted), None) if wanted else None
        if found:
            self.fields["login"].initial = found.username
            self.fields["password"].widget.attrs["autofocus"] = True


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=_("รหัสผ่าน"))
        self.fields["password"].widget.attrs["autofocus"] = True


class _TwiceForm(forms.Form):
    """A new password typed twice."""

    def clean(self) -> dict[str, Any]:
        cleaned = super(forms.Form, self).clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", str(PASSWORD_DIFFERS))
        return cleaned

    def say_twice(self) -> None:
        _say(self, password1=_("รหัสผ่านใหม่"), password2=_("พิมพ์รหัสผ่านใหม่อีกครั้ง"))
        self.fields["password1"].help_text = " · ".join(password_validators_help_texts())


class ChangePasswordForm(_TwiceForm, account.ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, oldpassword=_("รหัสผ่านปัจจุบัน"))
        self.say_twice()


class SetPasswordForm(_TwiceForm, account.SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.say_twice()


def _say_code(form: forms.BaseForm, label: object) -> None:
    _say(form, code=label)
    form.fields["code"].widget.attrs.update(
        inputmode="numeric", autocomplete="one-time-code", autofocus=True, maxlength=12, **{"class": "code"}
    )


class SecondStepForm(mfa.AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("รหัส 6 หลัก หรือรหัสสำรอง"))


class SecondStepAgainForm(mfa.ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("รหัส 6 หลัก หรือรหัสสำรอง"))


class ActivateAppForm(totp.ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("รหัส 6 หลักที่แอปแสดง"))

    @property
    def grouped_secret(self) -> str:
        """The secret in groups of four, as it is typed into an app."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey stands for the password as well, unless the key cannot."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=_("ชื่อของพาสคีย์นี้"), passwordless=_("ใช้เข้าระบบแทนรหัสผ่านได้"))
        self.fields["name"].help_text = _("เช่น โทรศัพท์ของฉัน หรือ เครื่องห้องธุรการ")
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["passwordless"].initial = True


class EditPasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=_("ชื่อของพาสคีย์นี้"))
        self.fields["name"].max_length = 60

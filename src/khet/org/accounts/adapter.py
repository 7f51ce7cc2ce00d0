"""How allauth behaves in this house: nobody signs up, messages are Thai, secrets are sealed."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.org.accounts import trail
from khet.org.models import Account
from khet.org.reads.units import area_office
from khet.org.sealing import seal, unseal
from khet.ui import errors

WRONG = _("ชื่อผู้ใช้หรือรหัสผ่านไม่ตรงกับที่มีในระบบ ตรวจตัวพิมพ์แล้วลองใหม่ หรือกดลืมรหัสผ่าน")
WAIT = _("ลองผิดหลายครั้งเกินไป ระบบพักบัญชีนี้ไว้ 5 นาที รอแล้วลองใหม่ หรือขอรหัสตั้งใหม่จากธุรการโรงเรียนหรือกลุ่ม DLICT")
BAD_CODE = _("รหัสนี้ไม่ถูกหรือหมดอายุแล้ว รอรหัสใหม่ในแอปแล้วลองอีกครั้ง")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by people who know their holder, never by the one who wants in."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("บัญชีนี้ปิดอยู่ ติดต่อธุรการโรงเรียนหรือกลุ่ม DLICT"),
        "enter_current_password": _("รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        "incorrect_code": BAD_CODE,
        "incorrect_password": _("รหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์แล้วลองใหม่"),
        "invalid_login": WRONG,
        "rate_limited": _("ลองถี่เกินไป รอสักครู่แล้วลองใหม่"),
        "too_many_login_attempts": WAIT,
        "username_password_mismatch": WRONG,
    }
    # Sentences of allauth that tell nothing a person needs: the page that follows says it.
    quiet = ("account/messages/logged_in.txt", "account/messages/logged_out.txt")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        if message_template not in self.quiet:
            super().add_message(request, level, message_template, *args, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            trail.locked_out(request, str(credentials.get("username", "")))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        trail.failed(request, str(credentials.get("username", "")))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A password that somebody else set is changed first."""
        if getattr(request.user, "must_change_password", False):
            return reverse("account_change_password")
        where: str = super().get_login_redirect_url(request)
        return where

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("org:me")

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        text = _("ติดต่อธุรการโรงเรียนของท่านหรือกลุ่ม DLICT ของเขต เพื่อเปิดบัญชีอีกครั้ง")
        return errors.show(request, errors.Trouble(403, str(_("บัญชีนี้ปิดอยู่")), str(text)))

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        if not user.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("ใช้รหัสผ่าน"),
            "mfa_reauthenticate": _("ใช้รหัสจากแอปยืนยันตัวตนหรือรหัสสำรอง"),
            "mfa_reauthenticate:webauthn": _("ใช้พาสคีย์ (ลายนิ้วมือหรือใบหน้า)"),
        }
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**method, "description": str(words.get(method["id"], method["description"]))} for method in methods]

    def set_password(self, user: Account, password: str) -> None:
        user.must_change_password = False
        super().set_password(user, password)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed under the key of the house."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("ปิดการยืนยันสองขั้นไม่ได้ในขณะนี้"),
        "cannot_generate_recovery_codes": _("สร้างรหัสสำรองได้หลังจากเปิดการยืนยันสองขั้นแล้ว"),
        "incorrect_code": BAD_CODE,
        "rate_limited": _("ลองถี่เกินไป รอสักครู่แล้วลองใหม่"),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        office = area_office()
        return f"เขต · {office}" if office else "เขต"

    def get_totp_label(self, user: Account) -> str:
        return user.username

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002
        return str(_("พาสคีย์ของฉัน"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bound to the public address, so that a passkey lives as long as the name does."""
        return {"id": relying_party(), "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        shown = user.person.full_name if user.person else user.username
        return {**entity, "name": user.username, "display_name": shown}


def relying_party() -> str:
    """The host of the public address; on one's own machine browsers know passkeys at "localhost" only."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return "localhost" if host == "127.0.0.1" else host

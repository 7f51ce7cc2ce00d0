"""Sign-ins on the trail. allauth tells of them by signals, the one place where we listen to any."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from allauth.socialaccount import signals as social
from django.contrib.auth.signals import user_logged_out
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from khet.audit import registry
from khet.audit import services as audit
from khet.kernel.actor import NOBODY
from khet.notify.registry import NoticeKind, kinds
from khet.org.models import Account
from khet.org.reads.actors import actor_of

LOCKED_FOR = 5 * 60  # seconds; as in ACCOUNT_RATE_LIMITS
Entry = tuple[str, registry.Sentence] | tuple[str, registry.Sentence, registry.Severity]

ACTIONS: tuple[Entry, ...] = (
    ("org.token_made", _("ออกโทเค็นให้โปรแกรม"), registry.Severity.NOTICE),
    ("org.token_revoked", _("เพิกถอนโทเค็นของโปรแกรม"), registry.Severity.NOTICE),
    ("org.signed_in", _("เข้าสู่ระบบ")),
    ("org.signed_out", _("ออกจากระบบ")),
    ("org.sign_in_failed", _("เข้าสู่ระบบไม่สำเร็จ")),
    ("org.sign_in_locked", _("บัญชีถูกพักเพราะลองผิดหลายครั้ง"), registry.Severity.ALERT),
    ("org.password_changed", _("เปลี่ยนรหัสผ่าน")),
    ("org.second_step_failed", _("ยืนยันขั้นที่สองไม่สำเร็จ")),
    ("org.second_step_added", _("เพิ่มวิธียืนยันตัวตน")),
    ("org.second_step_removed", _("นำวิธียืนยันตัวตนออก")),
    ("org.recovery_codes_made", _("สร้างรหัสสำรองชุดใหม่")),
    ("org.account_opened", _("เปิดบัญชีใหม่")),
    ("org.invited", _("ออกใบเชิญหรือรหัสตั้งรหัสผ่าน")),
    ("org.account_taken_over", _("ตั้งรหัสผ่านด้วยรหัสใช้ครั้งเดียว")),
    ("org.account_active", _("ปิดหรือเปิดบัญชี")),
    ("org.second_steps_dropped", _("ปิดการยืนยันสองขั้นให้ผู้อื่น")),
    ("org.sessions_ended", _("ออกจากระบบทุกเครื่อง")),
    ("org.shared_machine", _("เปลี่ยนว่าใช้เครื่องร่วมกันหรือไม่")),
    ("org.contact_changed", _("เปลี่ยนช่องทางติดต่อ")),
    ("org.provider_set", _("ตั้งค่าผู้ให้บริการยืนยันตัวตน")),
    ("org.client_registered", _("ลงทะเบียนระบบที่ใช้ตัวตนจากที่นี่")),
    ("org.client_removed", _("ถอนระบบที่ใช้ตัวตนจากที่นี่")),
    ("org.glass_broken", _("ผู้ดูแลระบบเปิดดูกรณีจำเป็น"), registry.Severity.ALERT),
    ("org.glass_mended", _("ปิดการเปิดดูกรณีจำเป็น")),
    ("org.identity_linked", _("ผูกบัญชีกับผู้ให้บริการภายนอก")),
    ("org.identity_unlinked", _("ยกเลิกการผูกบัญชีกับผู้ให้บริการภายนอก")),
    ("org.identity_given", _("อนุญาตให้ระบบอื่นใช้ตัวตนของท่าน")),
)

# What the holder of an account sees of it on the own page.
AT_THE_DOOR = (
    "org.signed_in",
    "org.sign_in_failed",
    "org.sign_in_locked",
    "org.password_changed",
    "org.account_taken_over",
    "org.second_step_failed",
    "org.second_step_added",
    "org.second_step_removed",
    "org.second_steps_dropped",
    "org.sessions_ended",
    "org.identity_linked",
    "org.identity_unlinked",
    "org.identity_given",
    "org.invited",
)


def listen() -> None:
    """Called once at start."""
    account.user_logged_in.connect(_signed_in, dispatch_uid="org.trail")
    account.password_changed.connect(_password_changed, dispatch_uid="org.trail")
    account.password_set.connect(_password_changed, dispatch_uid="org.trail")
    user_logged_out.connect(_signed_out, dispatch_uid="org.trail")
    mfa.authentication_failed.connect(_second_step_failed, dispatch_uid="org.trail")
    mfa.authenticator_added.connect(_authenticator_added, dispatch_uid="org.trail")
    mfa.authenticator_removed.connect(_authenticator_removed, dispatch_uid="org.trail")
    mfa.authenticator_reset.connect(_codes_made, dispatch_uid="org.trail")
    social.social_account_added.connect(_linked, dispatch_uid="org.trail")
    social.social_account_removed.connect(_unlinked, dispatch_uid="org.trail")


def record(action: str, account: Account, **after: object) -> None:
    """An entry of somebody about the own account."""
    with transaction.atomic():
        audit.record(actor_of(account), action, account, after=after)


def failed(request: HttpRequest, username: str) -> None:
    """A wrong password. What was typed is kept only when it is a user name: people type passwords there."""
    account = Account.objects.filter(username=username).first()
    with transaction.atomic():
        audit.record(NOBODY, "org.sign_in_failed", account, after={"known": account is not None})


def locked_out(request: HttpRequest, username: str) -> None:
    """An account that is being guessed at; once per lock, however often it is tried."""
    account = Account.objects.filter(username=username).first()
    if cache.add(f"org:locked:{account.pk if account else 0}", True, LOCKED_FOR):
        with transaction.atomic():
            audit.record(NOBODY, "org.sign_in_locked", account)


def _signed_in(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    methods = [str(one.get("method", "")) for one in request.session.get("account_authentication_methods", [])]
    record("org.signed_in", user, methods=methods)


def _signed_out(request: HttpRequest, user: object, **kwargs: Any) -> None:
    if isinstance(user, Account):
        record("org.signed_out", user)


def _password_changed(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    record("org.password_changed", user)


def _second_step_failed(user: Account, authenticator: Any, **kwargs: Any) -> None:
    record("org.second_step_failed", user, kind=str(authenticator.type))


def _authenticator_added(user: Account, authenticator: Any, **kwargs: Any) -> None:
    record("org.second_step_added", user, kind=str(authenticator.type))


def _authenticator_removed(user: Account, authenticator: Any, **kwargs: Any) -> None:
    record("org.second_step_removed", user, kind=str(authenticator.type))


def _codes_made(user: Account, authenticator: Any, **kwargs: Any) -> None:
    record("org.recovery_codes_made", user)


def _linked(sociallogin: Any, **kwargs: Any) -> None:
    record("org.identity_linked", sociallogin.user, provider=sociallogin.account.provider)


def _unlinked(socialaccount: Any, **kwargs: Any) -> None:
    record("org.identity_unlinked", socialaccount.user, provider=socialaccount.provider)


def words() -> None:
    """The Thai sentences of these actions."""
    registry.register(*ACTIONS)


def notices() -> None:
    """What people are told about their own account."""
    kinds.register(NoticeKind(key="org.account", label=_("ความปลอดภัยของบัญชี"), order=90))
    kinds.register(NoticeKind(key="org.glass", label=_("ผู้ดูแลระบบเปิดดูกรณีจำเป็น"), order=91))

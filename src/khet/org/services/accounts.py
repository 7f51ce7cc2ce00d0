"""Handing accounts over: printed invitations with one-time codes, and resets without e-mail."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import NOBODY, Actor
from khet.kernel.errors import Refused
from khet.notify import services as notify
from khet.org import rules
from khet.org.models import Account, Invitation, Person

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0 O 1 I L: they are read out over the telephone
CODE_LENGTH = 12
VALID_FOR = {Invitation.Purpose.FIRST_USE: timedelta(days=30), Invitation.Purpose.RESET: timedelta(hours=24)}
MOST_AT_ONCE = 400
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
NOTICE = "org.account"
NOT_HELPER = gettext_noop("ทำกับบัญชีนี้ไม่ได้ในตำแหน่งที่ใช้อยู่ ติดต่อกลุ่ม DLICT ของเขต")


@dataclass(frozen=True, slots=True)
class Handed:
    """One invitation as it is printed or read out; the code is not stored and cannot be shown again."""

    account: Account
    code: str
    purpose: str

    @property
    def grouped(self) -> str:
        """XXXX-XXXX-XXXX"""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))


def digest_of(code: str) -> str:
    """How a typed code is looked up: without spaces and dashes, in capitals, hashed under the key of the house."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hmac.new(settings.IDENTITY_KEY.encode(), b"invitation:" + plain.encode(), hashlib.sha256).hexdigest()


def clean_username(username: str) -> str:
    """A user name as it is kept. Raises Refused for one that cannot be, a citizen number above all."""
    plain = username.strip().lower()
    if not USERNAME.fullmatch(plain):
        raise Refused(
            "ชื่อผู้ใช้ใช้ได้เฉพาะ a–z 0–9 จุด ขีด ยาว 3–40 ตัว เช่น s01-teacher3", code="bad_username", field="username"
        )
    if re.fullmatch(r"\d{13}", plain.replace("-", "").replace(".", "")):
        raise Refused("ไม่ใช้เลขประจำตัวประชาชนเป็นชื่อผู้ใช้ ตั้งชื่ออื่น", code="citizen_number", field="username")
    return plain


@transaction.atomic
def open_account(*, actor: Actor, person: Person, username: str, email: str = "", password: str = "") -> Account:
    """An account that opens with an invitation, or with the password given. Raises Refused for one that is weak."""
    if not rules.may_open_account(actor, person):
        raise Refused(NOT_HELPER, code="not_helper")
    username = clean_username(username)
    if Account.objects.filter(username__iexact=username).exists():
        raise Refused("ชื่อผู้ใช้ %(username)s มีแล้ว ใช้ชื่ออื่น", code="username_taken", field="username", username=username)
    if Account.objects.filter(person=person).exists():
        raise Refused("บุคคลนี้มีบัญชีแล้ว ออกใบเชิญให้บัญชีเดิมแทน", code="has_account", field="person")
    if password:
        _refuse_weak(password, Account(username=username, email=email, person=person), field="password1")
    account = Account.objects.create_user(username, email, password or None, person=person, synthetic=person.synthetic)
    audit.record(actor, "org.account_opened", account, after={"person": person.pk, "username": username})
    return account


@transaction.atomic
def invite(*, actor: Actor, accounts: Iterable[Account], purpose: str = Invitation.Purpose.FIRST_USE) -> list[Handed]:
    """One-time codes for accounts; an earlier open code of the same account stops working."""
    wanted, now = list(accounts), timezone.now()
    if not wanted:
        raise Refused("ยังไม่ได้เลือกบัญชี เลือกอย่างน้อยหนึ่งบัญชี", code="none_chosen")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused("ออกใบเชิญได้ครั้งละไม่เกิน %(most)s บัญชี กรองให้แคบลงแล้วออกทีละชุด", code="too_many", most=MOST_AT_ONCE)
    ids = [account.pk for account in wanted]
    if Account.objects.visible_to(actor).filter(pk__in=ids).count() != len(set(ids)):
        raise Refused(NOT_HELPER, code="not_helper")
    if any(not account.is_active for account in wanted):
        raise Refused("มีบัญชีที่ปิดอยู่ เปิดบัญชีก่อนแล้วจึงออกรหัส", code="closed")
    Invitation.objects.filter(account_id__in=ids, used_at=None, cancelled_at=None).update(cancelled_at=now)
    handed = [
        Handed(account, "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)), purpose) for account in wanted
    ]
    Invitation.objects.bulk_create(
        Invitation(
            account=each.account,
            purpose=purpose,
            code_hash=digest_of(each.code),
            expires_at=now + VALID_FOR[Invitation.Purpose(purpose)],
            made_by_id=actor.person_id,
        )
        for each in handed
    )
    audit.record(
        actor, "org.invited", wanted[0] if len(wanted) == 1 else None, after={"accounts": ids, "purpose": purpose}
    )
    if purpose == Invitation.Purpose.RESET:
        _tell(actor, wanted, "มีผู้ออกรหัสตั้งรหัสผ่านใหม่ให้บัญชีของท่าน หากท่านไม่ได้ขอ แจ้งกลุ่ม DLICT")
    return handed


def _tell(actor: Actor, accounts: Iterable[Account], title: str) -> None:
    notify.send(
        kind=NOTICE, to=[each.person_id for each in accounts if each.person_id], title=title, actor=actor, urgent=True
    )


def open_invitation(code: str) -> Invitation:
    """The invitation of a code. Raises Refused with one and the same sentence for wrong, used and expired codes."""
    found = Invitation.objects.select_related("account__person__home_desk").filter(
        code_hash=digest_of(code), used_at=None, cancelled_at=None, expires_at__gt=timezone.now()
    )
    invitation = found.first()
    if invitation is None or not invitation.account.is_active:
        raise _bad_code()
    return invitation


def _bad_code() -> Refused:
    return Refused(
        "รหัสนี้ใช้ไม่ได้ อาจพิมพ์ผิด ใช้ไปแล้ว หรือหมดอายุ ตรวจกับใบเชิญ หรือขอรหัสใหม่จากผู้ที่ออกให้", code="bad_code", field="code"
    )


def take_over(*, code: str, password: str) -> Account:
    """Set the first or new password with a one-time code. The code is used up with it; of two at once one gets in."""
    invitation = open_invitation(code)
    _refuse_weak(password, Account.objects.get(pk=invitation.account_id), field="password")
    hashed = make_password(password)  # takes its time on purpose: before the lock, nobody waits for it
    return _take_over(code, hashed)


def _refuse_weak(password: str, account: Account, *, field: str) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="weak_password", field=field) from error


@transaction.atomic
def _take_over(code: str, hashed: str) -> Account:
    invitation = open_invitation(code)
    account = Account.objects.select_for_update(of=("self",)).get(pk=invitation.account_id)
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None, cancelled_at=None).update(used_at=timezone.now())
    if not taken:
        raise _bad_code()
    account.password = hashed
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.record(NOBODY, "org.account_taken_over", account, after={"purpose": invitation.purpose})
    return account


@transaction.atomic
def set_active(*, actor: Actor, account: Account, active: bool, reason: str) -> Account:
    """Close or open an account again; closing ends its sessions and its open codes."""
    _may_help(actor, account)
    if not reason.strip():
        raise Refused("ยังไม่มีเหตุผล พิมพ์เหตุผลสั้น ๆ แล้วบันทึก", code="no_reason", field="reason")
    account.is_active = active
    account.save(update_fields=["is_active"])
    if not active:
        _end_sessions(account)
        account.invitations.filter(used_at=None, cancelled_at=None).update(cancelled_at=timezone.now())
    audit.record(actor, "org.account_active", account, after={"active": active}, note=reason)
    return account


@transaction.atomic
def drop_second_steps(*, actor: Actor, account: Account, reason: str) -> Account:
    """Take away the second factors and passkeys of somebody whose telephone is lost; he or she is told."""
    from allauth.mfa.models import Authenticator

    _may_help(actor, account)
    if not reason.strip():
        raise Refused("ยังไม่มีเหตุผล พิมพ์เหตุผลสั้น ๆ แล้วบันทึก", code="no_reason", field="reason")
    count, _kinds = Authenticator.objects.filter(user=account).delete()
    _end_sessions(account)
    audit.record(actor, "org.second_steps_dropped", account, after={"count": count}, note=reason)
    _tell(actor, [account], "มีผู้ปิดการยืนยันสองขั้นของบัญชีท่าน หากท่านไม่ได้ขอ แจ้งกลุ่ม DLICT")
    return account


@transaction.atomic
def end_sessions(*, actor: Actor, account: Account) -> Account:
    """Sign the own account out on every machine."""
    if account.pk != actor.account_id:
        _may_help(actor, account)
    _end_sessions(account)
    audit.record(actor, "org.sessions_ended", account)
    return account


def _may_help(actor: Actor, account: Account) -> None:
    if not rules.may_help_account(actor, account):
        raise Refused(NOT_HELPER, code="not_helper")


def _end_sessions(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(session_round=F("session_round") + 1)
    account.refresh_from_db(fields=["session_round"])


@transaction.atomic
def set_shared(*, actor: Actor, account: Account, shared: bool) -> Account:
    """One works at machines that others use too: they lock when left and end the session with the day."""
    account.shared_pc = shared
    account.save(update_fields=["shared_pc"])
    audit.record(actor, "org.shared_machine", account, after={"shared": shared})
    return account


@transaction.atomic
def set_looks(*, actor: Actor, account: Account, theme: str, language: str) -> Account:
    """Colours of the screen and language; no matter for the trail."""
    account.theme, account.language = theme, language
    account.save(update_fields=["theme", "language"])
    return account


@transaction.atomic
def set_contact(*, actor: Actor, account: Account, email: str, mobile: str) -> Account:
    """One's own e-mail address and mobile telephone."""
    person = account.person
    if person is None or person.pk != actor.person_id:
        raise Refused(NOT_HELPER, code="not_own")
    before = {"email": person.email, "mobile": person.mobile}
    person.email, person.mobile, account.email = email, mobile, email
    person.save(update_fields=["email", "mobile"])
    account.save(update_fields=["email"])
    audit.record(
        actor, "org.contact_changed", account, after={"fields": ["email", "mobile"]}, private={"before": before}
    )
    return account

"""Handing accounts over: printed invitations with one-time codes, and resets without e-mail."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import NOBODY, Actor
from khet.kernel.errors import Refused
from khet.org import rules
from khet.org.models import Account, Invitation, Person

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no 0 O 1 I L: they are read out over the telephone
CODE_LENGTH = 12
VALID_FOR = {Invitation.Purpose.FIRST_USE: timedelta(days=30), Invitation.Purpose.RESET: timedelta(hours=24)}
MOST_TRIES = 10


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


@transaction.atomic
def open_account(*, actor: Actor, person: Person, username: str, email: str = "") -> Account:
    """An account without a password; it opens with an invitation."""
    if Account.objects.filter(username=username).exists():
        raise Refused(f"ชื่อผู้ใช้ {username} มีแล้ว ใช้ชื่ออื่น", code="username_taken", field="username")
    if Account.objects.filter(person=person).exists():
        raise Refused("บุคคลนี้มีบัญชีแล้ว", code="has_account", field="person")
    account = Account.objects.create_user(username, email, None, person=person, synthetic=person.synthetic)
    audit.record(actor, "org.account_opened", account, after={"person": person.pk, "username": username})
    return account


@transaction.atomic
def invite(*, actor: Actor, accounts: Iterable[Account], purpose: str = Invitation.Purpose.FIRST_USE) -> list[Handed]:
    """One-time codes for accounts; an earlier open code of the same account stops working."""
    now, handed = timezone.now(), []
    for account in accounts:
        if not rules.may_help_account(actor, account):
            raise Refused("ออกรหัสให้บัญชีนี้ไม่ได้ ติดต่อกลุ่ม DLICT ของเขต", code="not_helper")
        Invitation.objects.filter(account=account, used_at=None, cancelled_at=None).update(cancelled_at=now)
        code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        Invitation.objects.create(
            account=account,
            purpose=purpose,
            code_hash=digest_of(code),
            expires_at=now + VALID_FOR[Invitation.Purpose(purpose)],
            made_by_id=actor.person_id,
        )
        handed.append(Handed(account=account, code=code, purpose=purpose))
    audit.record(
        actor, "org.invited", None, after={"accounts": [each.account.pk for each in handed], "purpose": purpose}
    )
    return handed


def open_invitation(code: str) -> Invitation:
    """The invitation of a code. Raises Refused with one and the same sentence for wrong, used and expired codes."""
    found = Invitation.objects.select_related("account__person").filter(
        code_hash=digest_of(code), used_at=None, cancelled_at=None, expires_at__gt=timezone.now()
    )
    invitation = found.first()
    if invitation is None or not invitation.account.is_active:
        raise Refused("รหัสนี้ใช้ไม่ได้หรือหมดอายุแล้ว ขอรหัสใหม่จากกลุ่ม DLICT ของเขต", code="bad_code", field="code")
    return invitation


@transaction.atomic
def take_over(*, code: str, password: str) -> Account:
    """Set the first or new password with a one-time code. The code is used up with it."""
    invitation = open_invitation(code)
    taken = Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now())
    if not taken:
        raise Refused("รหัสนี้ใช้ไปแล้ว เข้าสู่ระบบด้วยรหัสผ่านที่ตั้งไว้", code="used", field="code")
    account = invitation.account
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), code="weak_password", field="password") from error
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.record(NOBODY, "org.account_taken_over", account, after={"purpose": invitation.purpose})
    return account


@transaction.atomic
def set_active(*, actor: Actor, account: Account, active: bool, reason: str) -> Account:
    """Close or open an account again."""
    if not rules.may_help_account(actor, account):
        raise Refused("ปิดหรือเปิดบัญชีนี้ไม่ได้ ติดต่อกลุ่ม DLICT ของเขต", code="not_helper")
    account.is_active = active
    account.save(update_fields=["is_active"])
    audit.record(actor, "org.account_active", account, after={"active": active}, note=reason)
    return account

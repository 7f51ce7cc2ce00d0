"""Tokens for programs: made, shown once, revoked."""

import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import ProgramToken
from khet.org.programs import PREFIX, digest_of, scopes

MOST, LONGEST_DAYS = 20, 366


@transaction.atomic
def make_token(*, actor: Actor, name: str, wanted: Collection[str], days: int) -> tuple[ProgramToken, str]:
    """A token of one's own account in the post acted in now; the second value is shown once and never again.

    Raises Refused for no scope, an unknown one, too long a time, or too many live tokens.
    """
    if actor.account_id is None:
        raise Refused("ลงชื่อเข้าใช้ก่อนจึงออกโทเค็นได้", code="nobody")
    chosen = [scope.key for scope in scopes if scope.key in set(wanted)]
    if not chosen or len(chosen) != len(set(wanted)):
        raise Refused("เลือกอย่างน้อยหนึ่งขอบเขตจากรายการ", code="no_scope", field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("อายุโทเค็นต้องอยู่ระหว่าง 1 ถึง %(most)s วัน", code="too_long", field="days", most=LONGEST_DAYS)
    if ProgramToken.objects.valid().filter(account_id=actor.account_id).count() >= MOST:
        raise Refused("มีโทเค็นที่ใช้ได้ครบ %(most)s อันแล้ว เพิกถอนอันที่ไม่ใช้ก่อน", code="too_many", most=MOST)
    plain = PREFIX + secrets.token_urlsafe(32)
    token = ProgramToken.objects.create(
        account_id=actor.account_id,
        appointment_id=actor.appointment_id,
        name=name.strip(),
        start=plain[:12],
        digest=digest_of(plain),
        scopes=" ".join(chosen),
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(actor, "org.token_made", token, after={"name": token.name, "scopes": chosen, "days": days})
    return token, plain


@transaction.atomic
def revoke_token(*, actor: Actor, token: ProgramToken) -> None:
    """From this moment the token opens nothing. Doing it twice is doing it once."""
    row = ProgramToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        audit.record(actor, "org.token_revoked", row, before={"name": row.name})

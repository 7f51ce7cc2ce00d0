"""Where a desk's official address is read, set up and tried."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.sealing import seal, unseal
from khet.saraban.mailbox import imap
from khet.saraban.models import MailBox
from khet.saraban.rules.mails import ports
from khet.saraban.rules.registers import may_set_up
from khet.saraban.services.desks import NOT_YOURS
from khet.saraban.services.locking import refuse_unless

WHERE = ("host", "port", "tls", "user")
BEGINS_ANEW = ("host", "user", "folder", "since")
SHOWN = ("address", *WHERE, "folder", "enabled", "since")
SEALED_ELSEWHERE = gettext_noop("อ่านรหัสผ่านที่เก็บไว้ไม่ได้เพราะกุญแจของระบบเปลี่ยนไป พิมพ์รหัสผ่านใหม่แล้วบันทึก")


@dataclass(frozen=True, slots=True)
class BoxValues:
    """A mailbox as the desk types it; an empty password means the one that is kept."""

    address: str
    host: str
    user: str
    since: date
    password: str = ""
    port: int = 993
    tls: str = "ssl"
    folder: str = "INBOX"
    enabled: bool = True

    def as_fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SHOWN}


@transaction.atomic
def set_mailbox(*, actor: Actor, values: BoxValues) -> MailBox:
    """Keep the desk's mailbox; a changed place is read from its beginning, and asks for the password anew.

    Raises Refused for those who may not set up the desk, for a port that is none of e-mail's, and without a password.
    """
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    assert actor.desk_id is not None
    held = MailBox.objects.select_for_update(of=("self",), no_key=True).filter(desk_id=actor.desk_id).first()
    sealed = _sealed(held, values)
    box = held or MailBox(desk_id=actor.desk_id)
    before = {name: getattr(box, name) for name in SHOWN} if held else {}
    if held is None or any(
        getattr(held, name) != getattr(values, name) for name in ("host", "user", "folder", "since")
    ):
        box.validity, box.last_uid, box.trying_uid, box.tries = 0, 0, 0, 0
    for name, value in values.as_fields().items():
        setattr(box, name, value)
    box.password_sealed = sealed
    box.failures, box.trouble, box.next_at = 0, "", None
    box.save()
    after = {**values.as_fields(), "password_changed": bool(values.password)}
    audit.record(actor, "saraban.mailbox_set", box, before=before, after=after)
    return box


def test_mailbox(*, actor: Actor, values: BoxValues) -> int:
    """ทดสอบการเชื่อมต่อ: open the folder and count its mails; nothing is kept, read or marked.

    Speaks to another server for up to some minutes: call it outside a transaction. Raises Refused with what is wrong.
    """
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    held = MailBox.objects.filter(desk_id=actor.desk_id).first()
    sealed = _sealed(held, values)
    with imap.opened(_door(values, password_of(sealed))) as session:
        return session.count


def door_of(box: MailBox) -> imap.Door:
    """Raises Refused when the password was sealed under another key."""
    return _door(box, password_of(box.password_sealed))


def _door(place: MailBox | BoxValues, password: str) -> imap.Door:
    return imap.Door(place.host, place.port, place.tls, place.user, password, place.folder)


def password_of(sealed: str) -> str:
    try:
        return unseal(sealed)
    except ValueError as error:
        raise Refused(SEALED_ELSEWHERE, code="other_key", field="password") from error


def _sealed(held: MailBox | None, values: BoxValues) -> str:
    """The password to keep. One that is kept is sent to no other place than the one it was typed for."""
    if values.port not in ports():
        raise Refused("พอร์ตของ IMAP คือ 993 หรือ 143 พอร์ตอื่นให้ผู้ดูแลระบบเปิดก่อน", code="bad_port", field="port")
    if values.password:
        return seal(values.password)
    if held is None or not held.password_sealed:
        raise Refused("พิมพ์รหัสผ่านของตู้จดหมาย", code="no_password", field="password")
    if any(getattr(held, name) != getattr(values, name) for name in WHERE):
        raise Refused("เปลี่ยนเซิร์ฟเวอร์ พอร์ต การเข้ารหัส หรือบัญชีแล้ว พิมพ์รหัสผ่านอีกครั้ง", code="password_again", field="password")
    return held.password_sealed

"""Linking a person with a LINE user: a one-time code, sent by the person to the office's account."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import sealing, slots
from khet.notify.models import LineCode, LineLink

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: read aloud and typed by hand
LENGTH = 8
VALID = timedelta(minutes=15)


def line_code(*, actor: Actor) -> str:
    """A fresh code (8 signs, 15 minutes, once); an earlier one of the same person stops working."""
    if actor.person_id is None:
        raise Refused(_("ยังไม่ได้เข้าสู่ระบบ เข้าสู่ระบบแล้วทำอีกครั้ง"), code="not_signed_in")
    code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    LineCode.objects.update_or_create(
        person_id=actor.person_id,
        defaults={"digest": sealing.digest(code), "expires_at": timezone.now() + VALID},
    )
    return code


@transaction.atomic
def unlink_line(*, actor: Actor) -> None:
    link = LineLink.objects.filter(person_id=actor.person_id or 0).first()
    if link is not None:
        audit.record(actor, "notify.line_unlinked", link)
        link.delete()


@transaction.atomic
def receive_event(event: Mapping[str, Any]) -> None:
    """One event of LINE's webhook: a code, a block or its end; other words get a short answer."""
    source = event.get("source") or {}
    user = str(source.get("userId") or "")
    if not user or source.get("type") != "user":
        return
    if event.get("type") == "unfollow":
        LineLink.objects.filter(line_user_id=user).update(blocked_at=timezone.now())
    elif event.get("type") == "follow":
        LineLink.objects.filter(line_user_id=user).update(blocked_at=None)
        _answer(event, "hello")
    elif event.get("type") == "message" and (event.get("message") or {}).get("type") == "text":
        person = _link(user, str(event["message"].get("text", "")))
        _answer(event, "linked" if person else "unknown", person)


def reply_text(said: str, person: int | None) -> str:
    """What the office's account answers: to a new friend, to a code that fits, to any other words."""
    if said == "linked" and person is not None:
        contact = slots.recipients()([person]).get(person)
        return _("เชื่อมกับบัญชีของ %(name)s แล้ว ระบบจะแจ้งเตือนท่านทางนี้") % {"name": contact.name if contact else _("ท่าน")}
    if said == "hello":
        return _("พิมพ์รหัส 8 ตัวจากหน้าตั้งค่าการแจ้งเตือนของท่าน เพื่อเชื่อมบัญชีนี้")
    return _("รหัสนี้ใช้ไม่ได้หรือหมดอายุแล้ว ขอรหัสใหม่ที่หน้าตั้งค่าการแจ้งเตือนของท่าน")


def _link(user: str, text: str) -> int | None:
    """Try the words as a code; returns whom they linked."""
    code = "".join(text.split()).upper()
    row = None
    if len(code) == LENGTH:
        fitting = LineCode.objects.select_for_update(of=("self",)).filter(digest=sealing.digest(code))
        row = fitting.filter(expires_at__gt=timezone.now()).first()
    if row is None:
        return None
    LineLink.objects.filter(line_user_id=user).exclude(person_id=row.person_id).delete()
    fresh = {"line_user_id": user, "linked_at": timezone.now(), "blocked_at": None}
    link, _made = LineLink.objects.update_or_create(person_id=row.person_id, defaults=fresh)
    contact = slots.recipients()([row.person_id]).get(row.person_id)
    name = contact.name if contact else ""
    audit.record(Actor(person_id=row.person_id, person_name=name), "notify.line_linked", link)
    row.delete()
    return link.person_id


def _answer(event: Mapping[str, Any], said: str, person: int | None = None) -> None:
    """Through the outbox, which holds no words of anybody: LINE wants its webhook answered at once."""
    if token := event.get("replyToken"):
        enqueue("notify.line_reply", token=str(token), said=said, person=person)

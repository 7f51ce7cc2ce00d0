"""Confirming the receipt of a letter that came by e-mail (saraban regulation No. 4, annex 7)."""

from datetime import timedelta
from secrets import token_hex

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import services as notify
from khet.saraban.models import Mail, RegisterEntry
from khet.saraban.rules.mails import may_confirm
from khet.saraban.services.locking import refuse_unless
from khet.saraban.services.mails import hold_mail
from khet.thai.dates import moment, record

Receipt = Mail.Receipt
FIELDS = ("receipt", "receipt_id", "receipt_at", "receipt_name", "receipt_tries", "receipt_trouble")
MOST_TRIES = 6


@transaction.atomic
def confirm_mail(*, actor: Actor, mail: Mail) -> Mail:
    """ตอบยืนยันการได้รับ with the register number, from the official address (saraban regulation No. 4, annex 7).

    Raises Refused before ลงรับ, twice, to a program, or while the house has no way to send e-mail.
    """
    held = hold_mail(mail)
    refuse_unless(
        may_confirm(actor, held), "ตอบยืนยันไปแล้ว หรือจดหมายฉบับนี้ตอบไม่ได้ โหลดหน้าใหม่เพื่อดูสถานะ", code="cannot_confirm"
    )
    if _entry(held) is None:
        raise Refused("ลงรับให้มีเลขรับก่อน แล้วจึงตอบยืนยันการได้รับ", code="no_number")
    if not notify.may_send_mail():
        raise Refused("ระบบยังส่งอีเมลไม่ได้ ให้ผู้ดูแลระบบตั้งค่าอีเมลที่หน้าช่องทางแจ้งเตือนก่อน", code="no_mail")
    domain = held.box.address.rpartition("@")[2]
    held.receipt, held.receipt_id = Receipt.QUEUED, held.receipt_id or f"<{token_hex(16)}@{domain}>"
    held.receipt_at, held.receipt_name = timezone.now(), actor.person_name
    held.receipt_tries, held.receipt_trouble = 0, ""
    held.save(update_fields=FIELDS)
    audit.record(actor, "saraban.mail_confirmed", held.letter, after={"mail": held.pk, "message_id": held.receipt_id})
    enqueue("saraban.send_receipt", key=f"saraban.send_receipt:{held.pk}", mail_id=held.pk)
    return held


def _entry(mail: Mail) -> RegisterEntry | None:
    entries = RegisterEntry.objects.filter(
        delivery__letter_id=mail.letter_id or 0, desk_id=mail.desk_id, book="received"
    )
    return entries.filter(state=RegisterEntry.State.ISSUED).first()


def send_receipt(mail_id: int) -> None:
    """Send what was pressed; a passing failure is tried again, a lasting one is said on the mail's page."""
    rows = Mail.objects.select_related("box__desk", "letter")
    mail = rows.filter(pk=mail_id, receipt=Receipt.QUEUED).first()
    if mail is None:
        return
    entry = _entry(mail)
    if entry is None:
        _failed(mail, "เลขรับถูกยกเลิกก่อนส่ง ลงรับใหม่แล้วตอบยืนยันอีกครั้ง")
        return
    sent, passing, why = notify.send_mail(_receipt(mail, entry))
    if sent:
        Mail.objects.filter(pk=mail.pk).update(receipt=Receipt.SENT, receipt_trouble="")
    elif passing and mail.receipt_tries + 1 < MOST_TRIES:
        _later(mail, why)
    else:
        _failed(mail, why)


@transaction.atomic
def _later(mail: Mail, why: str) -> None:
    tries = mail.receipt_tries + 1
    Mail.objects.filter(pk=mail.pk).update(receipt_tries=tries, receipt_trouble=why[:300])
    at = timezone.now() + timedelta(minutes=2**tries)
    enqueue("saraban.send_receipt", key=f"saraban.send_receipt:{mail.pk}:{tries}", run_at=at, mail_id=mail.pk)


def _failed(mail: Mail, why: str) -> None:
    Mail.objects.filter(pk=mail.pk).update(receipt=Receipt.FAILED, receipt_trouble=why[:300])


def _receipt(mail: Mail, entry: RegisterEntry) -> EmailMessage:
    letter = mail.letter
    assert letter is not None
    subject = "" if letter.is_secret else f" เรื่อง {letter.subject}"
    number = f"ที่ {letter.letter_no}" if letter.letter_no else ""
    dated = f"ลงวันที่ {record(letter.dated)}" if letter.dated else ""
    desk = str(mail.box.desk)
    words = " ".join(filter(None, ["ได้รับหนังสือ", number, dated])) + subject
    number = f"เลขทะเบียนรับ {entry.number}/{entry.year_be} เมื่อ {moment(entry.registered_at)}"
    text = f"{desk} {words}\nทางไปรษณีย์อิเล็กทรอนิกส์แล้ว {number}\n"
    headers = {"Message-ID": mail.receipt_id, "Auto-Submitted": "auto-replied"}
    if mail.message_id:
        headers |= {"In-Reply-To": mail.message_id, "References": mail.message_id}
    return EmailMessage(
        subject=f"ยืนยันการได้รับ เลขรับ {entry.number}/{entry.year_be}{subject}",
        body=text,
        from_email=notify.address_of(desk, mail.box.address),
        to=[mail.from_address],
        headers=headers,
    )

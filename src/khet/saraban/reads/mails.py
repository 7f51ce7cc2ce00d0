"""The desk's mails by what became of them, and what waits."""

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_noop

from khet.kernel.actor import Actor
from khet.kernel.statements import statement
from khet.saraban.models import Letter, Mail, MailBox, OutsideSender, RegisterEntry

MOST_COUNTED = 1000
TABS = (Mail.State.NEW, Mail.State.RECEIVED, Mail.State.DISMISSED)


def mailbox_of(desk_id: int | None) -> MailBox | None:
    return MailBox.objects.filter(desk_id=desk_id).first()


def mails(actor: Actor, state: str = "") -> QuerySet[Mail]:
    """Of the desk acted in, newest first."""
    rows = Mail.objects.visible_to(actor).filter(desk_id=actor.desk_id).listed()
    return rows.filter(state=state) if state else rows


def waiting_mails(actor: Actor) -> int:
    """How many wait to be looked at, up to MOST_COUNTED + 1."""
    return _waiting.count(actor)


@statement
def _waiting(actor: Actor) -> QuerySet[Mail]:
    return mails(actor, Mail.State.NEW).order_by().only("pk")[: MOST_COUNTED + 1]


def numbers_of(rows: list[Mail]) -> dict[int, str]:
    """เลขรับ by mail id, in one query."""
    letters = {row.letter_id: row.pk for row in rows if row.letter_id}
    issued = RegisterEntry.objects.filter(delivery__letter_id__in=letters, state="issued", book="received")
    found = issued.values_list("delivery__letter_id", "desk_id", "number", "year_be")
    desks = {row.pk: row.desk_id for row in rows}
    return {letters[pk]: f"{number}/{year}" for pk, desk, number, year in found if desks[letters[pk]] == desk}


WHY = {
    "wrong_kind": gettext_noop("เป็นชนิดที่ระบบไม่รับ"),
    "wrong_name": gettext_noop("ข้างในไม่ตรงกับนามสกุลไฟล์"),
    "runnable": gettext_noop("เป็นไฟล์โปรแกรม"),
    "empty": gettext_noop("เป็นไฟล์ว่าง"),
    "too_large": gettext_noop("ใหญ่เกินที่ระบบรับ"),
    "locked": gettext_noop("มีรหัสผ่าน ระบบตรวจข้างในไม่ได้"),
    "broken": gettext_noop("ไฟล์เสีย"),
}
DANGEROUS = gettext_noop("มีสิ่งที่อาจเป็นอันตรายอยู่ข้างใน")


def left_out(mail: Mail) -> list[tuple[str, str]]:
    """Files that were not taken in, each with the reason, in the language of whoever reads it now."""
    return [(each["name"], gettext(WHY.get(each["code"], DANGEROUS))) for each in mail.refused]


def sender_of(mail: Mail) -> str:
    """Who writes from this address, by the desk's own address book; "" when it names nobody or several."""
    known = OutsideSender.objects.filter(desk_id=mail.desk_id, email__iexact=mail.from_address or "-")
    names = list(known.values_list("name", flat=True)[:2])
    return names[0] if len(names) == 1 else ""


def mail_of(letter: Letter, actor: Actor) -> Mail | None:
    """The mail a letter came as, for those who see the desk's mails."""
    if letter.channel != "email" or letter.origin != Letter.Origin.OUTSIDE:
        return None
    return Mail.objects.visible_to(actor).listed().filter(letter=letter).first()

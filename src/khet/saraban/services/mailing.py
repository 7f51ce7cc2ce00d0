"""Reading the desk's mailbox: every mail once, kept before it is marked as seen; nothing is ever removed there."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.files import services as files
from khet.files.services import FileRule, Kind
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import services as notify
from khet.org.reads.posts import intake_people
from khet.saraban.mailbox import imap, reading
from khet.saraban.models import Mail, MailBox
from khet.saraban.rules.registers import may_keep
from khet.saraban.services.locking import refuse_unless
from khet.saraban.services.mailboxes import door_of
from khet.saraban.services.mails import house_at
from khet.thai.bangkok import day_of

MAILED = FileRule(frozenset(Kind) - {Kind.TTF})
AT_ONCE = 40
EVERY, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
# A mail that ends the process weighs more than a line that breaks while it is fetched.
KILLED, BROKEN, TOO_OFTEN = 4, 1, 12
HOUSE_TROUBLE = ("disk_full", "storage_down")
TOO_LARGE = gettext_noop("จดหมายใหญ่เกิน 40 MB ระบบจึงไม่ดึงเนื้อความและไฟล์ เปิดที่ตู้จดหมายโดยตรง")
NOT_FETCHED = gettext_noop("ดึงจดหมายฉบับนี้ไม่สำเร็จหลายครั้ง ระบบจึงข้ามไป เปิดที่ตู้จดหมายโดยตรง")
Told = Callable[[int, int], None]


def due_mailboxes(now: datetime | None = None) -> list[int]:
    """Boxes that are switched on, less those whose server failed a moment ago."""
    now = now or timezone.now()
    rows = MailBox.objects.filter(enabled=True).order_by("pk").values_list("pk", "next_at")
    return [pk for pk, at in rows if at is None or at <= now + timedelta(seconds=30)]


def ask_for_reading() -> None:
    """One job a box, so that a server that does not answer keeps nobody else waiting for its end."""
    for pk in due_mailboxes():
        enqueue("saraban.read_mailbox", key=f"saraban.read_mailbox:{pk}", box_id=pk)


@transaction.atomic
def ask_for_reading_of(*, actor: Actor) -> None:
    """The registry wants its own box looked at now, whatever pause its server has earned."""
    refuse_unless(may_keep(actor), "ตรวจตู้จดหมายได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณตรวจให้", code="not_registry")
    for pk in MailBox.objects.filter(desk_id=actor.desk_id, enabled=True).values_list("pk", flat=True):
        enqueue("saraban.read_mailbox", key=f"saraban.read_mailbox:{pk}", box_id=pk)


def read_mailbox(box_id: int, *, told: Told = lambda done, total: None) -> int:
    """Take in what is new; returns how many mails were taken. A failing server is noted for the desk, not raised."""
    box = MailBox.objects.select_related("desk").filter(pk=box_id, enabled=True).first()
    if box is None:
        return 0
    try:
        with imap.opened(door_of(box)) as session:
            taken = _read(box, session, told)
    except Refused as refusal:
        _note_failure(box_id, refusal)
        return 0
    MailBox.objects.filter(pk=box_id).update(checked_at=timezone.now(), next_at=None, failures=0, trouble="")
    return taken


def _read(box: MailBox, session: imap.Session, told: Told) -> int:
    last = _begin(box, session.validity)
    _mark_rest(box, session)
    uids = session.uids_after(last) if last else session.uids_since(box.since - timedelta(days=1))
    taken = 0
    for done, uid in enumerate(uids[:AT_ONCE]):
        told(done, min(len(uids), AT_ONCE))
        taken += _take(box, session, uid)
        _mark_rest(box, session)
    if len(uids) > AT_ONCE:
        enqueue("saraban.read_mailbox", key=f"saraban.read_mailbox:{box.pk}", box_id=box.pk)
    return taken


@transaction.atomic
def _begin(box: MailBox, validity: int) -> int:
    """The last mail that was read; none when the server numbers its mails anew (what is known is known by content)."""
    held = _held(box)
    if held.validity != validity:
        held.validity, held.last_uid, held.trying_uid, held.tries = validity, 0, 0, 0
        held.save(update_fields=["validity", "last_uid", "trying_uid", "tries"])
    box.validity = validity
    return held.last_uid


def _held(box: MailBox) -> MailBox:
    return MailBox.objects.select_for_update(of=("self",), no_key=True).get(pk=box.pk)


def _mark_rest(box: MailBox, session: imap.Session) -> None:
    """As seen on the server: only what is committed here, so what a kill left unmarked is marked at the next run."""
    rows = Mail.objects.filter(box=box, validity=session.validity, seen_marked=False)
    uids = list(rows.values_list("uid", flat=True)[:AT_ONCE])
    if uids:
        session.mark_seen(uids)
        rows.filter(uid__in=uids).update(seen_marked=True)


@dataclass(frozen=True, slots=True)
class _Come:
    """A mail in our hands, with its files judged and kept; not yet on any row."""

    uid: int
    mail: reading.Mail
    size: int
    arrived_at: datetime
    files: list[files.Received]
    refused: list[dict[str, str]]


def _take(box: MailBox, session: imap.Session, uid: int) -> bool:
    """Fetch, look, keep, in this order; only the keeping is a transaction."""
    weight = _try(box, uid)
    about = session.size_of(uid)
    if about is None:
        return _pass_over(box, uid)
    size, arrived = about
    if arrived is not None and day_of(arrived) < box.since:  # a server counts days in its own time zone
        return _pass_over(box, uid)
    mail = _fetched(box, session, uid, size, weight)
    if mail is None:
        return _pass_over(box, uid)
    kept, refused = _judged(mail)
    come = _Come(uid, mail, size, arrived or timezone.now(), kept, refused)
    with transaction.atomic():
        return _keep(box, come)


@transaction.atomic
def _try(box: MailBox, uid: int) -> int:
    """Written before the mail is touched: if it ends this process, the next one knows. Returns what weighed before."""
    held = _held(box)
    weight = held.tries if held.trying_uid == uid else 0
    MailBox.objects.filter(pk=box.pk).update(trying_uid=uid, tries=min(weight + KILLED, 100))
    return weight


def _fetched(box: MailBox, session: imap.Session, uid: int, size: int, weight: int) -> reading.Mail | None:
    place = f"{box.pk}:{session.validity}:{uid}"
    if weight >= TOO_OFTEN:
        return reading.Mail(hashlib.sha256(place.encode()).hexdigest(), troubles=[NOT_FETCHED])
    if size > imap.MOST_BYTES:
        head = session.fetch(uid, head=True)
        return reading.read_head(head, TOO_LARGE) if head is not None else None
    raw = session.fetch(uid)
    return reading.read(raw) if raw is not None else None


def _judged(mail: reading.Mail) -> tuple[list[files.Received], list[dict[str, str]]]:
    """Files through every check of the house; one that is not taken in is named with the reason."""
    kept: list[files.Received] = []
    refused: list[dict[str, str]] = []
    for part in mail.files:
        try:
            kept.append(files.receive(part.content, name=part.name, allow=MAILED))
        except Refused as refusal:
            if refusal.code in HOUSE_TROUBLE:
                raise
            refused.append({"name": part.name[:300], "code": refusal.code})
    return kept, refused


def _pass_over(box: MailBox, uid: int) -> bool:
    """Gone from the server between the list and the fetch, or from before the day that was chosen."""
    MailBox.objects.filter(pk=box.pk, last_uid__lt=uid).update(last_uid=uid, trying_uid=0, tries=0)
    return False


def _keep(box: MailBox, come: _Come) -> bool:
    """The row, its files and how far we are, all in one; whoever was here first is not done again."""
    held = _held(box)
    if not held.enabled or held.validity != box.validity or held.last_uid >= come.uid:
        return False
    held.last_uid, held.trying_uid, held.tries = come.uid, 0, 0
    held.save(update_fields=["last_uid", "trying_uid", "tries"])
    known = Mail.objects.filter(box=box, fingerprint=come.mail.fingerprint).first()
    if known is not None:
        if known.validity != box.validity:
            Mail.objects.filter(pk=known.pk).update(validity=box.validity, uid=come.uid, seen_marked=False)
        return False
    mail, actor = _row(box, come), house_at(box.desk)
    with audit.command(actor, "saraban.mail_read", mail, after={"fingerprint": mail.fingerprint}):
        for received in come.files:
            files.store(actor=actor, content=received, owner=mail.ref, allow=MAILED)
    enqueue("saraban.look_into_mail", key=f"saraban.look_into_mail:{mail.pk}", mail_id=mail.pk)
    if not mail.machine:
        _tell(mail)
    return True


def _row(box: MailBox, come: _Come) -> Mail:
    said = come.mail
    return Mail.objects.create(
        box=box,
        desk_id=box.desk_id,
        validity=box.validity,
        uid=come.uid,
        fingerprint=said.fingerprint,
        message_id=said.message_id,
        answers=" ".join(said.answers),
        from_name=said.from_name,
        from_address=said.from_address,
        subject=said.subject,
        sent_at=said.sent_at,
        arrived_at=come.arrived_at,
        text=said.text,
        size=come.size,
        machine=said.machine,
        troubles="\n".join(dict.fromkeys(said.troubles)),
        refused=come.refused,
        read_at=timezone.now(),
    )


def _tell(mail: Mail) -> None:
    """As for other arrivals: whoever takes in the desk's letters, once for all that lies unread."""
    notify.send(
        kind="saraban.mailed",
        to=intake_people([mail.desk_id]).get(mail.desk_id, []),
        title=f"จดหมายถึงที่อยู่กลาง: {mail.subject or mail.from_address}",
        ref=mail.ref,
        group=f"saraban.mail:{mail.desk_id}",
    )


@transaction.atomic
def _note_failure(box_id: int, refusal: Refused) -> None:
    """What the desk reads, and a growing pause; trouble of our own house weighs nothing against the mail."""
    held = MailBox.objects.select_for_update(of=("self",), no_key=True).get(pk=box_id)
    now = timezone.now()
    held.failures = min(held.failures + 1, 20)
    held.trouble, held.checked_at = str(refusal)[:400], now
    held.next_at = now + min(EVERY * 2 ** (held.failures - 1), LONGEST_PAUSE)
    if held.trying_uid:
        light = KILLED if refusal.code in HOUSE_TROUBLE else KILLED - BROKEN
        held.tries = max(held.tries - (0 if refusal.code == "too_large" else light), 0)
    held.save(update_fields=["failures", "trouble", "checked_at", "next_at", "tries"])

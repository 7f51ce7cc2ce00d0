"""Receiving: what comes from outside, ลงรับ with the desk's own number, and sending back."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import services as notify
from khet.numbers import services as numbers
from khet.org.models import Post
from khet.saraban.models import (
    Book,
    Delivery,
    Letter,
    LetterAccess,
    LetterFile,
    LetterVersion,
    Mail,
    RegisterEntry,
    ScanPart,
)
from khet.saraban.reads.duties import carries_duty
from khet.saraban.rules.capacity import keeps_registry, same_desk
from khet.saraban.rules.deliveries import may_register, may_reject
from khet.saraban.rules.numbering import normal_name, normal_no
from khet.saraban.services.content import content_hash, snapshot
from khet.saraban.services.delivering import matter_spec
from khet.saraban.services.duties import NO_DUTY_HERE, refuse_unknown
from khet.saraban.services.entries import blank_entry, fill_received
from khet.saraban.services.keeping import File, put_on
from khet.saraban.services.locking import lock_delivery, refuse_unless
from khet.saraban.services.mails import take_mail
from khet.saraban.services.opening import note_opened
from khet.saraban.services.paths import add_stop, name_people
from khet.saraban.services.reviewing import open_item
from khet.saraban.services.senders import known_sender
from khet.saraban.services.years import open_books, series_of, this_year
from khet.saraban.values import Received
from khet.work import services as work
from khet.work.reads.items import WorkItem, items_about

Stage = Delivery.Stage
MOST_AT_ONCE = 200
NOT_REGISTRY = gettext_noop("เรื่องนี้ลงรับแล้ว หรือท่านไม่ใช่สารบรรณของหน่วยงาน โหลดหน้าใหม่เพื่อดูเลขรับ")


@transaction.atomic
def receive_outside(
    *,
    actor: Actor,
    received: Received,
    file: File | str | None = None,
    part: ScanPart | None = None,
    mail: Mail | None = None,
    main: int | None = None,
    confirmed: bool = False,
    register: bool = True,
) -> Delivery:
    """Take in a letter from outside the hub: typed, uploaded, cut from a scanned pile or come as a mail; with ลงรับ
    unless told not. main: which file of the mail is the letter itself.

    Raises Refused with code "duplicate" when one with the same ที่ and จาก is here already and confirmed is not set.
    """
    desk_id = actor.desk_id
    refuse_unless(desk_id is not None and keeps_registry(actor, desk_id or 0), NOT_REGISTRY, code="not_registry")
    assert desk_id is not None
    if not received.subject.strip() or not received.from_text.strip():
        missing = "subject" if not received.subject.strip() else "from_text"
        raise Refused("ระบุเรื่องและหน่วยงานที่ส่งมา", code="incomplete", field=missing)
    refuse_unknown(received.duty_id)
    if received.duty_id is not None and not carries_duty(desk_id):
        raise Refused(NO_DUTY_HERE, code="no_duty", field="duty_id")
    if not confirmed:
        _refuse_duplicate(desk_id, received)
    with audit.command(actor, "saraban.received", secret=received.secrecy > 0) as command:
        letter = _outside_letter(actor, desk_id, received)
        command.target = letter
        _keep_paper(actor, letter, file, part)
        if mail is not None:
            take_mail(actor, letter, mail, main)
            command.after = {"mail": mail.pk}
        letter.content_hash = content_hash(letter)
        letter.save(update_fields=["content_hash"])
        snapshot(actor, letter, LetterVersion.Why.RECEIVED)
        delivery = _own_delivery(actor, letter, received)
        if register:
            _register(actor, [delivery])
    return delivery


def duplicates(desk_id: int, letter_no: str, from_text: str) -> list[Delivery]:
    """Letters already at the desk with the same ที่ and จาก."""
    if not normal_no(letter_no):
        return []
    found = Delivery.objects.filter(desk_id=desk_id, letter__search_no=normal_no(letter_no))
    rows = found.exclude(stage=Stage.WITHDRAWN).select_related("letter").order_by("-pk")[:20]
    name = normal_name(from_text)
    return [row for row in rows if normal_name(row.letter.from_text) == name]


def _refuse_duplicate(desk_id: int, received: Received) -> None:
    found = duplicates(desk_id, received.letter_no, received.from_text)
    if not found:
        return
    entry = found[0].entries.filter(state=RegisterEntry.State.ISSUED).first()
    known = f"เลขรับ {entry.number}/{entry.year_be}" if entry else "ยังไม่ได้ลงรับ"
    raise Refused(
        "มีหนังสือที่ %(no)s จาก %(sender)s อยู่แล้ว (%(known)s) หากเป็นคนละฉบับให้ยืนยันลงรับซ้ำ",
        code="duplicate",
        field="letter_no",
        no=received.letter_no,
        sender=received.from_text,
        known=known,
    )


def _outside_letter(actor: Actor, desk_id: int, received: Received) -> Letter:
    secret = received.secrecy > 0  # the whole desk reads the address book
    sender = None if secret else known_sender(desk_id, received.from_text, letter_no=received.letter_no)
    return Letter.objects.create(
        kind=received.kind,
        origin=Letter.Origin.OUTSIDE,
        state=Letter.State.RECEIVED,
        desk_id=desk_id,
        unit_id=desk_id,
        subject=received.subject.strip(),
        to_text=received.to_text.strip() or actor.desk_name,
        body=received.body,
        references=received.references,
        urgency=received.urgency,
        secrecy=received.secrecy,
        letter_no=received.letter_no.strip(),
        search_no=normal_no(received.letter_no),
        dated=received.dated,
        from_text=received.from_text.strip(),
        sender=sender,
        channel=received.channel,
        duty_id=received.duty_id,
        drafted_by_id=None,
        drafted_name=actor.person_name,
        content_hash="pending",
        synthetic=received.synthetic,
    )


def _keep_paper(actor: Actor, letter: Letter, file: File | str | None, part: ScanPart | None) -> None:
    """The scan or the upload; the first of them is what is read and stamped."""
    if part is not None:
        held = ScanPart.objects.select_for_update(of=("self",), no_key=True).select_related("scan").get(pk=part.pk)
        if held.letter_id is not None or held.scan.desk_id != letter.desk_id:
            raise Refused("ส่วนนี้ของกองเอกสารลงรับไปแล้ว เลือกส่วนอื่น", code="part_taken")
        held.letter = letter
        held.save(update_fields=["letter"])
        file = held.file
    if file is None:
        return
    stored = put_on(file, actor=actor, owner=letter.ref, restricted=letter.is_secret)
    letter.files.create(file=stored, role=LetterFile.Role.SCAN)
    if stored.mime == "application/pdf":
        letter.pdf, letter.pdf_hash = stored, stored.sha256
        letter.save(update_fields=["pdf", "pdf_hash"])


def _own_delivery(actor: Actor, letter: Letter, received: Received) -> Delivery:
    """At our own desk, opened by whoever typed it in; a secret one with the person named, else with who received it."""
    now, named = timezone.now(), None
    if letter.is_secret:
        named = received.person_ids[0] if received.person_ids else actor.person_id
        name_people(letter, {*received.person_ids, actor.person_id or 0} - {0}, LetterAccess.Why.ADDRESSEE, by=actor)
    post_id = None if named else _post_here(received.to_post_id, letter.desk_id)
    delivery = Delivery.objects.create(
        letter=letter,
        unit_id=letter.desk_id,
        desk_id=letter.desk_id,
        to_person_id=named,
        to_post_id=post_id,
        secrecy=letter.secrecy,
        urgency=letter.urgency,
        stage=Stage.OPENED,
        arrived_at=now,
        opened_at=now,
        opened_by_id=actor.person_id,
        opened_name=actor.person_name,
        holder_unit_id=letter.desk_id if not (named or post_id) else None,
        holder_post_id=post_id,
        holder_person_id=named,
        held_since=now,
        synthetic=received.synthetic,
    )
    if post_id and not letter.is_secret:
        add_stop(letter, "addressee", delivery=delivery, post_id=post_id)
    return delivery


def _post_here(post_id: int | None, desk_id: int) -> int | None:
    if post_id is None:
        return None
    post = Post.objects.select_related("unit").get(pk=post_id)
    refuse_unless(same_desk(post, desk_id), "เลือกผู้รับในหน่วยงานเดียวกัน", code="other_desk", field="to_post_id")
    return post.pk


@transaction.atomic
def register_delivery(*, actor: Actor, delivery: Delivery) -> RegisterEntry:
    """ลงรับ: the desk's next number of the received register, the row, and the stamp on a copy of the first page."""
    delivery = lock_delivery(actor, delivery)
    _refuse_unregistrable(actor, delivery)
    with audit.command(actor, "saraban.registered", delivery, secret=delivery.secrecy > 0) as command:
        entry = _register(actor, [delivery])[0]
        command.after = {"number": entry.number, "year": entry.year_be}
    return entry


@transaction.atomic
def register_many(*, actor: Actor, deliveries: Sequence[Delivery]) -> list[RegisterEntry]:
    """ลงรับ several at once, numbers in the order given; all or none."""
    if not 1 <= len(deliveries) <= MOST_AT_ONCE:
        raise Refused("ลงรับได้ครั้งละ 1 ถึง %(most)s ฉบับ", code="count", most=MOST_AT_ONCE)
    rows = Delivery.objects.visible_to(actor).select_related("letter").select_for_update(of=("self",), no_key=True)
    held = {row.pk: row for row in rows.filter(pk__in=[each.pk for each in deliveries]).order_by("pk")}
    ordered = [held[each.pk] for each in deliveries if each.pk in held]
    if len(ordered) != len(deliveries):
        raise Refused("มีหนังสือที่ท่านเปิดดูไม่ได้อยู่ในรายการ โหลดหน้าใหม่แล้วเลือกอีกครั้ง", code="not_visible")
    for each in ordered:
        _refuse_unregistrable(actor, each)
    with audit.command(actor, "saraban.registered_many", after={"count": len(ordered)}):
        return _register(actor, ordered)


def register_from_inbox(*, actor: Actor, item: WorkItem) -> RegisterEntry:
    """ลงรับ with one tap; work settles the item itself in the same transaction."""
    delivery = lock_delivery(actor, Delivery(pk=item.subject_id))
    _refuse_unregistrable(actor, delivery)
    with audit.command(actor, "saraban.registered", delivery, secret=delivery.secrecy > 0):
        return _register(actor, [delivery], but=item.pk)[0]


def _refuse_unregistrable(actor: Actor, delivery: Delivery) -> None:
    if delivery.stage == Stage.WITHDRAWN:
        raise Refused("ผู้ส่งถอนหนังสือฉบับนี้แล้ว: %(reason)s", code="withdrawn", reason=delivery.reason)
    if delivery.registered_at is not None:
        raise Refused("หนังสือฉบับนี้ลงรับแล้ว โหลดหน้าใหม่เพื่อดูเลขรับ", code="already_registered")
    refuse_unless(may_register(actor, delivery), NOT_REGISTRY, code="not_registry")


def _register(actor: Actor, deliveries: Sequence[Delivery], *, but: int | None = None) -> list[RegisterEntry]:
    """Numbers, rows and items for locked deliveries of one desk."""
    year, now = this_year(), timezone.now()
    open_books(actor, {each.desk_id for each in deliveries}, year)
    entries: dict[int, RegisterEntry] = {}
    for secret in (False, True):
        group = [each for each in deliveries if bool(each.secrecy) == secret]
        if group:
            series = series_of(group[0].desk_id, Book.RECEIVED, year_be=year, secret=secret)
            taken = numbers.take_many(series, len(group), actor=actor, refs=[each.ref for each in group])
            for each, number in zip(group, taken, strict=True):
                entries[each.pk] = fill_received(blank_entry(actor, number, Book.RECEIVED), each)
    ordered = [entries[each.pk] for each in deliveries]
    RegisterEntry.objects.bulk_create(ordered)
    for each in deliveries:
        note_opened(actor, each)
        each.stage, each.registered_at = Stage.REGISTERED, now
        each.save(update_fields=["stage", "registered_at"])
        enqueue("saraban.stamp", key=f"saraban.stamp:{each.pk}", delivery_id=each.pk)
    _move_items(actor, deliveries, but)
    return ordered


def _move_items(actor: Actor, deliveries: Sequence[Delivery], but: int | None) -> None:
    """ลงรับ is done; the matter waits with its holder (เสนอ, มอบ, ยุติเรื่อง)."""
    ids = [each.pk for each in deliveries]
    waiting = items_about("saraban.delivery", ids).filter(waiting=True)
    for item in waiting.filter(kind="saraban.register").exclude(pk=but or 0):
        work.close(actor=actor, item=item)
    units = dict(Post.objects.filter(pk__in=[each.holder_post_id for each in deliveries]).values_list("pk", "unit_id"))
    specs = [matter_spec(each.letter, each, unit_id=units.get(each.holder_post_id or 0)) for each in deliveries]
    work.open_many(actor=actor, specs=specs)


@transaction.atomic
def reject_delivery(*, actor: Actor, delivery: Delivery, reason: str) -> Delivery:
    """Send a letter back to its sender with the reason (ส่งผิด, ไฟล์เปิดไม่ได้); the sender gets an item to mend it."""
    delivery = lock_delivery(actor, delivery)
    refuse_unless(
        may_reject(actor, delivery), "เรื่องนี้ยุติแล้ว หรือไม่ได้อยู่ที่ท่าน จึงส่งคืนไม่ได้ โหลดหน้าใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_addressee"
    )
    if not reason.strip():
        raise Refused("เขียนเหตุผลที่ส่งคืน ผู้ส่งจะเห็นเหตุผลนี้", code="no_reason", field="reason")
    letter = delivery.letter
    with audit.command(actor, "saraban.rejected", delivery, note=reason, secret=letter.is_secret):
        delivery.stage, delivery.rejected_at, delivery.reason = Stage.REJECTED, timezone.now(), reason.strip()[:500]
        delivery.save(update_fields=["stage", "rejected_at", "reason"])
        delivery.entries.filter(state=RegisterEntry.State.ISSUED).update(remark="ส่งคืนผู้ส่ง: " + reason.strip()[:480])
        items = items_about("saraban.delivery", delivery.pk).filter(waiting=True)
        work.withdraw(actor=actor, items=items, reason=reason)
        open_item(actor, letter, "saraban.reissue", unit_id=letter.unit_id, person_id=letter.drafted_by_id)
        _tell_sender(actor, letter, reason)
    return delivery


def _tell_sender(actor: Actor, letter: Letter, reason: str) -> None:
    if letter.drafted_by_id is not None:
        notify.send(
            kind="saraban.returned",
            to=[letter.drafted_by_id],
            title=f"{actor.desk_name} ส่งคืน: {letter.subject}",
            body=reason,
            ref=letter.ref,
            actor=actor,
            secret=letter.is_secret,
        )

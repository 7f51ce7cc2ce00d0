"""Writing a letter: drafts, their files, their recipients and asks."""

from collections.abc import Sequence
from dataclasses import fields as parts_of

from django.db import transaction
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Post
from khet.saraban.models import Delivery, Kind, Letter, LetterAccess, LetterFile, LetterTemplate
from khet.saraban.reads.desks import settings_of
from khet.saraban.reads.duties import carries_duty
from khet.saraban.rules.capacity import may_write_letters, same_desk
from khet.saraban.rules.deliveries import may_reply
from khet.saraban.rules.letters import may_discard, may_edit, may_replace
from khet.saraban.services.asking import asks_of, put_asks
from khet.saraban.services.duties import NO_DUTY_HERE, refuse_unknown
from khet.saraban.services.keeping import File, put_on
from khet.saraban.services.locking import lock_delivery, lock_letter, refuse_unless
from khet.saraban.services.paths import add_stop, name_people
from khet.saraban.services.wording import reference_line
from khet.saraban.values import AskSpec, Draft, Recipients
from khet.work import services as work
from khet.work.reads.items import items_on

NOT_EDITABLE = gettext_noop("ร่างนี้แก้ไม่ได้แล้ว เพราะส่งต่อหรือออกเลขไปแล้ว โหลดหน้านี้ใหม่เพื่อดูฉบับล่าสุด")


@transaction.atomic
def save_draft(
    *,
    actor: Actor,
    draft: Draft,
    letter: Letter | None = None,
    revision: int | None = None,
    reply_to: Delivery | None = None,
    replaces: Letter | None = None,
    to: Recipients | None = None,
    asks: Sequence[AskSpec] | None = None,
    attached: Sequence[files.Incoming] = (),
    detached: LetterFile | None = None,
    synthetic: bool = False,
) -> Letter:
    """Save a draft, new or standing, with files put on and one taken off; to and asks left out stay as they are.

    revision is the one the form was opened with. Raises Refused when somebody saved in between, when the letter
    is no draft any more, or when a part is missing.
    """
    _check(draft)
    if letter is None:
        letter = _begin(actor, reply_to, replaces)
        letter.synthetic = synthetic
        action = "saraban.drafted"
    else:
        letter, action = _held_draft(actor, letter, revision), "saraban.draft_saved"
    was_secret = letter.is_secret
    _write(letter, draft)
    if to is not None:
        letter.plan = to.as_plan()
    letter.save()
    _guard_secret(actor, letter, was_secret)
    if asks is not None:
        put_asks(letter, asks)
    with audit.command(actor, action, letter, after=_told(letter), secret=letter.is_secret):
        for stored in files.keep(list(attached), actor=actor, owner=letter.ref, restricted=letter.is_secret):
            attach(actor=actor, letter=letter, file=stored)
        if detached is not None:
            detach(actor=actor, letter=letter, letter_file=detached)
    return letter


def _check(draft: Draft) -> None:
    if not draft.subject.strip():
        raise Refused("ยังไม่มีชื่อเรื่อง พิมพ์เรื่องก่อนบันทึก", code="no_subject", field="subject")
    if draft.signer_post_id is not None and not Post.objects.filter(pk=draft.signer_post_id, active=True).exists():
        raise Refused("ไม่พบตำแหน่งผู้ลงนาม เลือกใหม่", code="no_signer", field="signer_post_id")
    refuse_unknown(draft.duty_id)


def _begin(actor: Actor, reply_to: Delivery | None, replaces: Letter | None) -> Letter:
    refuse_unless(may_write_letters(actor), "ร่างหนังสือได้เมื่อท่านมีตำแหน่งในหน่วยงาน เลือกตำแหน่งที่มุมบน", code="no_post")
    assert actor.desk_id is not None
    assert actor.unit_id is not None
    return Letter(
        desk_id=actor.desk_id,
        unit_id=actor.unit_id,
        drafted_by_id=actor.person_id,
        drafted_name=actor.person_name,
        from_text=actor.desk_name,
        reply_to=reply_to,
        replaces=replaces,
        revision=0,
    )


def _held_draft(actor: Actor, letter: Letter, revision: int | None) -> Letter:
    held = lock_letter(actor, letter)
    refuse_unless(may_edit(actor, held), NOT_EDITABLE, code="not_editable")
    if revision is not None and revision != held.revision:
        raise Refused("มีผู้บันทึกร่างนี้หลังจากท่านเปิดหน้า เปิดร่างล่าสุดในอีกแท็บแล้วนำข้อความของท่านไปรวม", code="revision")
    return held


def _write(letter: Letter, draft: Draft) -> None:
    for part in parts_of(draft):
        value = getattr(draft, part.name)
        setattr(letter, part.name, value.strip() if isinstance(value, str) else value)
    letter.revision += 1
    if letter.kind == Kind.MEMO:
        letter.closing = ""
    if letter.signer_post_id is None:
        letter.signer_post_id = settings_of(letter.desk_id).default_signer_id
    elif not same_desk(Post.objects.select_related("unit").get(pk=letter.signer_post_id), letter.desk_id):
        raise Refused("ผู้ลงนามต้องอยู่ในหน่วยงานเดียวกับเจ้าของหนังสือ เลือกใหม่", code="other_desk", field="signer_post_id")
    if letter.duty_id is not None and not carries_duty(letter.desk_id):
        raise Refused(NO_DUTY_HERE, code="no_duty", field="duty_id")


def _guard_secret(actor: Actor, letter: Letter, was_secret: bool) -> None:
    """A secret draft opens to its author by name; a draft that stops being secret keeps its list unused."""
    if letter.is_secret and actor.person_id is not None:
        people = {actor.person_id} | ({letter.drafted_by_id} if letter.drafted_by_id else set())
        name_people(letter, people, LetterAccess.Why.AUTHOR, by=actor)
    elif not was_secret and actor.post_id is not None:
        add_stop(letter, "draft", person_id=actor.person_id)


def _told(letter: Letter) -> dict[str, object]:
    duty = {"duty": letter.duty_id} if letter.duty_id else {}
    return {"subject": letter.subject, "kind": letter.kind, "revision": letter.revision, **duty}


def draft_of(letter: Letter) -> Draft:
    """The parts of a letter as they stand, to be changed and saved again."""
    return Draft(**{part.name: getattr(letter, part.name) for part in parts_of(Draft)})


def draft_from_template(*, actor: Actor, template: LetterTemplate) -> Draft:
    """The beginning of a letter; nothing is saved."""
    settings = settings_of(actor.desk_id or 0)
    return Draft(
        kind=template.kind,
        subject=template.subject,
        to_text=template.to_text,
        closing=template.closing,
        body=template.body,
        circular=template.circular,
        contact=settings.contact,
        thai_digits=settings.thai_digits,
        signer_post_id=settings.default_signer_id,
    )


@transaction.atomic
def reply_letter(*, actor: Actor, delivery: Delivery) -> Letter:
    """Begin the letter that answers one that came; when it is sent, what was asked counts as answered."""
    delivery = lock_delivery(actor, delivery)
    refuse_unless(may_reply(actor, delivery), code="not_holder")
    came, settings = delivery.letter, settings_of(actor.desk_id or 0)
    draft = Draft(
        subject=came.subject[:500],
        to_text=_addressed(came),
        references=reference_line(came),
        contact=settings.contact,
        thai_digits=settings.thai_digits,
        secrecy=came.secrecy,
        signer_post_id=settings.default_signer_id,
        duty_id=came.duty_id if carries_duty(actor.desk_id or 0) else None,
    )
    to = Recipients(unit_ids=(came.desk_id,) if came.origin == Letter.Origin.OWN else ())
    if came.is_secret and came.drafted_by_id:
        to = Recipients(person_ids=(came.drafted_by_id,))
    return save_draft(actor=actor, draft=draft, reply_to=delivery, to=to)


def _addressed(came: Letter) -> str:
    """The head of the office that wrote: as the signer's post reads, else the office."""
    return came.signed_phrase_for or came.signed_post or came.from_text


@transaction.atomic
def replacement_of(*, actor: Actor, letter: Letter) -> Letter:
    """Begin the letter that takes the place of a dispatched one, with its parts, files' names and asks."""
    old = lock_letter(actor, letter)
    refuse_unless(may_replace(actor, old), code="not_replaceable")
    draft = draft_of(old)
    asks = [AskSpec(ask.kind, ask.label, due_at=ask.due_at, options=ask.options) for ask in asks_of(old)]
    return save_draft(actor=actor, draft=draft, replaces=old, asks=asks)


@transaction.atomic
def attach(*, actor: Actor, letter: Letter, file: File, role: str = LetterFile.Role.ENCLOSURE) -> LetterFile:
    """Put a file on a draft: received a moment ago, or stored with this letter as owner."""
    held = _held_draft(actor, letter, None)
    if isinstance(file, StoredFile) and file.owner != held.ref:
        raise Refused("ไฟล์นี้ไม่ได้แนบไว้กับหนังสือฉบับนี้ แนบอีกครั้ง", code="other_owner", field="files")
    stored = put_on(file, actor=actor, owner=held.ref, restricted=held.is_secret)
    row = held.files.create(file=stored, role=role, order=held.files.count())
    audit.record(actor, "saraban.attached", held, after={"sha256": stored.sha256, "role": role}, secret=held.is_secret)
    return row


@transaction.atomic
def detach(*, actor: Actor, letter: Letter, letter_file: LetterFile) -> None:
    """Take a file off a draft; the bytes stay in store until they are discarded there."""
    held = _held_draft(actor, letter, None)
    row = held.files.select_related("file").filter(pk=letter_file.pk).first()
    if row is not None:
        audit.record(actor, "saraban.detached", held, before={"sha256": row.file.sha256}, secret=held.is_secret)
        row.delete()


@transaction.atomic
def discard_draft(*, actor: Actor, letter: Letter) -> None:
    """Throw a draft away. Once it was submitted its versions stay and it is withdrawn instead of removed."""
    held = lock_letter(actor, letter)
    refuse_unless(may_discard(actor, held), NOT_EDITABLE, code="not_editable")
    items = items_on("saraban.draft", held.pk).filter(waiting=True)
    work.withdraw(actor=actor, items=items, reason="ยกเลิกร่าง")
    audit.record(actor, "saraban.draft_discarded", held, before=_told(held), secret=held.is_secret)
    if held.versions.exists():
        held.state, held.reason, held.content_hash = Letter.State.WITHDRAWN, "ยกเลิกร่าง", "never-issued"
        held.save(update_fields=["state", "reason", "content_hash"])
        return
    put_asks(held, ())
    held.delete()

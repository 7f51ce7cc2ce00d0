"""A draft on its way to the signer: submit, return, approve, propose, recall."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Post
from khet.saraban.models import Letter, LetterAccess, LetterVersion, ReviewNote
from khet.saraban.reads.desks import settings_of
from khet.saraban.rules.capacity import same_desk, title_of
from khet.saraban.rules.letters import may_propose, may_recall, may_return, may_review, may_submit
from khet.saraban.services.content import snapshot
from khet.saraban.services.locking import lock_letter, refuse_unless
from khet.saraban.services.paths import add_stop, name_people, true_holder
from khet.saraban.services.telling import tell_asked
from khet.saraban.services.wording import shown
from khet.work import services as work
from khet.work.reads.items import WorkItem, items_on
from khet.work.services import Spec

State = Letter.State
Step = ReviewNote.Step


@transaction.atomic
def submit_for_review(*, actor: Actor, letter: Letter, to_post: Post, note: str = "") -> Letter:
    """Send a draft to a reviewer; the content as it stands is kept as a version."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_submit(actor, letter), code="not_submittable")
    _refuse_other_desk(to_post, letter)
    with audit.command(actor, "saraban.submitted", letter, after={"to": str(to_post)}, secret=letter.is_secret):
        snapshot(actor, letter, LetterVersion.Why.SUBMITTED)
        finish_items(actor, letter)
        _to(actor, letter, State.REVIEW, to_post, "saraban.review", LetterAccess.Why.REVIEWER)
        _note(actor, letter, Step.SUBMIT, note, str(to_post))
    return letter


@transaction.atomic
def return_draft(*, actor: Actor, letter: Letter, note: str) -> Letter:
    """Give a draft back to its author with what is to be mended (คืนให้แก้); a signer may do so instead of signing."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_return(actor, letter), code="not_reviewer")
    if not note.strip():
        raise Refused("เขียนให้ผู้ร่างรู้ว่าต้องแก้อะไร", code="no_reason", field="note")
    with audit.command(actor, "saraban.returned", letter, note=note, secret=letter.is_secret):
        finish_items(actor, letter, note=note)
        letter.state, letter.held_by_post = State.RETURNED, None
        letter.save(update_fields=["state", "held_by_post", "updated_at"])
        _note(actor, letter, Step.RETURN, note, letter.drafted_name)
        open_item(actor, letter, "saraban.redraft", unit_id=letter.unit_id, person_id=letter.drafted_by_id)
    return letter


@transaction.atomic
def approve_draft(*, actor: Actor, letter: Letter, note: str = "", next_post: Post | None = None) -> Letter:
    """A reviewer passes the draft, on to the next reviewer or back to its author for proposing."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_review(actor, letter), code="not_reviewer")
    with audit.command(actor, "saraban.approved", letter, note=note, secret=letter.is_secret):
        snapshot(actor, letter, LetterVersion.Why.SUBMITTED)
        finish_items(actor, letter, note=note)
        if next_post is not None:
            _refuse_other_desk(next_post, letter)
            _to(actor, letter, State.REVIEW, next_post, "saraban.review", LetterAccess.Why.REVIEWER)
        else:
            letter.state, letter.held_by_post = State.APPROVED, None
            letter.save(update_fields=["state", "held_by_post", "updated_at"])
            open_item(actor, letter, "saraban.redraft", unit_id=letter.unit_id, person_id=letter.drafted_by_id)
        _note(actor, letter, Step.APPROVE, note, str(next_post or letter.drafted_name))
    return letter


@transaction.atomic
def propose_to_sign(*, actor: Actor, letter: Letter, signer_post: Post | None = None, note: str = "") -> Letter:
    """Put a draft before its signer (เสนอลงนาม); the content is kept as the version to be signed."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_propose(actor, letter), code="not_submittable")
    signer = signer_post or letter.signer_post or settings_of(letter.desk_id).default_signer
    if signer is None:
        raise Refused("ยังไม่ได้เลือกผู้ลงนาม", code="no_signer", field="signer_post")
    _refuse_other_desk(signer, letter)
    if not letter.body.strip() and not letter.files.exists():
        raise Refused("หนังสือยังไม่มีข้อความ พิมพ์ข้อความหรือแนบไฟล์ก่อนเสนอ", code="no_body", field="body")
    with audit.command(actor, "saraban.proposed", letter, after={"to": str(signer)}, secret=letter.is_secret):
        letter.signer_post = signer
        snapshot(actor, letter, LetterVersion.Why.SUBMITTED)
        finish_items(actor, letter)
        _to(actor, letter, State.PROPOSED, signer, "saraban.sign", LetterAccess.Why.SIGNER)
        _note(actor, letter, Step.PROPOSE, note, str(signer))
    return letter


@transaction.atomic
def recall_draft(*, actor: Actor, letter: Letter) -> Letter:
    """The author takes a draft back from a reviewer or signer."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_recall(actor, letter), code="not_recallable")
    with audit.command(actor, "saraban.recalled", letter, secret=letter.is_secret):
        work.withdraw(actor=actor, items=_waiting(letter), reason="ผู้ร่างดึงกลับ")
        letter.state, letter.held_by_post = State.DRAFT, None
        letter.save(update_fields=["state", "held_by_post", "updated_at"])
        _note(actor, letter, Step.RECALL, "", "")
    return letter


def _to(actor: Actor, letter: Letter, state: str, post: Post, kind: str, why: str) -> None:
    letter.state, letter.held_by_post = state, post
    letter.save(update_fields=["state", "held_by_post", "signer_post", "updated_at"])
    person_id = true_holder(post.pk) if letter.is_secret else None
    if letter.is_secret:
        refuse_unless(
            person_id is not None,
            "ตำแหน่งนี้ไม่มีผู้ดำรงตำแหน่งจริง หนังสือลับส่งให้ผู้รักษาราชการแทนไม่ได้จนกว่าจะระบุชื่อ",
            code="no_holder",
        )
        name_people(letter, [person_id] if person_id else [], why, by=actor)
    else:
        add_stop(letter, "draft", post_id=post.pk)
    open_item(actor, letter, kind, unit_id=post.unit_id, post_id=post.pk, person_id=person_id)


def open_item(
    actor: Actor, letter: Letter, kind: str, *, unit_id: int, post_id: int | None = None, person_id: int | None = None
) -> WorkItem:
    """One item on a draft; whoever it reaches is told."""
    item = work.open_items(
        actor=actor,
        spec=Spec(
            kind=kind,
            subject=letter.ref,
            basis=letter.draft_ref,
            asked_unit_id=unit_id,
            asked_post_id=None if person_id else post_id,
            asked_person_id=person_id,
            label=shown(letter),
            urgency=letter.urgency,
            secret=letter.is_secret,
            duty=letter.duty_id,
            synthetic=letter.synthetic,
        ),
    )
    tell_asked(actor, letter, item)
    return item


def finish_items(actor: Actor, letter: Letter, *, note: str = "") -> None:
    """Whatever waited on this draft is done."""
    for item in _waiting(letter):
        work.close(actor=actor, item=item, note=note)


def _waiting(letter: Letter) -> QuerySet[WorkItem]:
    return items_on("saraban.draft", letter.pk).filter(waiting=True)


def _note(actor: Actor, letter: Letter, step: str, note: str, to_name: str) -> None:
    letter.review_notes.create(
        step=step,
        note=note,
        to_name=to_name,
        by_id=actor.person_id,
        by_name=actor.person_name,
        by_title=title_of(actor),
        phrase=actor.phrase,
        at=timezone.now(),
    )


def _refuse_other_desk(post: Post, letter: Letter) -> None:
    refuse_unless(same_desk(post, letter.desk_id), "เลือกตำแหน่งในหน่วยงานเดียวกัน", code="other_desk", field="to_post")

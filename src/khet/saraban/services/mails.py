"""What the registry does with a mail: look for what it says, or that it is no letter."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.files import reads as kept_files
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit
from khet.saraban.mailbox.guessing import Guess, of_mail, of_paper
from khet.saraban.models import Letter, LetterFile, Mail, OutsideSender
from khet.saraban.rules.mails import may_restore, may_settle
from khet.saraban.services.locking import refuse_unless
from khet.search import services as search

State = Mail.State
SETTLED = gettext_noop("จดหมายฉบับนี้มีผู้จัดการไปแล้ว หรือท่านไม่ใช่สารบรรณของหน่วยงาน โหลดหน้าใหม่เพื่อดูสถานะ")
MOST_LOOKED_INTO = 3
KEPT_DAYS = 180


def files_of(mail: Mail) -> list[StoredFile]:
    """What came with it, in its order; of a received one they are the letter's."""
    return kept_files.of(mail.ref)


def look_into_mail(mail_id: int) -> None:
    """Read the first papers for their number, day and subject; what is sure waits for the clerk's eye."""
    mail = Mail.objects.filter(pk=mail_id, state=State.NEW).first()
    if mail is None:
        return
    guess = of_mail(mail.subject, mail.text)
    papers = [each for each in files_of(mail) if each.mime == "application/pdf"][:MOST_LOOKED_INTO]
    for stored in papers:
        found = search.read_file(stored.pk)
        inside = of_paper(found.text) if found is not None else Guess()
        if inside.letter_no:
            guess = _together(guess, inside)
            break
    kept = {"letter_no": guess.letter_no, "subject": guess.subject}
    kept["dated"] = guess.dated.isoformat() if guess.dated else ""
    Mail.objects.filter(pk=mail.pk, state=State.NEW).update(guess=kept)
    search.touch("saraban.mail", [mail.pk])


def _together(said: Guess, inside: Guess) -> Guess:
    """The paper goes before the mail; where they name two numbers, neither is sure."""
    same = not said.letter_no or said.letter_no == inside.letter_no
    return Guess(inside.letter_no if same else "", inside.dated or said.dated, inside.subject or said.subject)


def take_mail(actor: Actor, letter: Letter, mail: Mail, main: int | None) -> None:
    """The mail as where a letter came from: its files become the letter's. main: the file that is the letter itself."""
    held = hold_mail(mail)
    if held.desk_id != letter.desk_id or not may_settle(actor, held):
        raise Refused(SETTLED, code="mail_taken")
    held.state, held.letter = State.RECEIVED, letter
    _settle(actor, held)
    search.touch("saraban.mail", [held.pk])
    came = files_of(held)
    chosen = next((each for each in came if each.pk == main), None)
    for order, stored in enumerate(came):
        role = LetterFile.Role.SCAN if stored == chosen else LetterFile.Role.ENCLOSURE
        letter.files.create(
            file=files.attach(stored, owner=letter.ref, restricted=letter.is_secret), role=role, order=order
        )
    if chosen is not None and chosen.mime == "application/pdf":
        letter.pdf, letter.pdf_hash = chosen, chosen.sha256
        letter.save(update_fields=["pdf", "pdf_hash"])
    if letter.sender_id and held.from_address:
        OutsideSender.objects.filter(pk=letter.sender_id, email="").update(email=held.from_address)


@transaction.atomic
def dismiss_mail(*, actor: Actor, mail: Mail) -> Mail:
    """ไม่ใช่หนังสือราชการ: out of the way, and back with one press."""
    held = hold_mail(mail)
    refuse_unless(may_settle(actor, held), SETTLED, code="moved_on")
    held.state = State.DISMISSED
    _settle(actor, held)
    audit.record(actor, "saraban.mail_dismissed", held)
    return held


@transaction.atomic
def restore_mail(*, actor: Actor, mail: Mail) -> Mail:
    held = hold_mail(mail)
    refuse_unless(may_restore(actor, held), SETTLED, code="moved_on")
    held.state, held.settled_at, held.settled_name = State.NEW, None, ""
    held.save(update_fields=["state", "settled_at", "settled_name"])
    audit.record(actor, "saraban.mail_restored", held)
    return held


def hold_mail(mail: Mail) -> Mail:
    return Mail.objects.select_for_update(of=("self",), no_key=True).get(pk=mail.pk)


def _settle(actor: Actor, held: Mail) -> None:
    held.settled_at, held.settled_name = timezone.now(), actor.person_name
    held.save(update_fields=["state", "letter", "settled_at", "settled_name"])


@transaction.atomic
def sweep_mails() -> int:
    """What was no letter is not kept for ever: after 180 days its words and files go, the row stays as proof."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    old = Mail.objects.filter(state=State.DISMISSED, settled_at__lt=before).exclude(size=0)
    count = 0
    for mail in old.select_related("desk").order_by("pk")[:500]:
        for stored in files_of(mail):
            files.discard(stored, actor=house_at(mail.desk), reason=f"ไม่ใช่หนังสือราชการ ครบ {KEPT_DAYS} วัน")
        Mail.objects.filter(pk=mail.pk).update(text="", subject="", from_name="", refused=[], guess={}, size=0)
        count += 1
    return count


def house_at(desk: Unit) -> Actor:
    """The house itself, in the trail of that desk."""
    return replace(SYSTEM, desk_id=desk.pk, desk_name=str(desk))

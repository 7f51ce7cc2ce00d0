"""What people of the office and of one school do with a letter: the services, called by the right person."""

from collections.abc import Sequence

from django.utils import timezone

from khet.files import services as files
from khet.kernel.actor import Actor
from khet.org.models import Post, Unit
from khet.paper import services as paper
from khet.paper.documents import ExternalLetter, Signature
from khet.saraban import services
from khet.saraban.models import Delivery, Letter
from khet.saraban.services import AskSpec, Draft, Received, Recipients
from khet.seed.letters_stage import Stage, Text
from khet.thai.bangkok import today


def draft(
    stage: Stage,
    login: str,
    text: Text,
    *,
    kind: str = "external",
    to_text: str = "",
    to: Recipients | None = None,
    asks: Sequence[AskSpec] = (),
    signer: str = "",
    **parts: object,
) -> Letter:
    """A new draft from a text."""
    actor = stage.actor(login)
    given = {"due": parts.pop("due")} if "due" in parts else {}
    made = Draft(
        subject=stage.say(text["subject"]),
        kind=kind,
        to_text=to_text,
        body=stage.body(text, **given),
        urgency=text.get("urgency", 0),
        signer_post_id=stage.post(signer).pk if signer else None,
        duty_id=text.get("duty") if actor.desk_id == stage.office.pk else None,
        contact=f"{actor.unit_name}\nโทร. 0 7700 0000\n(หนังสือสังเคราะห์เพื่อการสาธิต)",
        **parts,  # type: ignore[arg-type]
    )
    return services.save_draft(actor=actor, draft=made, to=to, asks=list(asks), synthetic=True)


def submit(stage: Stage, letter: Letter, login: str, to: str, note: str = "เพื่อโปรดพิจารณา") -> None:
    services.submit_for_review(actor=stage.actor(login), letter=letter, to_post=stage.post(to), note=note)


def propose(stage: Stage, letter: Letter, login: str, signer: str, note: str = "") -> None:
    services.propose_to_sign(actor=stage.actor(login), letter=letter, signer_post=stage.post(signer), note=note)


def sign(stage: Stage, letter: Letter, login: str) -> Letter:
    """Sign and let the paper be made; the letter as it stands then."""
    fresh = Letter.objects.get(pk=letter.pk)
    services.issue_and_sign(
        actor=stage.acting(login),
        letter=fresh,
        content_hash=services.content_hash(fresh),
        reauthenticated_at=timezone.now(),
    )
    services.render_letter(letter.pk)
    return Letter.objects.get(pk=letter.pk)


def send(stage: Stage, letter: Letter, login: str) -> None:
    services.dispatch(actor=stage.actor(login), letter=letter)


def to_units(units: Sequence[Unit]) -> Recipients:
    return Recipients(unit_ids=tuple(unit.pk for unit in units))


def receive(stage: Stage, text: Text, number: int, **parts: object) -> Delivery:
    """A letter from outside, with its paper, in the office's register."""
    subject, day = stage.say(text["subject"]), stage.hours.day_after(today(), -stage.chance.randint(1, 3))
    letter_no = f"{text['prefix']}/{'ว' if number % 3 == 0 else ''}{number}"
    page = ExternalLetter(
        number=letter_no,
        agency=text["sender"],
        date=day,
        subject=subject,
        recipient=f"ผู้อำนวยการ{stage.office.name}",
        body=stage.body(text),
        signature=Signature(name="(ผู้ลงนามสมมติ)", post="หัวหน้าหน่วยงาน"),
        owner="หนังสือสังเคราะห์เพื่อการสาธิต",
        thai_digits=True,
    )
    received = Received(
        subject=subject,
        from_text=text["sender"],
        letter_no=letter_no,
        dated=day,
        to_text=f"ผู้อำนวยการ{stage.office.name}",
        urgency=text.get("urgency", 0),
        channel=stage.chance.choice(("email", "paper", "email")),
        synthetic=True,
        **parts,  # type: ignore[arg-type]
    )
    file = files.receive(paper.render(page), name=f"{letter_no.replace('/', '-')}.pdf", allow=files.PDFS)
    return services.receive_outside(actor=stage.actor("clerk"), received=received, file=file, confirmed=True)


def endorse(actor: Actor, delivery: Delivery, order: str, note: str, to: Post | None = None) -> None:
    services.endorse(actor=actor, delivery=delivery, order=order, note=note, to_post=to)

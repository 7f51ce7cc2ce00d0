"""Paper made by jobs, outside every lock: the PDF of an issued letter and the stamped copy of a received one."""

from django.db import transaction

from khet.audit import services as audit
from khet.files import reads as kept_files
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.actor import SYSTEM
from khet.notify import services as notify
from khet.paper import services as paper
from khet.paper.documents import ReceiveStamp
from khet.saraban.models import Delivery, Letter, RegisterEntry
from khet.saraban.reads.desks import settings_of
from khet.saraban.reads.faces import fonts_of
from khet.saraban.reads.papers import paper_of
from khet.thai.bangkok import local

ISSUED = (Letter.State.ISSUED,)


def render_letter(letter_id: int) -> None:
    """Make the PDF of an issued letter, keep it and its hash; done twice it changes nothing."""
    letter = Letter.objects.select_related("desk", "unit", "signer_post").get(pk=letter_id)
    if letter.pdf_id is not None or letter.state not in ISSUED or printed(letter) is not None:
        return
    content = paper.render(paper_of(letter), fonts=fonts_of(letter.desk_id))
    received = files.receive(content, name=_file_name(letter), allow=files.PDFS)
    with transaction.atomic():
        held = Letter.objects.select_for_update(of=("self",), no_key=True).get(pk=letter_id)
        if held.pdf_id is None and held.state in ISSUED and printed(held) is None:
            _keep(held, received)


def printed(letter: Letter) -> StoredFile | None:
    """The paper made for an issued letter, to be signed by hand."""
    return kept_files.first_of(letter.ref, purpose="paper")


def _keep(letter: Letter, received: files.Received) -> None:
    """The letter is ready: signed here, or (signed by hand) printed and waiting for its scan."""
    with audit.command(SYSTEM, "saraban.rendered", letter, after={"pdf": received.sha256}, secret=letter.is_secret):
        stored = files.store(
            actor=SYSTEM,
            content=received,
            owner=letter.ref,
            allow=files.PDFS,
            restricted=letter.is_secret,
            purpose="paper",
        )
        if letter.signing == Letter.Signing.ELECTRONIC:
            letter.pdf, letter.pdf_hash, letter.state = stored, stored.sha256, Letter.State.READY
            letter.save(update_fields=["pdf", "pdf_hash", "state", "updated_at"])
            _tell_author(letter)


def _tell_author(letter: Letter) -> None:
    if letter.drafted_by_id is not None:
        notify.send(
            kind="saraban.ready",
            to=[letter.drafted_by_id],
            title=f"พร้อมส่ง ที่ {letter.letter_no}: {letter.subject}",
            ref=letter.ref,
            secret=letter.is_secret,
        )


def _file_name(letter: Letter) -> str:
    return f"{letter.letter_no.replace('/', '-').strip() or letter.pk}.pdf"


def stamp_delivery(delivery_id: int) -> None:
    """Put ตรารับ on a copy of a registered letter's PDF; what came stays as it came."""
    delivery = Delivery.objects.select_related("letter__pdf", "desk").get(pk=delivery_id)
    entry = delivery.entries.filter(state=RegisterEntry.State.ISSUED).first()
    source = delivery.letter.pdf
    if entry is None or source is None or delivery.stamped_id is not None:
        return
    settings, moment = settings_of(delivery.desk_id), local(entry.registered_at)
    mark = ReceiveStamp(
        agency=settings.stamp_name or delivery.desk.short or delivery.desk.name,
        number=str(entry.number),
        date=moment.date(),
        time=moment.time(),
        thai_digits=settings.thai_digits,
    )
    content = paper.stamp(files.read_bytes(source), mark, fonts=fonts_of(delivery.desk_id))
    received = files.receive(content, name=f"รับ {entry.number}-{entry.year_be}.pdf", allow=files.PDFS)
    with transaction.atomic():
        held = Delivery.objects.select_for_update(of=("self",), no_key=True).get(pk=delivery_id)
        current = held.entries.filter(pk=entry.pk, state=RegisterEntry.State.ISSUED).exists()  # not struck meanwhile
        if held.stamped_id is None and current:
            held.stamped = files.store(
                actor=SYSTEM,
                content=received,
                owner=held.ref,
                allow=files.PDFS,
                restricted=held.secrecy > 0,
                purpose="stamped",
            )
            held.save(update_fields=["stamped"])
            audit.record(SYSTEM, "saraban.stamped", held, after={"sha256": received.sha256}, secret=held.secrecy > 0)

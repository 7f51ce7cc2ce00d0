"""A letter, a register and a matter as documents for paper."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from khet.files import services as files
from khet.kernel.actor import Actor
from khet.kernel.language import said_in_thai
from khet.org.models import Person, Unit
from khet.org.reads.posts import holders
from khet.paper import documents as paper
from khet.saraban.models import Book, Delivery, DeskSetting, Endorsement, Kind, Letter, RegisterEntry, Secrecy, Urgency
from khet.saraban.reads.desks import settings_of
from khet.saraban.reads.registers import register_rows
from khet.thai import dates
from khet.thai.bangkok import today

SHEETS = {
    Book.RECEIVED: paper.ReceivedRegister,
    Book.SENT: paper.SentRegister,
    Book.ORDER: paper.OrderRegister,
}


@said_in_thai("th")
def paper_of(letter: Letter, *, draft: bool = False) -> paper.Document:
    """The prescribed document of a letter; draft leaves number, date and signature open under a watermark."""
    settings = settings_of(letter.desk_id)
    build = BUILDERS[Kind(letter.kind)]
    return build(letter, settings, draft)


def _emblem(settings: DeskSetting) -> bytes | None:
    return files.read_bytes(settings.emblem) if settings.emblem is not None else None


def _marks(letter: Letter) -> dict[str, str]:
    urgency = str(Urgency(letter.urgency).label) if letter.urgency else ""
    secrecy = str(Secrecy(letter.secrecy).label) if letter.secrecy else ""
    return {"urgency": urgency, "secrecy": secrecy}


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _header(letter: Letter, settings: DeskSetting) -> tuple[str, str]:
    """Agency and address at the head: as set, else from the directory."""
    if settings.header_lines.strip():
        first, *rest = _lines(settings.header_lines)
        return first, "\n".join(rest)
    return letter.desk.name, letter.desk.address


def _owner(letter: Letter, settings: DeskSetting) -> tuple[str, tuple[str, ...]]:
    """Unit that keeps the matter and its lines: as written on the letter, else as set, else from the directory."""
    lines = _lines(letter.contact or settings.contact)
    if lines:
        return lines[0], lines[1:]
    phone = letter.unit.phone or letter.desk.phone
    return letter.unit.name, (f"โทร. {phone}",) if phone else ()


def signature_of(letter: Letter) -> paper.Signature | None:
    """As signed; before that the person who holds or acts in the signer's post today."""
    if letter.signed_name:
        return paper.Signature(
            name=letter.signed_name,
            post=letter.signed_post,
            phrase=letter.signed_phrase,
            for_post=letter.signed_phrase_for,
            signed_at=letter.signed_at if letter.signing == Letter.Signing.ELECTRONIC else None,
        )
    post = letter.signer_post
    if post is None:
        return None
    seated = holders([post.pk]).get(post.pk, [])
    person = Person.objects.filter(pk__in=seated[:1]).first()
    return paper.Signature(name=person.full_name if person else "", post=post.title)


def _shared(letter: Letter, settings: DeskSetting, draft: bool) -> dict[str, object]:
    return {
        "thai_digits": letter.thai_digits,
        "draft": draft,
        "emblem": _emblem(settings),
        "number": "" if draft else letter.letter_no,
        "date": None if draft else letter.dated,
        "body": letter.body,
        **_marks(letter),
    }


def _external(letter: Letter, settings: DeskSetting, draft: bool) -> paper.Document:
    agency, address = _header(letter, settings)
    owner, contacts = _owner(letter, settings)
    return paper.ExternalLetter(
        **_shared(letter, settings, draft),  # type: ignore[arg-type]
        agency=agency,
        address=address,
        subject=letter.subject,
        greeting=letter.salutation or "เรียน",
        recipient=letter.to_text,
        references=_lines(letter.references),
        attachments=_lines(letter.enclosures),
        closing=letter.closing or "ขอแสดงความนับถือ",
        signature=signature_of(letter),
        owner=owner,
        contacts=contacts,
        copies_to=_lines(letter.copy_to),
        catch_words=settings.catch_words,
    )


def _memo(letter: Letter, settings: DeskSetting, draft: bool) -> paper.Document:
    phone = letter.unit.phone or letter.desk.phone
    unit = letter.unit.name if letter.unit_id == letter.desk_id else f"{letter.unit.name} {letter.desk.name}"
    return paper.Memo(
        **_shared(letter, settings, draft),  # type: ignore[arg-type]
        agency=f"{unit} โทร. {phone}" if phone else unit,
        subject=letter.subject,
        greeting=letter.salutation or "เรียน",
        recipient=letter.to_text,
        references=_lines(letter.references),
        attachments=_lines(letter.enclosures),
        signature=signature_of(letter),
    )


def _stamped(letter: Letter, settings: DeskSetting, draft: bool) -> paper.Document:
    agency, _ = _header(letter, settings)
    owner, contacts = _owner(letter, settings)
    signed = signature_of(letter)
    return paper.StampedLetter(
        **_shared(letter, settings, draft),  # type: ignore[arg-type]
        to=letter.to_text,
        agency=agency,
        initials=signed.name if signed else "",
        owner=owner,
        contacts=contacts,
    )


def _order(letter: Letter, settings: DeskSetting, draft: bool) -> paper.Document:
    kind = paper.Order if letter.kind == Kind.ORDER else paper.Announcement
    return kind(
        **_shared(letter, settings, draft),  # type: ignore[arg-type]
        agency=_header(letter, settings)[0],
        subject=letter.subject,
        signature=signature_of(letter),
    )


def _certificate(letter: Letter, settings: DeskSetting, draft: bool) -> paper.Document:
    signed = signature_of(letter)
    return paper.Certificate(
        thai_digits=letter.thai_digits,
        draft=draft,
        emblem=_emblem(settings),
        agency=_header(letter, settings)[0],
        number="" if draft else letter.letter_no,
        given_to=letter.to_text,
        reason=letter.body or letter.subject,
        date=None if draft else letter.dated,
        signatures=(signed,) if signed else (),
    )


BUILDERS = {
    Kind.EXTERNAL: _external,
    Kind.EVIDENCE: _external,
    Kind.MEMO: _memo,
    Kind.STAMPED: _stamped,
    Kind.ORDER: _order,
    Kind.ANNOUNCEMENT: _order,
    Kind.CERTIFICATE: _certificate,
}


def register_sheet(
    actor: Actor, *, desk_id: int, book: str, first: date, last: date, thai_digits: bool = False
) -> paper.RegisterSheet:
    """A register's pages for a span of days, oldest row first. Raises Refused by the press when there are too many."""
    rows = register_rows(actor, desk_id=desk_id, book=book, first=first, last=last)
    return sheet_of(
        actor, book, rows, desk_id=desk_id, period=f"วันที่ {dates.span(first, last)}", thai_digits=thai_digits
    )


@said_in_thai("th")
def sheet_of(
    actor: Actor,
    book: str,
    rows: QuerySet[RegisterEntry],
    *,
    desk_id: int,
    period: str = "",
    thai_digits: bool = False,
) -> paper.RegisterSheet:
    """These rows of one register as its pages, oldest first."""
    ordered = list(rows.order_by("registered_on", "number", "pk"))
    agency, printed = Unit.objects.get(pk=desk_id).name, f"พิมพ์ {dates.record(today())} โดย {actor.person_name}"
    sheet = pages_of_rows(book, ordered, agency=agency, period=period, thai_digits=thai_digits)
    return replace(sheet, printed=printed)


@said_in_thai("th")
def pages_of_rows(
    book: str, entries: Sequence[RegisterEntry], *, agency: str, period: str = "", thai_digits: bool = False
) -> paper.RegisterSheet:
    """Rows in the prescribed columns, in the order given."""
    kind = SHEETS.get(Book(book), paper.SentRegister)
    sheet = kind(
        agency=agency,
        period=period,
        rows=tuple(row_of(entry) for entry in entries),
        thai_digits=thai_digits,
    )
    return sheet if book in SHEETS else replace(sheet, title=str(Book(book).label))


def row_of(entry: RegisterEntry) -> paper.RegisterRow:
    return paper.RegisterRow(
        number=f"{entry.series}{entry.number}",
        letter_number=entry.letter_no,
        dated=entry.dated,
        sender=entry.from_text,
        recipient=entry.to_text,
        subject=entry.subject or ("จองเลข" if entry.state == "reserved" else ""),
        action=entry.action,
        note=entry.remark,
        void=entry.reason if entry.is_void else "",
    )


@said_in_thai("th")
def routing_slip(delivery: Delivery) -> paper.RoutingSlip:
    """ใบเกษียน of a matter: its facts and every endorsement in order."""
    letter = delivery.letter
    entry = delivery.entries.filter(state="issued").first()
    facts = [("ที่", letter.letter_no), ("จาก", letter.from_text)]
    if letter.dated:
        facts.append(("ลงวันที่", dates.record(letter.dated)))
    if entry is not None:
        facts.append(("เลขรับ", f"{entry.number}/{entry.year_be}"))
        facts.append(("วันที่รับ", dates.record(entry.registered_on)))
    return paper.RoutingSlip(
        agency=delivery.desk.name,
        subject=letter.subject,
        facts=tuple((label, value) for label, value in facts if value),
        endorsements=tuple(_endorsement(each) for each in delivery.endorsements.order_by("seq")),
        secrecy=_marks(letter)["secrecy"],
    )


def _endorsement(entry: Endorsement) -> paper.Endorsement:
    return paper.Endorsement(
        name=entry.by_name,
        post=entry.by_title,
        text=entry.note,
        outcome=str(Endorsement.Order(entry.order).label),
        to=entry.to_name,
        at=entry.at,
    )


def emblem_of(desk_id: int) -> bytes | None:
    """The office's own emblem, for papers of other capabilities; None until it was supplied."""
    settings = DeskSetting.objects.filter(desk_id=desk_id).select_related("emblem").first()
    return _emblem(settings) if settings else None

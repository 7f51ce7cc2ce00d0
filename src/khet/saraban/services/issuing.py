"""ออกเลข and signing: frozen content, then number and date, then the register row; the PDF follows outside the lock."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings as site
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.files import reads as kept_files
from khet.jobs.services import enqueue
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.numbers import services as numbers
from khet.numbers.services import Number
from khet.saraban.models import DeskSetting, Letter, LetterFile, LetterVersion, RegisterEntry
from khet.saraban.reads.desks import settings_of
from khet.saraban.reads.signers import title_on_paper
from khet.saraban.rules.letters import may_attach_signed, may_issue, may_sign
from khet.saraban.rules.numbering import CIRCULAR, book_of, normal_no, write_no
from khet.saraban.services.content import content_hash, snapshot
from khet.saraban.services.entries import blank_entry, fill_sent, use_entry
from khet.saraban.services.keeping import File, put_on
from khet.saraban.services.locking import lock_letter, refuse_unless
from khet.saraban.services.reviewing import finish_items
from khet.saraban.services.years import open_books, series_of, this_year
from khet.thai.bangkok import today

MOST_AT_ONCE = 200
CHANGED = gettext_noop("ข้อความเปลี่ยนไปจากที่ท่านเห็น เปิดอ่านฉบับล่าสุดแล้วลงนามใหม่")


@transaction.atomic
def issue_and_sign(
    *,
    actor: Actor,
    letter: Letter,
    content_hash: str,
    reauthenticated_at: datetime | None,
    dated: date | None = None,
) -> Letter:
    """ออกเลขและลงนาม: the holder of the signer's post approves the content seen (its hash) and the number is taken.

    reauthenticated_at is when the signer last proved who he or she is: not longer ago than a proof holds
    (settings.ACCOUNT_REAUTHENTICATION_TIMEOUT, seconds). The PDF is made by a job; the letter is ready when it
    stands. Raises Refused when the content has changed since it was shown.
    """
    letter = lock_letter(actor, letter)
    refuse_unless(may_sign(actor, letter), "หนังสือฉบับนี้ไม่ได้รอท่านลงนามแล้ว โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร", code="not_signer")
    holds = timedelta(seconds=site.ACCOUNT_REAUTHENTICATION_TIMEOUT)
    if reauthenticated_at is None or not timedelta() <= timezone.now() - reauthenticated_at < holds:
        raise Refused("ยืนยันตัวตนอีกครั้งก่อนลงนาม", code="reauthenticate", field="password")
    with audit.command(actor, "saraban.signed", letter, secret=letter.is_secret) as command:
        finish_items(actor, letter)
        letter.signing = Letter.Signing.ELECTRONIC
        letter.signed_by_id, letter.signed_name = actor.person_id, actor.person_name
        letter.signed_post, letter.signed_phrase = title_on_paper(actor), actor.phrase
        letter.signed_phrase_for, letter.signed_at = actor.phrase_for, timezone.now()
        number = _issue(actor, letter, content_hash, dated=dated)
        command.after = {"letter_no": letter.letter_no, "content": letter.content_hash, "number": number}
    return letter


@transaction.atomic
def issue_number(
    *,
    actor: Actor,
    letter: Letter,
    content_hash: str,
    signed_file: File | None = None,
    reserved: RegisterEntry | None = None,
    dated: date | None = None,
    signer_name: str = "",
    signer_title: str = "",
) -> Letter:
    """ออกเลข for paper signed by hand. With the scan of the signed paper it is ready at once.

    A reserved row lets the letter bear an earlier day; otherwise it bears today's.
    """
    letter = lock_letter(actor, letter)
    refuse_unless(may_issue(actor, letter), "ฉบับนี้ออกเลขแล้ว หรือท่านไม่ใช่สารบรรณ โหลดหน้าใหม่เพื่อดูเลข", code="not_registry")
    with audit.command(actor, "saraban.issued", letter, secret=letter.is_secret) as command:
        finish_items(actor, letter)
        letter.signing = Letter.Signing.BY_HAND
        letter.signed_name, letter.signed_post = signer_name.strip(), signer_title.strip()
        number = _issue(actor, letter, content_hash, dated=dated, reserved=reserved)
        command.after = {"letter_no": letter.letter_no, "content": letter.content_hash, "number": number}
        if signed_file is not None:
            _keep_signed(actor, letter, signed_file)
    return letter


@transaction.atomic
def issue_many(*, actor: Actor, letters: Sequence[Letter]) -> list[Letter]:
    """ออกเลขชุด: numbers in a row, in the order given, signed by hand. All or none."""
    if not 1 <= len(letters) <= MOST_AT_ONCE:
        raise Refused("ออกเลขได้ครั้งละ 1 ถึง %(most)s ฉบับ", code="count", most=MOST_AT_ONCE)
    ids = [each.pk for each in letters]
    # Locked in one order by all clerks, whatever the order of the numbers.
    list(Letter.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))
    with audit.command(actor, "saraban.issued_many", after={"count": len(letters)}):
        return [issue_number(actor=actor, letter=each, content_hash=content_hash(each)) for each in letters]


@transaction.atomic
def attach_signed(*, actor: Actor, letter: Letter, file: File) -> Letter:
    """Put the scan of the paper signed by hand in place: that is what receivers get."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_attach_signed(actor, letter), code="not_author")
    refuse_unless(letter.signing == Letter.Signing.BY_HAND, "ฉบับนี้ลงนามในระบบแล้ว ไม่ต้องแนบฉบับสแกน", code="signed_here")
    _keep_signed(actor, letter, file)
    audit.record(actor, "saraban.signed_scan", letter, after={"sha256": file.sha256}, secret=letter.is_secret)
    return letter


@transaction.atomic
def send_printed(*, actor: Actor, letter: Letter) -> Letter:
    """Let the printed paper itself go out: the original was signed by hand and is kept in the office."""
    letter = lock_letter(actor, letter)
    refuse_unless(may_attach_signed(actor, letter) and letter.pdf_id is None, code="not_author")
    paper = kept_files.first_of(letter.ref, purpose="paper")
    if paper is None:
        raise Refused("ยังสร้างไฟล์หนังสือไม่เสร็จ รอสักครู่แล้วทำใหม่", code="no_pdf")
    letter.pdf, letter.pdf_hash, letter.state = paper, paper.sha256, Letter.State.READY
    letter.save(update_fields=["pdf", "pdf_hash", "state", "updated_at"])
    audit.record(actor, "saraban.signed_on_paper", letter, after={"sha256": paper.sha256}, secret=letter.is_secret)
    return letter


def _keep_signed(actor: Actor, letter: Letter, file: File) -> None:
    if file.mime != "application/pdf":
        raise Refused("ฉบับลงนามต้องเป็นไฟล์ PDF สแกนเป็น PDF แล้วแนบใหม่", code="not_pdf", field="signed_file")
    stored = put_on(file, actor=actor, owner=letter.ref, restricted=letter.is_secret)
    LetterFile.objects.get_or_create(letter=letter, file=stored, defaults={"role": LetterFile.Role.SIGNED})
    letter.pdf, letter.pdf_hash, letter.state = stored, stored.sha256, Letter.State.READY
    letter.save(update_fields=["pdf", "pdf_hash", "state", "updated_at"])


def _issue(
    actor: Actor,
    letter: Letter,
    seen_hash: str,
    *,
    dated: date | None,
    reserved: RegisterEntry | None = None,
) -> int:
    """Freeze, take the number, write the row, ask for the PDF. Returns the number."""
    if seen_hash != content_hash(letter):
        raise Refused(CHANGED, code="content_changed")
    settings, book, year = settings_of(letter.desk_id), book_of(letter.kind), this_year()
    letter.dated = _day(dated, reserved)
    entry = use_entry(actor, reserved, letter) if reserved else _fresh_row(actor, letter, settings, year)
    if entry.book != book or entry.secret_book != letter.is_secret:
        raise Refused("เลขที่จองอยู่คนละทะเบียนกับหนังสือฉบับนี้ เลือกเลขอื่น", code="other_book", field="reserved")
    letter.letter_no = write_no(
        book,
        prefix=settings.letter_prefix,
        number=entry.number,
        year_be=entry.year_be,
        circular=letter.circular or entry.series == CIRCULAR,
    )
    letter.search_no, letter.content_hash = normal_no(letter.letter_no), seen_hash
    letter.issued_at, letter.state, letter.held_by_post = timezone.now(), Letter.State.ISSUED, None
    letter.save()
    snapshot(actor, letter, LetterVersion.Why.ISSUED)
    fill_sent(entry, letter).save()
    enqueue("saraban.render", key=f"saraban.render:{letter.pk}", letter_id=letter.pk)
    return entry.number


def _day(dated: date | None, reserved: RegisterEntry | None) -> date:
    """The day on the letter: today, or with a reserved number any day from its reservation on."""
    day = dated or (reserved.registered_on if reserved else today())
    earliest = reserved.registered_on if reserved else today()
    if not earliest <= day <= today():
        raise Refused("ลงวันที่ย้อนหลังได้เฉพาะเมื่อใช้เลขที่จองไว้ในวันนั้น เลือกเลขที่จอง หรือใช้วันนี้", code="back_dated", field="dated")
    return day


def _fresh_row(actor: Actor, letter: Letter, settings: DeskSetting, year: int) -> RegisterEntry:
    open_books(actor, [letter.desk_id], year)
    book = book_of(letter.kind)
    own = letter.circular and settings.circular_own_series and book == "sent"
    series = series_of(letter.desk_id, book, year_be=year, circular=own, secret=letter.is_secret)
    number: Number = numbers.take(series, actor=actor, ref=letter.ref)
    return blank_entry(actor, number, book)

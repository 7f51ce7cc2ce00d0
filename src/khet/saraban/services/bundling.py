"""Making large files in the background: asked for here, made by the job, kept for a week."""

import logging
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.jobs.services import enqueue
from khet.kernel.actor import SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.kernel.language import in_thai
from khet.notify import services as notify
from khet.saraban.models import Book, Bundle, Letter
from khet.saraban.reads.bundles import certificate_name, joined, register_volumes, whole_register
from khet.saraban.reads.sheets import rows_xlsx
from khet.saraban.rules.reading import reads_registers
from khet.saraban.rules.registers import may_keep
from khet.saraban.services.certificates import issue_certificates
from khet.saraban.services.locking import refuse_unless
from khet.saraban.services.rendering import printed, render_letter
from khet.thai import dates

What = Bundle.What
KEPT_DAYS = 7
NOT_STAFF = gettext_noop("จัดทำไฟล์ทะเบียนได้เฉพาะบุคลากรของหน่วยงาน ขอให้สารบรรณของหน่วยงานจัดทำให้")
NOT_MADE = gettext_noop("จัดหน้าไม่สำเร็จ แจ้งผู้ดูแลระบบพร้อมเลขนี้")
Told = Callable[[int, int], None]
log = logging.getLogger(__name__)


@transaction.atomic
def bundle_certificates(*, actor: Actor, letters: Sequence[Letter]) -> Bundle:
    """A set of issued certificates as one zip: a PDF each and the whole set to print."""
    refuse_unless(may_keep(actor), "จัดทำเป็นชุดได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณจัดทำให้", code="not_registry")
    own = [each for each in letters if each.desk_id == actor.desk_id and each.letter_no]
    if not own:
        raise Refused("ไม่พบเกียรติบัตรชุดนี้ เลือกจากทะเบียนเกียรติบัตร", code="none")
    name = f"เกียรติบัตร {own[0].letter_no} ถึง {own[-1].letter_no}"
    return _ask(actor, What.CERTIFICATES, name, {"letter_ids": [each.pk for each in own]}, total=len(own))


@transaction.atomic
def issue_and_bundle(*, actor: Actor, names: Sequence[str], subject: str, **given: Any) -> Bundle:
    """Certificates in a row (as issue_certificates) and one file of them to print: one command."""
    with audit.command(actor, "saraban.certificates_issued", after={"subject": subject}) as told:
        letters = issue_certificates(actor=actor, names=names, subject=subject, **given)
        told.target = letters[0]
        return bundle_certificates(actor=actor, letters=letters)


@transaction.atomic
def bundle_register(
    *, actor: Actor, book: str, first: date, last: date, excel: bool = False, thai_digits: bool = False
) -> Bundle:
    """A register of any length for a span of days: one PDF or one Excel sheet."""
    refuse_unless(reads_registers(actor), NOT_STAFF, code="not_staff")
    what = What.REGISTER_XLSX if excel else What.REGISTER_PDF
    asked = {"book": Book(book).value, "first": f"{first}", "last": f"{last}", "thai_digits": thai_digits}
    name = f"{in_thai(Book(book).label)} {dates.span(first, last)}"
    total = whole_register(actor.desk_id or 0, asked).count()
    return _ask(actor, what, name, asked, total=total)


def _ask(actor: Actor, what: str, name: str, asked: dict[str, object], *, total: int) -> Bundle:
    bundle = Bundle.objects.create(
        desk_id=actor.desk_id or 0,
        what=what,
        name=name[:300],
        asked=asked,
        by_person_id=actor.person_id,
        by_name=actor.person_name,
        at=timezone.now(),
        total=total,
    )
    audit.record(actor, "saraban.bundle_asked", bundle, after={"what": what, "total": total})
    return _start(bundle)


def _start(bundle: Bundle) -> Bundle:
    job = enqueue("saraban.bundle", key=f"saraban.bundle:{bundle.pk}", bundle_id=bundle.pk)
    bundle.job_id = job.pk
    bundle.save(update_fields=["job_id"])
    return bundle


@transaction.atomic
def bundle_again(*, actor: Actor, bundle: Bundle) -> Bundle:
    """Make it once more, for those that could not be made; what stands is taken as it is."""
    held = Bundle.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).filter(pk=bundle.pk).first()
    if held is None:
        raise Refused("ไม่พบไฟล์ที่จัดทำไว้ จัดทำใหม่จากทะเบียน", code="gone")
    old, held.file, held.finished_at, held.failed, held.done = held.file, None, None, [], 0
    held.save(update_fields=["file", "finished_at", "failed", "done"])
    with audit.command(actor, "saraban.bundle_asked", held, after={"what": held.what, "again": True}):
        if old is not None:
            files.discard(old, actor=actor, reason="จัดทำใหม่")
    return _start(held)


def run_bundle(bundle_id: int, *, told: Told) -> None:
    """Make what was asked; killed, it begins again and takes papers that stand as they are."""
    bundle = Bundle.objects.select_related("desk").filter(pk=bundle_id, finished_at__isnull=True).first()
    if bundle is None:
        return
    failed: list[list[str]] = []
    if bundle.what == What.CERTIFICATES:
        content, name, rule = _certificates(bundle, failed, told), f"{bundle.name}.zip", files.ARCHIVES
    elif bundle.what == What.REGISTER_XLSX:
        rows = whole_register(bundle.desk_id, bundle.asked)
        content = rows_xlsx(bundle.asked["book"], rows, told=lambda done: told(done, bundle.total))
        name, rule = f"{bundle.name}.xlsx", files.TABLES
    else:
        content, name, rule = _register(bundle, told)
    received = files.receive(content, name=name.replace("/", "-"), allow=rule) if content else None
    _finish(bundle, received, failed, rule)


def _certificates(bundle: Bundle, failed: list[list[str]], told: Told) -> bytes:
    ids = bundle.asked["letter_ids"]
    letters = Letter.objects.in_bulk(ids)
    made: list[tuple[Letter, bytes]] = []
    for place, pk in enumerate(ids, 1):
        letter = letters[pk]
        try:
            made.append((letter, _paper(letter)))
        except Refused as refused:
            failed.append([_said(letter), refused.message])
        except Exception as error:  # one paper that cannot be set must not keep the others from being printed
            log.exception("certificate %s", pk, exc_info=error)
            failed.append([_said(letter), NOT_MADE])
        told(place, len(ids))
    return _zipped(made) if made else b""


def _said(letter: Letter) -> str:
    return f"{letter.letter_no} {letter.to_text}".strip()


def _paper(letter: Letter) -> bytes:
    if letter.pdf is None and printed(letter) is None:
        render_letter(letter.pk)
        letter.refresh_from_db()
    kept: StoredFile | None = letter.pdf or printed(letter)
    if kept is None:
        raise Refused("ยังไม่มีไฟล์ของฉบับนี้ เปิดดูสถานะในหน้าหนังสือ", code="no_paper")
    return files.read_bytes(kept)


def _zipped(made: Sequence[tuple[Letter, bytes]]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(f"พิมพ์ทั้งชุด {len(made)} ฉบับ.pdf", joined([content for _letter, content in made]))
        for place, (letter, content) in enumerate(made, 1):
            archive.writestr(f"{place:03} {certificate_name(letter)}.pdf", content)
    return out.getvalue()


def _register(bundle: Bundle, told: Told) -> tuple[bytes, str, files.FileRule]:
    """One PDF; when it has thousands of pages, a zip of volumes whose pages are numbered through."""
    made = register_volumes(bundle, told=lambda done: told(done, bundle.total))
    if len(made) == 1:
        return made[0].pdf, f"{bundle.name}.pdf", files.PDFS
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for number, volume in enumerate(made, 1):
            name = f"เล่มที่ {number} หน้า {volume.first_page}-{volume.last_page}"
            archive.writestr(f"{name}.pdf", volume.pdf)
    return out.getvalue(), f"{bundle.name}.zip", files.ARCHIVES


@transaction.atomic
def _finish(bundle: Bundle, received: files.Received | None, failed: list[list[str]], rule: files.FileRule) -> None:
    held = Bundle.objects.select_for_update(of=("self",), no_key=True).get(pk=bundle.pk)
    if held.finished_at is not None:
        return
    if received is not None:
        held.file = files.store(actor=SYSTEM, content=received, owner=held.ref, allow=rule, restricted=True)
    held.finished_at, held.failed, held.done = timezone.now(), failed, held.total - len(failed)
    held.save(update_fields=["file", "finished_at", "failed", "done"])
    audit.record(SYSTEM, "saraban.bundle_made", held, after={"total": held.total, "failed": len(failed)})
    if held.by_person_id is not None:
        title = f"ไฟล์พร้อมแล้ว: {held.name}" if not failed else f"จัดทำแล้ว ขาด {len(failed)} ฉบับ: {held.name}"
        notify.send(kind="saraban.made", to=[held.by_person_id], title=title, ref=held.ref)


def sweep_bundles() -> int:
    """Take away files older than a week; what they were made from stays in the registers. Run daily."""
    old = Bundle.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    gone = 0
    for bundle in old.select_related("file")[:1000]:
        with transaction.atomic():
            kept, pk = bundle.file, bundle.pk
            bundle.delete()
            if kept is not None:
                files.discard(kept, actor=SYSTEM, reason=f"ครบ {KEPT_DAYS} วัน")
            gone += pk is not None
    return gone

"""A scanned pile, cut into letters."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.pdfium import pdfium_door
from khet.saraban.models import Scan
from khet.saraban.rules.capacity import keeps_registry
from khet.saraban.services.keeping import File, put_on
from khet.saraban.services.locking import refuse_unless

MOST_PARTS = 200
Pages = tuple[int, int]


@transaction.atomic
def keep_pile(*, actor: Actor, file: File | str) -> Scan:
    """Take in a scanned pile (PDF); it is kept as it came."""
    desk_id = actor.desk_id or 0
    refuse_unless(
        keeps_registry(actor, desk_id), "สแกนเข้าได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณทำให้", code="not_registry"
    )
    scan = Scan.objects.create(desk_id=desk_id, name="-", at=timezone.now(), by_name=actor.person_name)
    stored = put_on(file, actor=actor, owner=scan.ref, restricted=False)
    if stored.mime != "application/pdf":
        raise Refused("กองเอกสารสแกนต้องเป็นไฟล์ PDF สแกนเป็น PDF แล้วแนบใหม่", code="not_pdf", field="file")
    scan.file, scan.name = stored, stored.name
    scan.save(update_fields=["file", "name"])
    audit.record(actor, "saraban.pile_kept", scan, after={"sha256": stored.sha256})
    return scan


def split_scan(*, actor: Actor, scan: Scan, ranges: Sequence[Pages]) -> Scan:
    """Cut a pile by page ranges (first and last page, counted from 1) into parts that wait to be received.

    The cutting is done before the transaction; the pile stays unaltered. Raises Refused for ranges outside or
    overlapping, and when it was cut before.
    """
    refuse_unless(
        keeps_registry(actor, scan.desk_id), "แยกเอกสารได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณทำให้", code="not_registry"
    )
    if scan.file is None or scan.parts.exists():
        raise Refused("กองเอกสารนี้แยกไปแล้ว โหลดหน้าใหม่เพื่อดูแต่ละฉบับ", code="split_before")
    ordered = sorted(ranges)
    cut = _cut(scan.file, ordered)
    with transaction.atomic():
        return _keep_parts(actor, scan, ordered, cut)


def _keep_parts(actor: Actor, scan: Scan, ordered: Sequence[Pages], cut: Sequence[files.Received]) -> Scan:
    held = Scan.objects.select_for_update(of=("self",), no_key=True).get(pk=scan.pk)
    if held.parts.exists():
        raise Refused("กองเอกสารนี้แยกไปแล้ว โหลดหน้าใหม่เพื่อดูแต่ละฉบับ", code="split_before")
    with audit.command(actor, "saraban.pile_split", held, after={"parts": len(ordered)}):
        for (first, last), received in zip(ordered, cut, strict=True):
            stored: StoredFile = files.store(actor=actor, content=received, owner=held.ref, allow=files.PDFS)
            held.parts.create(first=first, last=last, file=stored)
        held.pages = max(last for _, last in ordered)
        held.save(update_fields=["pages"])
    return held


def _cut(stored: StoredFile, ranges: Sequence[Pages]) -> list[files.Received]:
    with pdfium_door:
        pile = pypdfium2.PdfDocument(files.read_bytes(stored))
        try:
            _refuse_bad_ranges(ranges, len(pile))
            made = [_pages(pile, first, last) for first, last in ranges]
        finally:
            pile.close()
    stem = stored.name.rsplit(".", 1)[0][:200]
    return [
        files.receive(content, name=f"{stem} หน้า {first}-{last}.pdf", allow=files.PDFS)
        for content, (first, last) in zip(made, ranges, strict=True)
    ]


def _refuse_bad_ranges(ranges: Sequence[Pages], pages: int) -> None:
    if not 1 <= len(ranges) <= MOST_PARTS:
        raise Refused("แยกได้ 1 ถึง %(most)s ฉบับต่อกอง", code="count", field="ranges", most=MOST_PARTS)
    end = 0
    for first, last in ranges:
        if not (1 <= first <= last <= pages):
            raise Refused(
                "หน้า %(first)s-%(last)s ไม่อยู่ในกอง กองนี้มี %(pages)s หน้า แก้ช่วงหน้า",
                code="outside",
                field="ranges",
                first=first,
                last=last,
                pages=pages,
            )
        if first <= end:
            raise Refused("หน้า %(first)s อยู่ในสองฉบับ แก้ช่วงหน้าไม่ให้ซ้อนกัน", code="overlap", field="ranges", first=first)
        end = last


def _pages(pile: pypdfium2.PdfDocument, first: int, last: int) -> bytes:
    part, out = pypdfium2.PdfDocument.new(), BytesIO()
    try:
        part.import_pages(pile, list(range(first - 1, last)))
        part.save(out)
    finally:
        part.close()
    return out.getvalue()

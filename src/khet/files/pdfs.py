"""PDF files: no scripts, no starting of programs, no programs carried inside. The search is bounded, not a proof."""

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from django.utils.translation import gettext as _
from pypdfium2 import raw

from khet.files.names import RUNNABLE, extension
from khet.kernel.errors import Refused
from khet.kernel.pdfium import pdfium_door

MOST_OBJECT_STREAMS = 2_000
MOST_UNPACKED = 8 << 20  # bytes of one object stream looked at
MOST_ATTACHED = 50
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_OBJECT_STREAM = re.compile(rb"/ObjStm\b(?:(?!endobj).){0,400}?stream\r?\n", re.DOTALL)
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_SCRIPT = re.compile(rb"/(JavaScript|JS)(?=[\s(<\[/>\d])")
_STARTS = re.compile(rb"/(Launch|RichMedia)(?=[\s(<\[/>\d])")
_PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def check(path: Path, *, locked_ok: bool = False) -> None:
    """Raises Refused with what to do about it."""
    if _open_and_ask(path, locked_ok=locked_ok):
        raise _script()
    data = path.read_bytes()
    for stretch in _stretches(data):
        plain = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), stretch)  # /J#53 is /JS
        if _SCRIPT.search(plain):
            raise _script()
        if _STARTS.search(plain):
            raise Refused(_("PDF นี้สั่งเปิดโปรแกรมอื่นได้ ระบบไม่รับ พิมพ์เป็น PDF ใหม่แล้วแนบอีกครั้ง"), code="launch")


def _open_and_ask(path: Path, *, locked_ok: bool) -> bool:
    """Whether the document itself carries scripts; refuses what is broken, locked or carries programs."""
    with pdfium_door:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
                if locked_ok:
                    return False
                raise Refused(_("PDF นี้ใส่รหัสผ่าน เปิดอ่านไม่ได้ บันทึกใหม่โดยไม่ใส่รหัสผ่านแล้วแนบอีกครั้ง"), code="locked") from error
            raise Refused(_("PDF นี้เปิดไม่ได้ ลองเปิดในเครื่องของท่าน บันทึกใหม่แล้วแนบอีกครั้ง"), code="broken") from error
        try:
            if len(document) == 0:
                raise Refused(_("PDF นี้ไม่มีหน้า ตรวจไฟล์แล้วแนบใหม่"), code="broken")
            _refuse_programs(document)
            return int(raw.FPDFDoc_GetJavaScriptActionCount(document)) > 0
        finally:
            document.close()


def _refuse_programs(document: pypdfium2.PdfDocument) -> None:
    count = document.count_attachments()
    carried = [document.get_attachment(index) for index in range(min(count, MOST_ATTACHED))]
    if count > MOST_ATTACHED or any(_is_program(attached) for attached in carried):
        raise Refused(_("PDF นี้มีโปรแกรมฝังอยู่ข้างใน ระบบไม่รับ พิมพ์เป็น PDF ใหม่แล้วแนบอีกครั้ง"), code="runnable")


def _is_program(attached: pypdfium2.PdfAttachment) -> bool:
    if extension(attached.get_name()) in RUNNABLE - {"xml", "html", "htm"}:  # e-documents carry their data as XML
        return True
    try:
        return bytes(attached.get_data()[:4]).startswith(_PROGRAM_HEADS)
    except pypdfium2.PdfiumError:
        return False  # listed, but without bytes


def _stretches(data: bytes) -> Iterator[bytes]:
    """Everything outside streams, then the object streams unpacked."""
    yield _STREAM.sub(b"stream endstream", data)
    for index, found in enumerate(_OBJECT_STREAM.finditer(data)):
        if index >= MOST_OBJECT_STREAMS:
            return
        try:
            yield zlib.decompressobj().decompress(data[found.end() : found.end() + MOST_UNPACKED], MOST_UNPACKED)
        except zlib.error:
            continue


def _script() -> Refused:
    return Refused(_("PDF นี้มีสคริปต์ฝังอยู่ ระบบไม่รับ พิมพ์เป็น PDF ใหม่แล้วแนบอีกครั้ง"), code="script")

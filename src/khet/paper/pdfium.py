"""PDFs from anywhere, opened with limits. pdfium is one at a time: everything that touches it holds the lock."""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from khet.kernel.errors import Refused
from khet.kernel.pdfium import pdfium_door

LOCK = pdfium_door  # the one lock of the process: files and others enter PDFium too
MOST_BYTES = 200_000_000
MOST_PAGES = 3000
A_SIDE_MM = 2000
"""Longest side of a page that is still paper: an A0 drawing is 1189 mm."""
_MM = 72 / 25.4


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document while the lock is held. Raises Refused when it is locked, broken, empty or beyond the limits."""
    if len(pdf) > MOST_BYTES:
        raise Refused("ไฟล์ PDF ใหญ่เกิน 200 MB ให้แบ่งไฟล์หรือลดความละเอียดภาพแล้วแนบใหม่", code="pdf_too_large")
    with LOCK:
        document = _document(pdf)
        try:
            if not 0 < len(document) <= MOST_PAGES:
                raise Refused("ไฟล์ PDF นี้ไม่มีหน้า หรือมีเกิน 3000 หน้า ให้ตรวจไฟล์แล้วแนบใหม่", code="pdf_pages")
            yield document
        finally:
            document.close()


def page_of(document: pypdfium2.PdfDocument, number: int) -> pypdfium2.PdfPage:
    """One page from 0. Raises Refused when there is none, it is broken, or no paper is so large."""
    if not 0 <= number < len(document):
        raise Refused("ไฟล์นี้มี %(n)s หน้า ไม่มีหน้าที่ขอ", code="no_page", n=len(document))
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        raise broken() from None
    width, height = page.get_size()
    if not (0 < width <= A_SIDE_MM * _MM and 0 < height <= A_SIDE_MM * _MM):
        raise Refused("หน้านี้มีขนาดที่ไม่ใช่กระดาษ ให้พิมพ์ลง A4 เป็น PDF ใหม่แล้วแนบอีกครั้ง", code="page_size")
    return page


def broken() -> Refused:
    return Refused("เปิดไฟล์ PDF นี้ไม่ได้ ไฟล์อาจเสียระหว่างส่ง ให้ขอไฟล์ใหม่หรือสแกนอีกครั้ง", code="pdf_broken")


def _document(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise locked() from None
        raise broken() from None


def locked() -> Refused:
    return Refused("ไฟล์ PDF นี้ถูกล็อกด้วยรหัสผ่าน ให้ขอไฟล์ที่ไม่ล็อกจากผู้ส่ง", code="pdf_locked")

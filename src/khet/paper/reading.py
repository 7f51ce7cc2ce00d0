"""What a PDF shows and says: a picture of a page, its words, how many pages."""

import ctypes
import io
import re
import time
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as raw

from khet.kernel.errors import Refused
from khet.paper.pdfium import opened, page_of

MOST_PIXELS = 12_000_000
WIDEST = 2400
SECONDS = 10.0
"""Longest time one call may draw or read."""
_GAP = 0.14
"""Share of the type size that is a space between two signs; narrower gaps are only loose setting."""
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0xFFFE, 0x02])


def page_count(pdf: bytes) -> int:
    """How many pages. Raises Refused for a locked or broken file."""
    with opened(pdf) as document:
        return len(document)


def preview_png(pdf: bytes, page: int = 0, width: int = 900) -> bytes:
    """A picture of one page, `width` pixels wide (at most 2400). Raises Refused when drawing takes over 10 seconds."""
    with opened(pdf) as document:
        shown = page_of(document, page)
        across, down = shown.get_size()
        pixels = max(16, min(width, WIDEST))
        scale = min(pixels / across, (MOST_PIXELS / (across * down)) ** 0.5)
        bitmap = pypdfium2.PdfBitmap.new_native(max(1, round(across * scale)), max(1, round(down * scale)), 4)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, bitmap.width, bitmap.height)
        _draw(shown, bitmap)
        out = io.BytesIO()
        bitmap.to_pil().convert("RGB").save(out, "PNG", compress_level=6)
        return out.getvalue()


def text_of(pdf: bytes, *, pages: int = 300) -> str:
    """The words of the first pages, a form feed between pages: for search, never for reading numbers off a scan.

    Spaces are told from the gaps on paper, because the PDF library drops those behind Thai marks.
    """
    until = time.monotonic() + SECONDS
    found: list[str] = []
    with opened(pdf) as document:
        for number in range(min(len(document), pages)):
            found.append(_page_text(page_of(document, number)))
            if time.monotonic() > until:
                break
    return "\f".join(found)


def _draw(page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap) -> None:
    until = time.monotonic() + SECONDS
    asked = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(raw.IFSDK_PAUSE))(lambda _: int(time.monotonic() > until))
    pause = raw.IFSDK_PAUSE(version=1, NeedToPauseNow=asked, user=None)
    flags = raw.FPDF_ANNOT | raw.FPDF_LCD_TEXT
    state = raw.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, bitmap.width, bitmap.height, 0, flags, pause)
    raw.FPDF_RenderPage_Close(page)
    if state != raw.FPDF_RENDER_DONE:
        raise Refused("หน้านี้ใช้เวลาวาดนานเกินไป เปิดดูจากไฟล์ต้นฉบับแทนได้", code="page_slow")


def _page_text(page: pypdfium2.PdfPage) -> str:
    textpage = page.get_textpage()
    try:
        text = "".join(_signs(textpage))
    finally:
        textpage.close()
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    return re.sub(r" *\n", "\n", re.sub(r"[ \u00a0]+", " ", text)).strip()


def _signs(textpage: pypdfium2.PdfTextPage) -> Iterator[str]:
    """Every sign, with a space where the paper shows one and none where it shows none inside a Thai word."""
    right = base = tall = 0.0
    before = "\n"
    for index in range(textpage.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(textpage, index) or 0xFFFE)
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or sign.isspace():
            if not (sign == " " and _is_mark(textpage, index)):
                yield sign
            before = sign
            continue
        box = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        origin = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(textpage, index, *origin)
        # A sign's box may be no larger than its ink; the tallest of the line tells the size of the type.
        left, size = min(box.left, origin[0].value), max(box.top - box.bottom, 1.0)
        same_line = abs(origin[1].value - base) < max(tall, size) * 0.3
        tall = max(tall, size) if same_line else size
        if same_line and not before.isspace() and left - right > tall * _GAP:
            yield " "
        yield sign
        right = max(right, box.right) if same_line else box.right
        base, before = origin[1].value, sign


def _is_mark(textpage: pypdfium2.PdfTextPage, index: int) -> bool:
    """Whether a Thai mark follows: no space ever stands before one."""
    following = chr(raw.FPDFText_GetUnicode(textpage, index + 1) or 0xFFFE)
    return ("\u0e31" <= following <= "\u0e3a" and following != "\u0e32") or "\u0e47" <= following <= "\u0e4e"

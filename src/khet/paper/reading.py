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
CM = 72 / 2.54
WATERMARK = 60.0
"""Points; larger type is a mark across the page and no text."""
SECONDS = 10.0
"""Longest time one call may draw or read."""
_GAP = 0.11
"""Share of the type size that is a space between two signs; narrower gaps are only loose setting."""
_INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, 0xFFFE, 0x02])


def page_count(pdf: bytes) -> int:
    """How many pages. Raises Refused for a locked or broken file."""
    with opened(pdf) as document:
        return len(document)


def preview_png(pdf: bytes, page: int = 0, width: int = 900, *, top: float = 1.0) -> bytes:
    """A picture of one page, `width` pixels wide (at most 2400). top: how much of its height, from the upper edge.

    Raises Refused when drawing takes over 10 seconds.
    """
    with opened(pdf) as document:
        shown = page_of(document, page)
        across, down = shown.get_size()
        pixels = max(16, min(width, WIDEST))
        scale = min(pixels / across, (MOST_PIXELS / (across * down)) ** 0.5)
        bitmap = pypdfium2.PdfBitmap.new_native(max(1, round(across * scale)), max(1, round(down * scale)), 4)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, bitmap.width, bitmap.height)
        _draw(shown, bitmap)
        out = io.BytesIO()
        picture = bitmap.to_pil().convert("RGB")
        if top < 1.0:
            picture = picture.crop((0, 0, picture.width, max(1, round(picture.height * top))))
        picture.save(out, "PNG", compress_level=6)
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


def first_lines(pdf: bytes, *, top_cm: float, bottom_cm: float) -> list[str]:
    """The first line of text of each page between the margins; page numbers and marks outside them do not count."""
    with opened(pdf) as document:
        return [_first_line(page_of(document, number), top_cm, bottom_cm) for number in range(len(document))]


def _first_line(page: pypdfium2.PdfPage, top_cm: float, bottom_cm: float) -> str:
    high, low = page.get_height() - top_cm * CM, bottom_cm * CM
    textpage = page.get_textpage()
    try:
        bases: dict[int, float] = {}
        for index in range(textpage.count_chars()):
            sign = chr(raw.FPDFText_GetUnicode(textpage, index) or 0xFFFE)
            if raw.FPDFText_IsGenerated(textpage, index) != 1 and not sign.isspace() and not _hangs(sign):
                _left, _far, base, size = _place(textpage, index)
                if low < base < high and size < WATERMARK:
                    bases[index] = base
        if not bases:
            return ""
        upper = max(bases.values())
        start = min(index for index, base in bases.items() if upper - base < 2)
        text = "".join(_signs(textpage, start))
    finally:
        textpage.close()
    return re.split(r"[\r\n]", text.translate(_INVISIBLE).lstrip())[0].strip()


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


def _signs(textpage: pypdfium2.PdfTextPage, start: int = 0) -> Iterator[str]:
    """Every sign from one on, with a space or a new line where the paper shows one and none inside a Thai word.

    pdfium guesses both from the ink, and Thai marks mislead it: on one base line the gaps decide.
    """
    right = base = tall = 0.0
    between = ""
    for index in range(start, textpage.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(textpage, index) or 0xFFFE)
        if raw.FPDFText_IsGenerated(textpage, index) == 1 or sign.isspace():
            between += sign
            continue
        left, far, level, size = _place(textpage, index)
        same_line = abs(level - base) < max(tall, size) * 0.2 and -0.5 < (left - right) / max(tall, size) < 2
        if same_line:
            between = " " if left - right > max(tall, size) * _GAP and not _hangs(sign) else ""
            right, tall = max(right, far), max(tall, size)
        else:
            right, tall = far, size
        yield between
        yield sign
        base, between = level, ""
    yield between


def _place(textpage: pypdfium2.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Left, right and base line of a sign and the height of its type.

    The box of a sign may be no larger than its ink: the pen's own position says where it begins, and the size of the
    type (where the file states it plainly) or the tallest sign of the line how large a gap must be.
    """
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetLooseCharBox(textpage, index, box)
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    high, stated = max(box.top - box.bottom, 1.0), raw.FPDFText_GetFontSize(textpage, index)
    return min(box.left, x.value), box.right, y.value, stated if high < stated < 3 * high else high


def _hangs(sign: str) -> bool:
    """Whether it is a Thai mark: no space ever stands before one."""
    return sign == "\u0e31" or "\u0e33" <= sign <= "\u0e3a" or "\u0e47" <= sign <= "\u0e4e"

"""ตรารับหนังสือ laid over the first page of a copy; the file that came in stays as it came."""

import io
import math

import pypdfium2
import pypdfium2.raw as raw

from khet.paper.documents.stamps import ReceiveStamp
from khet.paper.faces import SARABUN_PSK, Fonts
from khet.paper.pdfium import broken, locked, opened, page_of
from khet.paper.rendering import drawn_stamp

MARGIN_CM = 0.6
_CM = 72 / 2.54
_WIDE, _HIGH = 5 * _CM, 2.5 * _CM


def stamp(pdf: bytes, mark: ReceiveStamp, *, fonts: Fonts | None = None) -> bytes:
    """A new PDF with the stamp at the top right of page 1, as it is seen when the page is upright.

    A page too small for 5 cm gets a smaller stamp. Raises Refused for a locked or broken file.
    """
    drawing = drawn_stamp(mark, fonts or SARABUN_PSK)
    with opened(pdf) as document:
        if raw.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise locked()
        page = page_of(document, 0)
        try:
            _lay(document, page, drawing)
            out = io.BytesIO()
            document.save(out, version=None)
        except pypdfium2.PdfiumError:
            raise broken() from None
        return out.getvalue()


def _lay(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, drawing: bytes) -> None:
    source = pypdfium2.PdfDocument(drawing)
    try:
        form = source.page_as_xobject(0, document)
        mark = form.as_pageobject()
        mark.set_matrix(_placed(page))
        page.insert_obj(mark)
        page.gen_content()
    finally:
        source.close()


def _placed(page: pypdfium2.PdfPage) -> pypdfium2.PdfMatrix:
    """From the stamp's own corner to the top right of the page as seen, whichever way it is turned."""
    left, bottom, right, top = page.get_cropbox()
    turned = page.get_rotation() % 360
    across, down = (right - left, top - bottom) if turned in {0, 180} else (top - bottom, right - left)
    margin = min(MARGIN_CM * _CM, across * 0.03)
    scale = min(1.0, (across - 2 * margin) / _WIDE, (down - 2 * margin) / _HIGH)
    x, y = across - margin - _WIDE * scale, down - margin - _HIGH * scale
    corner = {0: (left, bottom), 90: (right, bottom), 180: (right, top), 270: (left, top)}[turned]
    angle = math.radians(turned)
    cos, sin = round(math.cos(angle)), round(math.sin(angle))
    return pypdfium2.PdfMatrix(
        scale * cos,
        scale * sin,
        -scale * sin,
        scale * cos,
        corner[0] + x * cos - y * sin,
        corner[1] + x * sin + y * cos,
    )

"""From a document to its PDF."""

import datetime as dt
from typing import Any

from khet.paper.catching import catch_words
from khet.paper.composing import composed, length, qr
from khet.paper.documents.parts import Document
from khet.paper.documents.stamps import ReceiveStamp
from khet.paper.faces import SARABUN_PSK, Fonts
from khet.paper.layout import DEFAULT, Layout
from khet.paper.press import printed, refuse_too_long
from khet.paper.reading import page_count
from khet.paper.wording import clean, digits

TIMELESS = int(dt.datetime(2020, 1, 1, tzinfo=dt.UTC).timestamp())


def render(doc: Document, *, fonts: Fonts | None = None, layout: Layout = DEFAULT) -> bytes:
    """The document as PDF/A-2b; the same document gives the same bytes, so its hash may be kept.

    fonts: see fonts_for. Raises Refused when a picture in it cannot be read or it is too long for one sheet.
    """
    refuse_too_long(length(doc))
    data = composed(doc, layout) | {"name": title_of(doc)}
    if doc.verification is not None:
        data["verification_qr"] = qr(doc.verification.url)
    pdf = printed(data, fonts or SARABUN_PSK, at=_made_at(doc))
    if getattr(doc, "catch_words", False) and page_count(pdf) > 1:
        # They stand in the margin, so the second setting breaks its pages where the first one did.
        caught = catch_words(pdf, layout)
        pdf = printed(data | {"catches": caught}, fonts or SARABUN_PSK, at=_made_at(doc))
    return pdf


def drawn_stamp(stamp: ReceiveStamp, fonts: Fonts) -> bytes:
    """The receive stamp alone, a PDF page of its own size."""
    data: dict[str, Any] = composed(stamp, DEFAULT) | {"name": "ตรารับหนังสือ", "draft": False, "verification": None}
    return printed(data, fonts, at=TIMELESS)


def title_of(doc: Document) -> str:
    """What a reader shows as the name of the file: the subject, else the title, else the kind."""
    for name in ("subject", "title", "award", "to", "agency"):
        text = clean(str(getattr(doc, name, "") or "")).replace("\n", " ").strip()
        if text:
            return digits(text[:300], thai=doc.thai_digits)
    return type(doc).__name__


def _made_at(doc: Document) -> int:
    """The document's own day; a clock would make every rendering another file."""
    day = getattr(doc, "date", None)
    if not isinstance(day, dt.date):
        return TIMELESS
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp())

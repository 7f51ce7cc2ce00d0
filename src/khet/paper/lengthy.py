"""Registers of any length: set a few pages at a time and joined, so that memory does not grow with the rows."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import pypdfium2

from khet.paper.composing import composed
from khet.paper.documents.sheets import RegisterRow, RegisterSheet
from khet.paper.faces import SARABUN_PSK, Fonts
from khet.paper.layout import DEFAULT, Layout
from khet.paper.pdfium import LOCK
from khet.paper.press import forget, printed_rows
from khet.paper.rendering import TIMELESS, title_of

ROWS: Final = 120
"""Rows set at once, about ten pages and 25 MB, which are given back before the next."""
MOST_PAGES: Final = 2000
"""Pages of one volume; what opens files takes no more than 3,000."""
_HAIR = 0.5  # points


@dataclass(frozen=True, slots=True)
class Volume:
    """One file of a long register: its pages are numbered on from those before it."""

    pdf: bytes
    first_page: int
    last_page: int


def volumes(
    sheet: RegisterSheet,
    rows: Iterable[RegisterRow],
    *,
    fonts: Fonts | None = None,
    layout: Layout = DEFAULT,
    told: Callable[[int], None] | None = None,
) -> Iterator[Volume]:
    """The rows under the heads of the sheet; told: how many rows are set. One volume unless there are many pages."""
    first, pages, joined = 1, 0, _Joined()
    try:
        for part, count, done in _parts(sheet, rows, fonts or SARABUN_PSK, layout):
            joined.take(part, count)
            pages += count
            if told is not None:
                told(done)
            if pages - first + 1 >= MOST_PAGES:
                yield Volume(joined.saved(), first, pages)
                first, joined = pages + 1, _Joined()
        if pages >= first:
            yield Volume(joined.saved(), first, pages)
    finally:
        joined.close()


def _parts(
    sheet: RegisterSheet, rows: Iterable[RegisterRow], fonts: Fonts, layout: Layout
) -> Iterator[tuple[bytes, int, int]]:
    """(PDF, how many of its pages to take, rows so far). A part ends where a page ends; the rest begins the next."""
    source, waiting, pages, done = iter(rows), list[RegisterRow](), 0, 0
    goes_on = True
    while goes_on:
        waiting += islice(source, ROWS + 1 - len(waiting))
        goes_on = len(waiting) > ROWS
        now = tuple(waiting[:ROWS])
        part = replace(sheet, rows=now, before=pages, goes_on=goes_on)
        data = composed(part, layout) | {"name": title_of(part)}
        pdf, tops = printed_rows(data, fonts, at=TIMELESS)
        forget(fonts)
        count, taken = _cut(tops) if goes_on else (0, 0)
        with LOCK:
            count = count or _count(pdf)
        taken = taken or len(now)
        waiting, pages, done = waiting[taken:], pages + count, done + taken
        yield pdf, count, done


def _cut(tops: Sequence[tuple[int, float]]) -> tuple[int, int]:
    """(pages, rows) up to the last page that begins with a new row; (0, 0) when there is none."""
    for row in range(len(tops) - 1, 0, -1):
        page, down = tops[row]
        if page > 1 and abs(down - tops[0][1]) < _HAIR:
            return page - 1, row
    return 0, 0


def _count(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


class _Joined:
    """Pages of several PDFs as one. pdfium is held only while something is done with it."""

    def __init__(self) -> None:
        with LOCK:
            self._whole: pypdfium2.PdfDocument | None = pypdfium2.PdfDocument.new()

    def take(self, pdf: bytes, count: int) -> None:
        assert self._whole is not None
        with LOCK:
            part = pypdfium2.PdfDocument(pdf)
            try:
                self._whole.import_pages(part, pages=list(range(count)))
            finally:
                part.close()

    def saved(self) -> bytes:
        assert self._whole is not None
        out = io.BytesIO()
        with LOCK:
            self._whole.save(out)
        self.close()
        return out.getvalue()

    def close(self) -> None:
        if self._whole is not None:
            with LOCK:
                self._whole.close()
            self._whole = None

"""What goes into the large files, and how far they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Any

import pypdfium2
from django.db.models import QuerySet

from khet.kernel.pdfium import pdfium_door
from khet.paper import services as paper
from khet.saraban.models import Bundle, Letter, RegisterEntry
from khet.saraban.reads.faces import fonts_of
from khet.saraban.reads.papers import pages_of_rows
from khet.thai import dates
from khet.thai.bangkok import today

AT_ONCE = 500
"""Rows of one PDF: under a second and 0.2 GB to set. A month with more goes in several parts."""


def whole_register(desk_id: int, asked: Mapping[str, Any]) -> QuerySet[RegisterEntry]:
    """Rows of an open register between two days, oldest first. The page has asked who may read it."""
    rows = RegisterEntry.objects.filter(desk_id=desk_id, book=asked["book"], secret_book=False, secrecy=0)
    rows = rows.filter(registered_on__gte=asked["first"], registered_on__lte=asked["last"])
    return rows.order_by("registered_on", "number", "pk")


def register_pages(bundle: Bundle) -> Iterator[tuple[int, str, bytes]]:
    """(rows so far, name, PDF) of each part: the whole when it is short, else month by month."""
    asked, rows = bundle.asked, whole_register(bundle.desk_id, bundle.asked)
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    if bundle.total <= AT_ONCE:
        yield bundle.total, bundle.name, _pages(bundle, list(rows), first, last)
        return
    done = 0
    for month, found in groupby(rows.iterator(2000), key=lambda row: row.registered_on.replace(day=1)):
        monthly = list(found)
        parts = [monthly[start : start + AT_ONCE] for start in range(0, len(monthly), AT_ONCE)]
        for number, part in enumerate(parts, 1):
            done += len(part)
            name = f"{month.year + 543}-{month.month:02} {dates.month(month)}"
            name = f"{name} ส่วนที่ {number}" if len(parts) > 1 else name
            yield done, name, _pages(bundle, part, part[0].registered_on, part[-1].registered_on)


def _pages(bundle: Bundle, rows: Sequence[RegisterEntry], first: date, last: date) -> bytes:
    sheet = pages_of_rows(
        bundle.asked["book"],
        rows,
        agency=bundle.desk.name,
        period=f"วันที่ {dates.span(first, last)}",
        thai_digits=bool(bundle.asked.get("thai_digits")),
    )
    return paper.render(
        replace(sheet, printed=f"พิมพ์ {dates.record(today())} โดย {bundle.by_name}"), fonts=fonts_of(bundle.desk_id)
    )


def certificate_name(letter: Letter) -> str:
    """Number and name as a name of a file inside an archive."""
    said = f"{letter.letter_no.replace('/', '-')} {letter.to_text}"
    return "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in said).strip(". ")[:80]


def joined(parts: Sequence[bytes]) -> bytes:
    """Several PDFs as one, in the order given."""
    out = BytesIO()
    with pdfium_door:
        whole = pypdfium2.PdfDocument.new()
        try:
            for part in parts:
                one = pypdfium2.PdfDocument(part)
                whole.import_pages(one)
                one.close()
            whole.save(out)
        finally:
            whole.close()
    return out.getvalue()

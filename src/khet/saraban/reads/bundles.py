"""What goes into the large files, and how far they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
from django.db.models import QuerySet

from khet.kernel.language import said_in_thai
from khet.kernel.pdfium import pdfium_door
from khet.paper import services as paper
from khet.saraban.models import Bundle, Letter, RegisterEntry
from khet.saraban.reads.faces import fonts_of
from khet.saraban.reads.papers import pages_of_rows, row_of
from khet.thai import dates
from khet.thai.bangkok import today

AT_ONCE = 500  # rows fetched at a time


def whole_register(desk_id: int, asked: Mapping[str, Any]) -> QuerySet[RegisterEntry]:
    """Rows of an open register between two days, oldest first. The page has asked who may read it."""
    rows = RegisterEntry.objects.filter(desk_id=desk_id, book=asked["book"], secret_book=False, secrecy=0)
    rows = rows.filter(registered_on__gte=asked["first"], registered_on__lte=asked["last"])
    return rows.order_by("registered_on", "number", "pk")


@said_in_thai("th")
def register_volumes(bundle: Bundle, *, told: Callable[[int], None]) -> list[paper.Volume]:
    """The register as one PDF, or as several when it has thousands of pages; told: how many rows are set."""
    asked = bundle.asked
    first, last = date.fromisoformat(asked["first"]), date.fromisoformat(asked["last"])
    sheet = pages_of_rows(
        asked["book"],
        (),
        agency=bundle.desk.name,
        period=f"วันที่ {dates.span(first, last)}",
        thai_digits=bool(asked.get("thai_digits")),
    )
    sheet = replace(sheet, printed=f"พิมพ์ {dates.record(today())} โดย {bundle.by_name}")
    rows = map(row_of, whole_register(bundle.desk_id, asked).iterator(AT_ONCE))
    return list(paper.volumes(sheet, rows, fonts=fonts_of(bundle.desk_id), told=told))


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

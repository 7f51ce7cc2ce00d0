"""Spreadsheets that go out: here xlsxwriter is loaded, and told that what people typed is text."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def written_to(out: BytesIO) -> Iterator[Any]:
    """An empty xlsxwriter.Workbook, in `out` when the block ends. A cell never becomes a formula, link or number."""
    import xlsxwriter  # 11 MB that most processes never need

    book = xlsxwriter.Workbook(out, SAFE)
    yield book
    book.close()

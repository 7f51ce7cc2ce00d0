"""Findings on the file they were found in."""

from khet.collect.checks.findings import Findings
from khet.collect.sheets import Sheet
from khet.collect.sheets.marking import Mark, Tone, mark


def marked(content: bytes, sheet: Sheet, findings: Findings) -> bytes:
    """The school's own workbook (.xlsx) with the wrong cells coloured and told, and a worksheet that links them.

    content: the bytes that `sheet` was read from.
    """
    return mark(
        content,
        sheet,
        (
            Mark(each.row, each.place, each.head, each.value, Tone(each.severity.value), each.message, each.hint)
            for each in findings.items
        ),
    )

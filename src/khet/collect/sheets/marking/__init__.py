"""A school's own workbook back, with the wrong cells coloured and told, and a worksheet that lists and links them."""

from khet.collect.sheets.marking.marks import Mark, Tone, mark

__all__ = ["Mark", "Tone", "mark"]

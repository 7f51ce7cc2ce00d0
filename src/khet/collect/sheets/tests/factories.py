"""Files as schools send them."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from khet.collect.checks.tests.factories import a_pupil
from khet.collect.sheets import layout

DMC = layout("dmc36").columns
HEADS = tuple(names[0] for names in DMC.values())


def rows_of(*pupils: Mapping[str, str]) -> list[list[str]]:
    """In the order of the 36 columns."""
    return [[pupil.get(key, "") for key in DMC] for pupil in pupils]


def a_class(size: int = 3) -> list[list[str]]:
    return rows_of(*(a_pupil(number) for number in range(1, size + 1)))


def a_workbook(table: Sequence[Sequence[Any]], *, tab: str = "นักเรียน", **options: Any) -> bytes:
    """Values as they are: numbers as numbers, days as days; texts never become formulas."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, **options}
    )
    sheet, day = book.add_worksheet(tab), book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(table):
        for place, value in enumerate(row):
            if hasattr(value, "year"):
                sheet.write_datetime(number, place, value, day)
            else:
                sheet.write(number, place, value)
    book.close()
    return out.getvalue()


def a_csv(table: Sequence[Sequence[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(encoding)


def headings_of_91() -> list[str]:
    """91 headings; four of siblings and of birth stand twice at the end, as importers of the file tell."""
    heads = [names[0] for names in layout("dmc91").columns.values()]
    twins = ["จำนวนพี่ชาย", "จำนวนน้องชาย", "จำนวนพี่สาว", "จำนวนน้องสาว"]
    return [*heads, *twins]


def table_of_91(*pupils: Mapping[str, str]) -> list[list[str]]:
    keys = list(layout("dmc91").columns)
    return [headings_of_91(), *([*(pupil.get(key, "") for key in keys), "9", "9", "9", "9"] for pupil in pupils)]

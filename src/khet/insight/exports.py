"""Tables of figures as Excel and Word. Numbers stay numbers; text never becomes a formula."""

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from khet.files.made import as_file
from khet.insight.models import Indicator
from khet.insight.reads.figures import Series
from khet.insight.reads.pivots import Pivot, period_label
from khet.paper.wording import clean
from khet.paper.workbooks import MIME, written_to

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "TH Sarabun New"

Value = str | float | None
Rows = Sequence[Sequence[Value]]


def pivot_rows(found: Pivot) -> Rows:
    """Heads first, the sums last."""
    end: list[Value] = [_("รวม")] if found.additive else []
    rows: list[list[Value]] = [[_("หน่วยงาน"), *(label for _code, label in found.columns), *end]]
    rows += [[line.place.name, *line.values, *([line.total] if found.additive else [])] for line in found.lines]
    known = [value for value in found.totals if value is not None]
    rows.append([_("รวมทุกแถว"), *found.totals, *([sum(known)] if found.additive else [])])
    return rows


def series_rows(indicator: Indicator, told: Series) -> Rows:
    """Per period the value; beside it numerator and denominator where there are both."""
    ratio = bool(indicator.denominator)
    heads: list[Value] = [_("หน่วยงาน")]
    for period in told.periods:
        label = period_label(period)
        heads += [label, *([f"{label} {_('ตัวตั้ง')}", f"{label} {_('ตัวหาร')}"] if ratio else [])]
    rows: list[list[Value]] = [heads]
    for name, figures in [*((row.place.name, row.figures) for row in told.rows), (_("รวม"), told.overall)]:
        line: list[Value] = [name]
        for period in told.periods:
            figure = figures.get(period)
            parts = [figure.numerator, figure.denominator] if figure else [None, None]
            line += [figure.value if figure else None, *(parts if ratio else [])]
        rows.append(line)
    return rows


def definition_lines(indicator: Indicator) -> list[str]:
    """What is under a table that goes out: how it is counted, by which version, and where from."""
    told = (
        (_("คำนิยาม"), indicator.definition),
        (_("ตัวตั้ง"), indicator.numerator_text),
        (_("ตัวหาร"), indicator.denominator_text),
        (_("แหล่งข้อมูล"), indicator.source),
        (_("ตัวเลขคิดตาม"), _("ฉบับที่ %(number)s") % {"number": indicator.version} if indicator.version else ""),
    )
    return [f"{head}: {text}" for head, text in told if text]


def answer_xlsx(rows: Rows, title: str, lines: Iterable[str] = ()) -> HttpResponse:
    return as_file(xlsx(rows, title, lines), MIME, f"{title}.xlsx")


def answer_docx(rows: Rows, title: str, lines: Iterable[str] = ()) -> HttpResponse:
    return as_file(docx(rows, title, lines), DOCX, f"{title}.docx")


def xlsx(rows: Rows, title: str, lines: Iterable[str] = ()) -> bytes:
    """One sheet, heads frozen; the lines beneath the table."""
    out = io.BytesIO()
    with written_to(out) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E3F1EC"})
        plain = book.add_format({"num_format": "#,##0.##"})
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, max(1, len(rows[0]) - 1), 14)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(y, x, value, bold if y == 0 else None)
                elif value is not None:
                    sheet.write_number(y, x, value, plain)
        for y, text in enumerate(lines, len(rows) + 1):
            sheet.write_string(y, 0, text)
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def docx(rows: Rows, title: str, lines: Iterable[str] = ()) -> bytes:
    """A heading, the table, and the lines beneath it, in the look of office papers."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(16)
    style.element.rPr.rFonts.set(qn("w:cs"), FONT)
    document.add_heading(clean(title), level=1)
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, value in zip(cells, row, strict=True):
            cell.text = _text(value)
    for text in lines:
        document.add_paragraph(clean(text))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _text(value: Value) -> str:
    if value is None:
        return "–"
    return clean(value) if isinstance(value, str) else f"{value:,.2f}".rstrip("0").rstrip(".")


def _sheet_name(title: str) -> str:
    """Excel takes 31 characters and none of these."""
    return "".join(" " if each in "[]:*?/\\'" else each for each in clean(title))[:31] or "1"

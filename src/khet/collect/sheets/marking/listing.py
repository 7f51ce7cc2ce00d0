"""The worksheet "สรุปจุดที่ต้องแก้": every mark in a row, with a link to its cell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from khet.collect.sheets.marking.styles import Styles
from khet.collect.sheets.marking.xml import column_name, escaped, harmless

if TYPE_CHECKING:
    from khet.collect.sheets.marking.marks import Mark

NAME = "สรุปจุดที่ต้องแก้"
HEADS = ("แถว", "ช่อง", "คอลัมน์", "ค่า", "ระดับ", "ต้องแก้อะไร", "แก้อย่างไร")
TONES = {"block": "ต้องแก้", "warn": "ควรตรวจ"}
_WIDTHS = (8, 8, 26, 26, 12, 60, 60)


def worksheet(tab: str, marks: Sequence["Mark"], styles: Styles) -> str:
    """The XML of the worksheet. Texts of the file stand as texts, never as formulas."""
    plain, toned = styles.wrapped(), {tone: styles.wrapped(tone) for tone in TONES}
    rows, links = [_row(1, HEADS, [styles.wrapped("head")] * len(HEADS))], []
    for at, each in enumerate(marks, 2):
        spot = f"{column_name(each.place)}{each.row}" if each.row and each.place >= 0 else ""
        number = str(each.row) if each.row else "ทั้งไฟล์"
        texts = (number, spot, each.head, each.value, TONES[each.tone], each.message, each.hint)
        rows.append(_row(at, texts, [toned[each.tone] if text is texts[4] else plain for text in texts]))
        if spot:
            target = f"'{tab.replace(chr(39), chr(39) * 2)}'!{spot}"
            links.append(f'<hyperlink ref="B{at}" location="{escaped(target)}" display="{spot}"/>')
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(_WIDTHS, 1)
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        f'state="frozen"/></sheetView></sheetViews><cols>{columns}</cols>'
        f'<sheetData>{"".join(rows)}</sheetData><autoFilter ref="A1:G{len(marks) + 1}"/>{linked}'
        '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/></worksheet>'
    )


def _row(number: int, texts: Sequence[str], styles: Sequence[int]) -> str:
    cells = "".join(
        f'<c r="{column_name(place)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escaped(harmless(text))}</t></is></c>"
        for place, (text, style) in enumerate(zip(texts, styles, strict=True))
    )
    return f'<row r="{number}">{cells}</row>'

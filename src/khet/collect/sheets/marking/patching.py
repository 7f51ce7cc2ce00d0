"""A workbook with its marks, everything else byte for byte as it was: only the parts that must change are rewritten.

Loading and saving a workbook of an area takes a library a minute and loses what it does not know; this takes seconds.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from khet.collect.sheets.marking import listing, notes
from khet.collect.sheets.marking.noting import OFFICE, SHEET_TYPE, UnusualError, noted, with_relations, with_type
from khet.collect.sheets.marking.styles import Styles
from khet.collect.sheets.marking.xml import column_name, escaped
from khet.collect.sheets.parts import Part, worksheets
from khet.collect.sheets.workbooks import column_of

if TYPE_CHECKING:
    from khet.collect.sheets.marking.marks import Mark

_ROW = re.compile(rb'(?:[^>]*? )?r="(\d+)"')
_CELL = re.compile(rb'<c r="([A-Z]{1,3})\d+"(?:[^>]*?/>|[^>]*?>.*?</c>)', re.DOTALL)
_STYLE = re.compile(rb' s="(\d+)"')
_LISTING = "xl/worksheets/khetList.xml"
_LARGE = 4 << 20
Spots = Mapping[int, Mapping[int, str]]


def patched(content: bytes, tab: str, marks: Sequence["Mark"]) -> bytes:
    """Raises UnusualError when it cannot be done for certain."""
    with zipfile.ZipFile(BytesIO(content)) as box:
        names = box.namelist()
        tabs = worksheets(box)
        part = next((each for each in tabs if each.name == tab and each.path in names), None)
        if part is None or "xl/styles.xml" not in names:
            raise UnusualError("no such worksheet, or no styles")
        changed = _changes(box, part, tabs, marks)
        return _written(box, changed)


def _changes(box: zipfile.ZipFile, part: Part, tabs: Sequence[Part], marks: Sequence["Mark"]) -> dict[str, bytes]:
    try:
        styles = Styles(box.read("xl/styles.xml").decode("utf-8"))
    except (ValueError, UnicodeDecodeError):
        raise UnusualError("styles of an unusual make") from None
    tones, texts = _gathered(marks)
    sheet = box.read(part.path)
    old_list = next((each for each in tabs if each.name == listing.NAME), None)
    if old_list is not None:  # it was marked before: what was mended loses its colour
        for old, new in styles.cleared().items():
            sheet = sheet.replace(b' s="%d"' % old, b' s="%d"' % new)
    types = box.read("[Content_Types].xml").decode("utf-8")
    sheet, types, changed = noted(box, part, _coloured(sheet, tones, styles), types, texts)
    changed[part.path] = sheet
    made = listing.worksheet(part.name, marks, styles).encode()
    if old_list is not None:
        changed[old_list.path] = made
    else:
        changed[_LISTING] = made
        changed.update(_with_tab(box, tabs))
        types = with_type(types, f'<Override PartName="/{_LISTING}" ContentType="{SHEET_TYPE}.worksheet+xml"/>')
    changed["xl/styles.xml"] = styles.text().encode()
    changed["[Content_Types].xml"] = types.encode()
    return changed


def _gathered(marks: Sequence["Mark"]) -> tuple[Spots, dict[tuple[int, int], str]]:
    """The tone of every marked cell by row, and the text of its comment."""
    tones: dict[int, dict[int, str]] = {}
    texts: dict[tuple[int, int], str] = {}
    for each in marks:
        if each.row < 1 or each.place < 0:
            continue
        row = tones.setdefault(each.row, {})
        if row.get(each.place) != "block":
            row[each.place] = each.tone.value
        spot, said = (each.row, each.place), f"{each.message}\n{each.hint}"
        if spot in texts:
            texts[spot] += f"\n\n{said}"
        elif len(texts) < notes.MOST:
            texts[spot] = said
    return tones, texts


def _coloured(sheet: bytes, tones: Spots, styles: Styles) -> bytes:
    if b"<sheetData>" not in sheet:
        raise UnusualError("a worksheet with other names")
    lead, *rows = sheet.split(b"<row ")
    left = set(tones)
    for at, row in enumerate(rows):
        number = _ROW.match(row)
        if number is None:
            raise UnusualError("rows without numbers")
        if (here := int(number[1])) in left:
            left.discard(here)
            rows[at] = _coloured_row(row, here, tones[here], styles)
    return b"<row ".join([lead, *rows])


def _coloured_row(row: bytes, number: int, tones: Mapping[int, str], styles: Styles) -> bytes:
    """The row with its marked cells in their new style; cells that were not there are added, empty."""
    start, end = row.find(b">") + 1, row.rfind(b"</row>")
    if end < start:
        raise UnusualError("a row without cells")
    cells = {column_of(found[1].decode()): found[0] for found in _CELL.finditer(row, start, end)}
    if sum(map(len, cells.values())) != end - start:
        raise UnusualError("something else between the cells")
    for place, tone in tones.items():
        cell = cells.get(place)
        if cell is None:
            cells[place] = f'<c r="{column_name(place)}{number}" s="{styles.marked(0, tone)}"/>'.encode()
            continue
        tag_end = cell.index(b">")
        tag, rest = cell[:tag_end], cell[tag_end:]
        known = _STYLE.search(tag)
        new = b' s="%d"' % styles.marked(int(known[1]) if known else 0, tone)
        tag = _STYLE.sub(new, tag) if known else tag.replace(b"<c ", b"<c" + new + b" ", 1)
        cells[place] = tag + rest
    return row[:start] + b"".join(cells[place] for place in sorted(cells)) + row[end:]


def _with_tab(box: zipfile.ZipFile, tabs: Sequence[Part]) -> dict[str, bytes]:
    """The workbook with the list as its last worksheet."""
    book = box.read("xl/workbook.xml").decode("utf-8")
    if "</sheets>" not in book or _LISTING in box.namelist():
        raise UnusualError("a workbook with other names")
    number = max(map(int, re.findall(r'sheetId="(\d+)"', book)), default=0) + 1
    entry = f'<sheet name="{escaped(listing.NAME)}" sheetId="{number}" xmlns:r="{OFFICE}" r:id="khetList"/>'
    relations = box.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    return {
        "xl/workbook.xml": book.replace("</sheets>", entry + "</sheets>", 1).encode(),
        "xl/_rels/workbook.xml.rels": with_relations(relations, ("khetList", "worksheet", _LISTING)),
    }


def _written(box: zipfile.ZipFile, changed: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*box.namelist(), *changed]):
            if name.endswith("/"):
                continue
            content = changed[name] if name in changed else box.read(name)
            new.writestr(name, content, compresslevel=1 if len(content) > _LARGE else 6)
    return out.getvalue()

"""Comments into a workbook, and what the parts of a box say of one another."""

import posixpath
import re
import zipfile
from collections.abc import Mapping

from khet.collect.sheets.marking import notes
from khet.collect.sheets.parts import Part, attributes

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_COMMENTS, _BOXES = "xl/khetComments.xml", "xl/drawings/khetBoxes.vml"
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_RELATION = re.compile(r"<Relationship\s[^>]*>")
_AUTHOR = re.compile(r"<author>([^<]*)</author>")
_AFTER = re.compile(
    rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)[ >/]"
)
_NO_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


class UnusualError(Exception):
    """This workbook is not made as others are: it is written anew instead."""


def noted(
    box: zipfile.ZipFile, part: Part, sheet: bytes, types: str, texts: Mapping[tuple[int, int], str]
) -> tuple[bytes, str, dict[str, bytes]]:
    """The worksheet, the types and other parts with the comments. People's own comments are left as they are, and then
    ours are only in the list; those of an earlier marking are replaced.
    """
    links = _links_of(part.path)
    relations = box.read(links).decode("utf-8") if links in box.namelist() else _NO_RELATIONS
    told, drawn = (_target(relations, part, kind) for kind in ("comments", "vmlDrawing"))
    made = {"comments": notes.comments(texts).encode(), "boxes": notes.boxes(texts).encode()}
    if told and drawn and told in box.namelist() and drawn in box.namelist():
        authors = set(_AUTHOR.findall(box.read(told).decode("utf-8", "replace")))
        return sheet, types, {told: made["comments"], drawn: made["boxes"]} if authors == {notes.AUTHOR} else {}
    if not texts or told or b"<legacyDrawing " in sheet:
        return sheet, types, {}
    added = (("khetComments", "comments", _COMMENTS), ("khetBoxes", "vmlDrawing", _BOXES))
    types = with_type(types, f'<Override PartName="/{_COMMENTS}" ContentType="{SHEET_TYPE}.comments+xml"/>')
    if 'Extension="vml"' not in types:
        types = with_type(types, f'<Default Extension="vml" ContentType="{_BOXES_TYPE}"/>')
    changed = {links: with_relations(relations, *added), _COMMENTS: made["comments"], _BOXES: made["boxes"]}
    return _with_boxes(sheet), types, changed


def _target(relations: str, part: Part, kind: str) -> str:
    """Where a worksheet's comments or boxes are kept, "" for nowhere."""
    for tag in _RELATION.findall(relations):
        told = attributes(tag)
        if told.get("Type", "").endswith(f"/{kind}"):
            target = told.get("Target", "")
            folder = part.path.rpartition("/")[0]
            return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return ""


def _with_boxes(sheet: bytes) -> bytes:
    """The worksheet with its drawing of comments, where the order of its parts wants it."""
    end = sheet.rindex(b"</sheetData>") if b"</sheetData>" in sheet else 0
    later = _AFTER.search(sheet, end)
    at = later.start() if later else sheet.rindex(b"</worksheet>")
    return sheet[:at] + f'<legacyDrawing xmlns:r="{OFFICE}" r:id="khetBoxes"/>'.encode() + sheet[at:]


def with_relations(text: str, *added: tuple[str, str, str]) -> bytes:
    told = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="/{path}"/>' for key, kind, path in added)
    if "</Relationships>" not in text:
        text = re.sub(r"(<Relationships[^>]*?)\s*/>", r"\1></Relationships>", text)
    if "</Relationships>" not in text:
        raise UnusualError("relations with other names")
    return text.replace("</Relationships>", told + "</Relationships>", 1).encode()


def with_type(text: str, entry: str) -> str:
    if "</Types>" not in text:
        raise UnusualError("types with other names")
    return text.replace("</Types>", entry + "</Types>", 1)


def _links_of(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/_rels/{name}.rels"

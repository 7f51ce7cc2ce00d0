"""Where a workbook keeps its worksheets."""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import unescape

from khet.kernel.errors import Refused

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_NUMBERED = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|(\d{1,7}));")
_MOST = 4 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A worksheet: its name for people and its file in the box."""

    name: str
    path: str


def attributes(tag: str) -> dict[str, str]:
    return {name: unescaped(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def unescaped(text: str) -> str:
    plain = _NUMBERED.sub(lambda found: _sign(found[1], found[2]), text)
    return unescape(plain, _QUOTES)


def _sign(hexadecimal: str | None, decimal: str | None) -> str:
    code = int(hexadecimal, 16) if hexadecimal else int(decimal or "0")
    return chr(code) if 0 < code < 0x110000 else ""


def worksheets(box: zipfile.ZipFile) -> list[Part]:
    """Every worksheet in the order of the workbook; [] when the workbook is not as others are."""
    try:
        with box.open("xl/workbook.xml") as file:
            book = file.read(_MOST).decode("utf-8", "replace")
        with box.open("xl/_rels/workbook.xml.rels") as file:
            relations = file.read(_MOST).decode("utf-8", "replace")
    except KeyError:
        return []
    targets = {}
    for tag in _RELATION.findall(relations):
        told = attributes(tag)
        targets[told.get("Id", "")] = told.get("Target", "")
    found = []
    for tag in _SHEET.findall(book):
        told = attributes(tag)
        link = next((value for name, value in told.items() if name.endswith(":id")), "")
        if target := targets.get(link):
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
            found.append(Part(told.get("name", ""), path))
    return found


def worksheet_part(content: bytes, tab: str) -> str | None:
    """The file of a worksheet in the box, None when it cannot be told."""
    with opened(content) as box:
        names = set(box.namelist())
        return next((part.path for part in worksheets(box) if part.name == tab and part.path in names), None)


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """A box to read from; damage, wherever it shows, is refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as box:
            yield box
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, NotImplementedError, OSError, EOFError):
        raise Refused("อ่านไฟล์ Excel ไม่ได้ เปิดแล้วบันทึกใหม่เป็น .xlsx", code="unreadable") from None

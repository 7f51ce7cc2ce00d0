"""CSV in UTF-8, UTF-16 or TIS-620 as rows of text."""

import csv
import io

from khet.collect.sheets import guarding
from khet.collect.sheets.workbooks import LONGEST, Grid
from khet.kernel.errors import Refused

_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ",;\t|"


def grid(content: bytes) -> Grid:
    """Raises Refused: letters or quotes that cannot be read, too long, too wide."""
    text, encoding = decoded(content)
    found = Grid(notes=[f"อ่านเป็น {encoding}"] if encoding == "TIS-620" else [])
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)):
            found.rows.append(tuple([cell[:LONGEST] for cell in row]))
            if len(found.rows) > guarding.MOST_ROWS + 20:
                raise guarding.too_long()
            if len(row) > guarding.MOST_COLUMNS:
                raise guarding.too_wide()
    except csv.Error:
        raise Refused("อ่านไฟล์ CSV ไม่ได้ บันทึกใหม่เป็น CSV UTF-8 หรือ Excel", code="unreadable") from None
    return found


def decoded(content: bytes) -> tuple[str, str]:
    """The text and how it was written. TIS-620 is read as its superset of Windows."""
    for mark, codec in _MARKS.items():
        if content.startswith(mark):
            try:
                return content.decode(codec), "UTF-8" if codec == "utf-8-sig" else "UTF-16"
            except UnicodeDecodeError:
                raise _unreadable() from None
    for codec, name in (("utf-8", "UTF-8"), ("cp874", "TIS-620")):
        try:
            return content.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise _unreadable()


def _unreadable() -> Refused:
    return Refused("อ่านตัวอักษรในไฟล์ไม่ได้ บันทึกใหม่เป็น CSV UTF-8 หรือ Excel", code="encoding")


def _delimiter(text: str) -> str:
    """The sign that stands most often in the fullest of the first lines."""
    lines = text[:20_000].splitlines()[:20]
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in lines), default=0))

"""A document as the data a sheet is filled from: user text travels as JSON values, never as markup."""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import segno

from khet.paper.bodies import blocks
from khet.paper.layout import Layout
from khet.paper.pictures import picture
from khet.paper.wording import clean, pieces
from khet.thai.dates import clock, letter, long, record

CELL = 9
"""Characters of the longest unbroken piece in a narrow register column."""


def composed(value: object, layout: Layout | None = None) -> dict[str, Any]:
    """The fields of a document dataclass, each in the form its sheet expects; see `as` in the fields' metadata."""
    thai = bool(getattr(value, "thai_digits", False))
    data = _fields(value, thai)
    data["kind"] = type(value).__name__
    data["lineage"] = [ancestor.__name__ for ancestor in type(value).__mro__]
    if layout is not None:
        data["layout"] = dataclasses.asdict(layout)
    return data


def length(value: object) -> int:
    """Characters of text in a document as it came: known at once, while shaping it takes its time."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, tuple):
        return sum(map(length, value))
    if dataclasses.is_dataclass(value):
        return sum(length(getattr(value, field.name)) for field in dataclasses.fields(value))
    return 0


def _fields(value: Any, thai: bool) -> dict[str, Any]:
    return {
        field.name: _shaped(getattr(value, field.name), str(field.metadata.get("as", "")), thai)
        for field in dataclasses.fields(value)
    }


def _shaped(value: Any, form: str, thai: bool) -> Any:
    if form in _FORMS and isinstance(value, str):
        return _FORMS[form](value, thai)
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return pieces(value, thai=thai) if value.strip() else []
        case bytes():
            return picture(value)
        case dt.datetime() | dt.date() | dt.time():
            return pieces(_moment(value, form), thai=thai)
        case tuple():
            return [_shaped(item, form, thai) for item in value]
    return _fields(value, thai)


def _moment(value: dt.datetime | dt.date | dt.time, form: str) -> str:
    if isinstance(value, dt.time):
        return clock(value)
    if isinstance(value, dt.datetime):
        return f"{record(value)} เวลา {clock(value)}"
    if form == "record":
        return record(value)
    if form == "era":
        return long(value).split("ที่ ", 1)[1]
    return letter(value)


def _code(text: str, _thai: bool) -> list[str]:
    """A one-time code in groups of four, as it is easiest to type."""
    bare = "".join(clean(text).split()).replace("-", "")
    return [bare[at : at + 4] for at in range(0, len(bare), 4)]


def _qr(text: str, _thai: bool) -> Any:
    return qr(text) if text else None


def qr(text: str) -> dict[str, Any]:
    """A QR of an address as a drawing."""
    out = io.BytesIO()
    segno.make_qr(clean(text)[:900]).save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return {"format": "svg", "text": out.getvalue().decode()}


_FORMS: dict[str, Callable[[str, bool], Any]] = {
    "body": lambda text, thai: blocks(text, thai=thai),
    "cell": lambda text, thai: pieces(text, thai=thai, widest=CELL * 2),
    "plain": lambda text, thai: pieces(text, widest=32),
    "code": _code,
    "qr": _qr,
}

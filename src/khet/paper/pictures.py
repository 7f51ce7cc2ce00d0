"""Pictures given by an office (emblem, seal, signature): looked at before they are printed."""

import base64
import io
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from khet.kernel.errors import Refused

MOST_BYTES = 1_000_000
MOST_PIXELS = 3000
"""Of either side; a larger picture is made smaller, as 3 cm of paper show no more."""
_PRINTED_PIXELS = 900


def picture(content: bytes) -> dict[str, Any]:
    """A PNG, JPEG or SVG as the sheet takes it. Raises Refused when it is none of them or too large."""
    if len(content) > MOST_BYTES:
        raise Refused("ไฟล์ภาพใหญ่เกิน 1 MB ให้ย่อภาพแล้วแนบใหม่", code="picture_too_large")
    return _picture(content)


@lru_cache(maxsize=32)
def _picture(content: bytes) -> dict[str, Any]:
    if content.lstrip()[:200].lower().startswith((b"<svg", b"<?xml", b"<!--")):
        return _drawing(content)
    return {"format": "svg", "text": _wrapped(*_photograph(content))}


def as_png(content: bytes) -> bytes:
    """A PNG, JPEG or SVG as a PNG of at most 900 points a side, for keeping where drawings are not kept.

    Raises Refused like picture().
    """
    found = picture(content)
    if content.lstrip()[:200].lower().startswith((b"<svg", b"<?xml", b"<!--")):
        return _raster(str(found["text"]))
    return _photograph(content)[0]


_SQUARE = """#set page(width: 6cm, height: 6cm, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, fit: "contain")"""


def _raster(text: str) -> bytes:
    """A drawing set into a square, so that its own measures cannot ask for a picture without end."""
    with tempfile.TemporaryDirectory() as nothing:
        main = Path(nothing, "main.typ")
        main.write_text(_SQUARE)
        try:
            made = typst.compile(
                main,
                format="png",
                ppi=300.0,
                root=Path(nothing),
                sys_inputs={"svg": text},
                ignore_system_fonts=True,
                package_path=nothing,
                package_cache_path=nothing,
            )
        except (typst.TypstError, RuntimeError, ValueError):
            raise _unreadable() from None
    if not isinstance(made, bytes):
        raise _unreadable()
    return made


def _drawing(content: bytes) -> dict[str, Any]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _unreadable() from None
    low = text.lower()
    # A drawing that names other files or entities is not a drawing alone.
    if "<svg" not in low or "<!entity" in low or "<!doctype" in low or "<script" in low or "<foreignobject" in low:
        raise _unreadable()
    if any(
        f"{attribute}={quote}{scheme}" in low
        for attribute in ("href",)
        for quote in "\"'"
        for scheme in ("http", "file", "/", ".")
    ):
        raise _unreadable()
    return {"format": "svg", "text": text}


def _photograph(content: bytes) -> tuple[bytes, int, int]:
    from PIL import Image  # 3 MB that most processes never need

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
                if max(found.size) > MOST_PIXELS:
                    raise Refused("ภาพละเอียดเกิน 3000 จุดต่อด้าน ให้ย่อภาพแล้วแนบใหม่", code="picture_too_large")
                shown = found.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Warning):
        raise _unreadable() from None
    shown.thumbnail((_PRINTED_PIXELS, _PRINTED_PIXELS))
    out = io.BytesIO()
    shown.save(out, "PNG", optimize=False)
    return out.getvalue(), shown.width, shown.height


def _wrapped(png: bytes, width: int, height: int) -> str:
    """A drawing around the picture: text travels faster through JSON than a list of bytes."""
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}" '
        f'height="{height}" viewBox="0 0 {width} {height}"><image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{data}"/></svg>'
    )


def _unreadable() -> Refused:
    return Refused("อ่านไฟล์ภาพนี้ไม่ได้ ให้ใช้ภาพ PNG JPEG หรือ SVG ที่ไม่อ้างถึงไฟล์อื่น", code="picture_unreadable")

"""The press: typst compilers kept warm, one per thread and face; closed to files, packages and the machine's fonts."""

import json
import re
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

from khet.paper.faces import Fonts, loaded

SHEETS = Path(__file__).parent / "typst"
_local = threading.local()
_MISSING = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
_NO_GLYPH = "□"
_KINDS_OF_MISSING = 400
_missing: set[str] = set()


def printed(data: dict[str, Any], fonts: Fonts, *, at: int) -> bytes:
    """A PDF/A-2b of the data. at: seconds since 1970 written as the time of making; equal input gives equal bytes.

    A sign that no face has is printed as □, because an archive copy may not contain unknown shapes.
    """
    text = json.dumps({**data, "face": _face(fonts)}, ensure_ascii=False)
    for _ in range(_KINDS_OF_MISSING):
        try:
            return _compiled(_replaced(text), fonts, at)
        except typst.TypstError as error:
            signs = _missing_signs(str(error))
            if not signs - _missing:
                raise
            _missing.update(signs)
    raise RuntimeError("too many signs without a shape")


def _compiled(text: str, fonts: Fonts, at: int) -> bytes:
    made = _compiler(fonts).compile(
        input=SHEETS / "main.typ", format="pdf", sys_inputs={"data": text}, pdf_standards="a-2b", timestamp=at
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def _compiler(fonts: Fonts) -> typst.Compiler:
    kept: dict[Fonts, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    if fonts not in kept:
        kept[fonts] = typst.Compiler(
            root=str(SHEETS),
            font_paths=loaded(fonts.folder),
            ignore_system_fonts=True,
            package_path=_nowhere(),
            package_cache_path=_nowhere(),
        )
    return kept[fonts]


@cache
def _nowhere() -> str:
    """An empty folder: no package is ever found or fetched."""
    return tempfile.mkdtemp(prefix="khet-paper-")


def _face(fonts: Fonts) -> dict[str, Any]:
    return {
        "family": fonts.family,
        "scale": fonts.scale,
        "bold_family": fonts.bold_family,
        "bold_scale": fonts.bold_scale,
    }


def _missing_signs(message: str) -> set[str]:
    found = _MISSING.search(message)
    if not found:
        return set()
    plain = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
    return {sign for sign in plain if ord(sign) > 0x7F and sign != _NO_GLYPH}


def _replaced(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, _missing), _NO_GLYPH)) if _missing else text

"""The press: typst compilers kept warm, one per thread and face; closed to files, packages and the machine's fonts."""

import json
import re
import tempfile
import threading
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import typst

from khet.kernel.errors import Refused
from khet.kernel.memory import give_back
from khet.paper.faces import Fonts, loaded
from khet.paper.layout import DEFAULT

SHEETS = Path(__file__).parent / "typst"
MOST = 3_000_000
"""Characters of data one rendering may have; a register of 4,000 lines has about that many and takes 1 GB to set."""
MOST_FACES = 4
"""Compilers kept warm in one thread: the office's own, the default, and a few schools'."""
NO_SHAPE = "□"
RUNS_REMEMBERED = 10
RUNS_BETWEEN = 16
"""Documents a thread sets before it gives back what it remembers of them: else a process keeps some 10 MB of that."""
MOST_SIGNS = 80
"""New signs tried for one document; one with more is not in a language these faces know."""
_local = threading.local()
_known: dict[Fonts, tuple[set[str], set[str]]] = {}
_MISSING = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
# Chinese, Japanese, Korean and picture signs: in none of the faces, so not worth a trial each.
_NEVER = re.compile("[\u2e80-\ua4cf\ua960-\ud7ff\uf900-\ufaff\U0001f000-\U0010ffff]")


def printed(data: dict[str, Any], fonts: Fonts, *, at: int) -> bytes:
    """A PDF/A-2b of the data. at: seconds since 1970 written as the time of making; equal input gives equal bytes.

    A sign that no face has is printed as □, because an archive copy may not contain unknown shapes.
    Raises Refused when the document is too long.
    """
    pdf = _compiled(_text(data, fonts), fonts, at)
    _local.made = getattr(_local, "made", 0) + 1
    if _local.made % RUNS_BETWEEN == 0:
        forget(fonts)
        give_back()
    return pdf


def printed_rows(data: dict[str, Any], fonts: Fonts, *, at: int) -> tuple[bytes, list[tuple[int, float]]]:
    """The same without tags, which pages that are joined lose; and page (from 1) and height of each row's top."""
    pdf = _compiled(_text(data, fonts), fonts, at, tags=False)
    tops = json.loads(_compiler(fonts).query("<rows>", field="value", one=True))
    return pdf, [(int(page), float(down)) for page, down in tops]


def forget(fonts: Fonts) -> None:
    """Give back the memory of what was set: typst lets go of what its last ten runs did not touch (20 ms)."""
    nothing = json.dumps(_probe([], fonts, asdict(DEFAULT)))
    for _turn in range(RUNS_REMEMBERED + 1):
        _compiled(nothing, fonts, 0, tags=False)


def _text(data: dict[str, Any], fonts: Fonts) -> str:
    text = json.dumps(data | {"face": _face(fonts)}, ensure_ascii=False)
    refuse_too_long(len(text))
    shapeless = _shapeless(text, fonts, data["layout"])
    return text.translate(dict.fromkeys(map(ord, shapeless), NO_SHAPE))


def refuse_too_long(characters: int) -> None:
    """Raises Refused when a document has more than can be set at once."""
    if characters > MOST:
        raise Refused("เอกสารยาวเกินกว่าจะจัดหน้าได้ในครั้งเดียว ให้แบ่งเป็นช่วงที่สั้นลงแล้วพิมพ์ทีละช่วง", code="too_long")


def _shapeless(text: str, fonts: Fonts, layout: dict[str, Any]) -> set[str]:
    """The signs of the text that no face can show. Each sign is tried once in the life of the process."""
    shown, missing = _known.setdefault(fonts, (set(), set()))
    signs = {sign for sign in set(text) if sign > "~" and not "\u0e01" <= sign <= "\u0e5b"}
    missing.update(sign for sign in signs if _NEVER.match(sign))
    untried = sorted(signs - shown - missing)
    untried, beyond = untried[:MOST_SIGNS], set(untried[MOST_SIGNS:])
    while untried:
        try:
            _compiled(json.dumps(_probe(untried, fonts, layout), ensure_ascii=False), fonts, 0)
        except typst.TypstError as error:
            found = _named(str(error)) & set(untried)
            if not found:
                raise
            missing |= found
            untried = [sign for sign in untried if sign not in found]
        else:
            shown.update(untried)
            break
    return (signs & missing) | beyond


def _probe(signs: list[str], fonts: Fonts, layout: dict[str, Any]) -> dict[str, Any]:
    return {"lineage": ["Probe"], "signs": signs, "face": _face(fonts), "layout": layout}


def _compiled(text: str, fonts: Fonts, at: int, *, tags: bool = True) -> bytes:
    made = _compiler(fonts).compile(
        input=SHEETS / "main.typ",
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards="a-2b",
        timestamp=at,
        pdf_tags=tags,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst gave no PDF")
    return made


def _compiler(fonts: Fonts) -> typst.Compiler:
    kept: dict[Fonts, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    if fonts not in kept:
        while len(kept) >= MOST_FACES:
            kept.pop(next(iter(kept)))
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
        "marks": fonts.marks,
    }


def _named(message: str) -> set[str]:
    """The signs typst says it could not show."""
    found = _MISSING.search(message)
    return set(_ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])) if found else set()

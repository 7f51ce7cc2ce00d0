"""Puts the parts in css/ and js/ together into the two files that are served. Run: python -m khet.ui.assemble

A test compares the served files with the parts, so that neither can drift.
"""

import re
from pathlib import Path

from khet.ui import palette

HERE = Path(__file__).resolve().parent
SERVED = HERE / "static" / "ui"
LAYERS = "@layer reset,tokens,base,layout,components,pages,override;"


def stylesheet() -> str:
    """All parts of css/ in the order of their names, without comments and slack; the colours from the palette."""
    parts = (path.read_text(encoding="utf-8") for path in sorted((HERE / "css").glob("*.css")))
    return "\n".join([LAYERS, *map(_tight, parts), f"@layer tokens{{{palette.css()}}}"]) + "\n"


def script() -> str:
    """All parts of js/ in the order of their names, each in a scope of its own."""
    parts = (path.read_text(encoding="utf-8") for path in sorted((HERE / "js").glob("*.js")))
    return '"use strict";\n' + "".join(f"{{\n{_bare(part)}\n}}\n" for part in parts)


def _tight(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return re.sub(r"([a-z-]): ", r"\1:", css).replace(" !", "!").replace(";}", "}").replace("} ", "}").strip()


def _bare(script: str) -> str:
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def main() -> None:
    SERVED.mkdir(parents=True, exist_ok=True)
    (SERVED / "khet.css").write_text(stylesheet(), encoding="utf-8")
    (SERVED / "khet.js").write_text(script(), encoding="utf-8")


if __name__ == "__main__":
    main()

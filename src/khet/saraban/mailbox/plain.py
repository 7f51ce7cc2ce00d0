"""The words of an HTML mail, and nothing that acts: no tag, no script, no address that is fetched by itself.

Read by hand in one pass: the standard parser takes time by the square of what a hostile mail gives it.
"""

import html
import re

MOST_HTML = 1_000_000
_SILENT = {"script", "style", "title", "template", "noscript", "svg", "math", "object", "iframe"}
_BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr"}
_NAME = re.compile(r"/?([a-z][a-z0-9]{0,20})")
_BLANKS = re.compile(r"[ \t\xa0]+")


def words_of(source: str) -> str:
    """What a reader would see of it, as plain text; never raises, in time by the length."""
    source = source[:MOST_HTML]
    lower, parts, at = source.lower(), [], 0
    while (begin := source.find("<", at)) >= 0:
        parts.append(source[at:begin])
        ends, closing = _end_of(lower, begin)
        if ends < 0:
            at = len(source)  # never closed: nothing after it is shown
            break
        parts.append(_in_place_of(lower[begin + 1 : begin + 24]) if closing == ">" else " ")
        at = ends + len(closing)
    parts.append(source[at:])
    return tidy(html.unescape("".join(parts)))


def _end_of(lower: str, begin: int) -> tuple[int, str]:
    """Where a tag, a comment or a silent element ends, and with which marks."""
    if lower.startswith("<!--", begin):
        return lower.find("-->", begin + 4), "-->"
    name = _NAME.match(lower, begin + 1)
    if name is not None and name[1] in _SILENT and lower[begin + 1] != "/":
        inside = lower.find(f"</{name[1]}", begin)
        return (lower.find(">", inside) if inside >= 0 else -1), ">"
    return lower.find(">", begin), ">"


def _in_place_of(tag: str) -> str:
    name = _NAME.match(tag)
    if name is None:
        return ""
    return "\n" if name[1] in _BREAKS else " " if name[1] in {"td", "th"} else ""


def tidy(text: str) -> str:
    """No more than one empty line in a row."""
    lines = [_BLANKS.sub(" ", each).strip() for each in text.replace("\r", "").split("\n")]
    kept = [each for place, each in enumerate(lines) if each or (place and lines[place - 1])]
    return "\n".join(kept).strip()

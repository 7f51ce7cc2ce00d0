"""XPath of XForms as our formulas, word by word. What has no counterpart raises Untaken with what it was."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from khet.collect.expressions import FUNCTIONS
from khet.collect.xlsform.translating import MAIL, PHONE, THIRTEEN, YEAR

LONGEST = 8_000
_WORD = re.compile(
    r"\s*(?:(?P<ref>\$\{=?[^{}]{1,200}\})|(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z_-]+)?)|(?P<dot>\.(?!\d))|(?P<sign><=|>=|!=|[=<>+*(),-]))"
)
_FUNCTIONS = {
    "string-length": "len",
    "count-selected": "chosen",
    "starts-with": "starts",
    "not": "not",
    **{
        name: name
        for name in ("if", "coalesce", "round", "abs", "today", "selected", "sum", "count", "min", "max", "date")
    },
}
_PATTERNS = {PHONE: "phone({0})", MAIL: "email({0})", THIRTEEN: "citizen({0})"}
_DIGITS = re.compile(r"\^\[0-9\]\{(\d{1,2})\}\$")
_REGEX = re.compile(r"regex\(\s*(\.|\$\{[^{}]{1,200}\})\s*,\s*'([^']{1,200})'\s*\)")
_AGE = re.compile(
    rf"int\(\((today\(\)|\$\{{[^{{}}]{{1,200}}\}}) - (\.|\$\{{[^{{}}]{{1,200}}\}})\) div {re.escape(YEAR)}\)"
)
_YEAR = re.compile(r"\(number\(format-date\((\.|\$\{[^{}]{1,200}\}|today\(\)), '%Y'\)\) \+ 543\)")
_MONTH = re.compile(r"number\(format-date\((\.|\$\{[^{}]{1,200}\}|today\(\)), '%n'\)\)")
_MEAN = re.compile(r"\(sum\((\$\{[^{}]{1,200}\})\) div count\(\1\)\)")
_EMPTY = re.compile(r"(\.|\$\{[^{}]{1,200}\})\s*(!?=)\s*(?:''|\"\")")
_WHOLE = {"true()": "true", "false()": "false"}


class Untaken(Exception):  # noqa: N818
    """What our formulas cannot say."""


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean to us: refs by XLSForm name; within: how they are called inside a repeat; sums: texts of added
    cells and what they are to us.
    """

    refs: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)


def ours(line: str, names: Names, own: str = "") -> str:
    """own: what a dot means. Raises Untaken."""
    if len(line) > LONGEST:
        raise Untaken("…")
    for text, ref in names.sums.items():
        line = line.replace(text, f"${{={ref}}}")
    line = _idioms(line, names, own)
    words, at = [], 0
    while at < len(line.rstrip()):
        word = _WORD.match(line, at)
        if word is None:
            raise Untaken(line[at : at + 12].strip())
        words.append(_said(word, names, own))
        at = word.end()
    return _tidy(" ".join(words))


def _idioms(line: str, names: Names, own: str) -> str:
    def ref(text: str) -> str:
        return text if text == "today()" else _ref(text, names, own)

    line = _REGEX.sub(lambda m: f"${{={_pattern(m[2]).format(ref(m[1]))}}}", line)
    line = _AGE.sub(lambda m: f"${{={_age(ref(m[2]), m[1], ref)}}}", line)
    line = _YEAR.sub(lambda m: f"${{=year({ref(m[1])})}}", line)
    line = _MONTH.sub(lambda m: f"${{=month({ref(m[1])})}}", line)
    line = _MEAN.sub(lambda m: f"${{=average({ref(m[1])})}}", line)
    return _EMPTY.sub(lambda m: f"${{={'empty' if m[2] == '=' else 'filled'}({ref(m[1])})}}", line)


def _age(born: str, until: str, ref: object) -> str:
    return f"years({born})" if until == "today()" else f"years({born}, {ref(until)})"  # type: ignore[operator]


def _pattern(pattern: str) -> str:
    if (digits := _DIGITS.fullmatch(pattern)) is not None:
        return f"digits({{0}}, {digits[1]})"
    if pattern not in _PATTERNS:
        raise Untaken(f"regex {pattern}")
    return _PATTERNS[pattern]


def _ref(text: str, names: Names, own: str) -> str:
    if text == ".":
        if not own:
            raise Untaken(".")
        return own
    name = text[2:-1]
    if name.startswith("="):
        return name[1:]
    found = names.within.get(name) or names.refs.get(name)
    if found is None:
        raise Untaken(name)
    return found


def _said(word: re.Match[str], names: Names, own: str) -> str:
    kind, text = str(word.lastgroup), word.group(str(word.lastgroup))
    if kind in ("ref", "dot"):
        return _ref(text, names, own)
    if kind == "text":
        return f'"{text[1:-1]}"'
    if kind == "name":
        return _name(text)
    return text


def _name(text: str) -> str:
    known = {"div": "/", "and": "and", "or": "or", "true": "true", "false": "false"}
    if text in known:
        return known[text]
    if text in _FUNCTIONS:
        return _FUNCTIONS[text]
    raise Untaken(text)


def _tidy(line: str) -> str:
    """true ( ) → true; one comparison of yes and no needs no quotes."""
    line = re.sub(r"\b(true|false) \( \)", r"\1", line)
    line = re.sub(r'(!?=) "(true|false)"', r"\1 \2", line)
    line = re.sub(r"(\w) \(", lambda m: m[0] if _is_word(line, m) else f"{m[1]}(", line)
    return line.replace("( ", "(").replace(" )", ")").replace(" ,", ",")


def _is_word(line: str, found: re.Match[str]) -> bool:
    """and (…) and not (…) keep their blank; functions do not."""
    before = re.search(r"(\w+) \($", line[: found.end()])
    return before is not None and before[1] not in FUNCTIONS

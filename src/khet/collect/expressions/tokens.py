"""A line cut into words."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from khet.thai.digits import to_arabic

LONGEST = 1_000
_WORD = re.compile(
    r"(?P<number>[0-9๐-๙]+(?:\.[0-9๐-๙]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?)"
    r"|(?P<text>\"[^\"]*\"|'[^']*'|“[^”]*”)"
    r"|(?P<sign><=|>=|!=|<>|==|[=<>+*/(),≤≥≠×÷−-])"
)
_SPACE = re.compile(r"\s*")
_SAME = {"==": "=", "<>": "!=", "≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-"}


class ExpressionError(ValueError):
    """A Thai sentence that says what is wrong in a formula, and where; at counts letters from 1 (0: the whole)."""

    def __init__(self, sentence: str, *, at: int = 0, near: str = "") -> None:
        place = _("ตัวที่ %(at)s ตรง “%(near)s”: ") % {"at": at, "near": near[:30]} if near else ""
        super().__init__(f"{place}{sentence}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, name, text, sign or end. at: the letter it begins with, from 1."""

    kind: str
    text: str
    at: int

    def wrong(self, sentence: str) -> ExpressionError:
        return ExpressionError(sentence, at=self.at, near=self.text or _("ท้ายสูตร"))


def tokens(line: str) -> list[Token]:
    """Raises ExpressionError at the first letter that begins no word."""
    if len(line) > LONGEST:
        raise ExpressionError(_("สูตรยาวเกิน %(most)s ตัวอักษร แยกเป็นช่องคำนวณหลายช่อง") % {"most": f"{LONGEST:,}"})
    found: list[Token] = []
    at = _end_of(_SPACE.match(line, 0))
    while at < len(line):
        word = _WORD.match(line, at)
        if word is None:
            raise ExpressionError(_why_not(line[at]), at=at + 1, near=line[at : at + 10])
        found.append(_token(word, at + 1))
        at = _end_of(_SPACE.match(line, word.end()))
    return [*found, Token("end", "", len(line) + 1)]


def _token(word: re.Match[str], at: int) -> Token:
    kind, said = str(word.lastgroup), word.group()
    if kind == "text":
        return Token(kind, said[1:-1], at)
    if kind == "number":
        return Token(kind, to_arabic(said), at)
    return Token(kind, _SAME.get(said, said), at)


def _why_not(letter: str) -> str:
    if letter in "\"'“":
        return _("ข้อความเปิดเครื่องหมายคำพูดแล้วไม่ปิด")
    if "ก" <= letter <= "๛":
        return _("ใช้ชื่อช่องเป็นรหัสภาษาอังกฤษ ส่วนข้อความใส่ในเครื่องหมายคำพูด")
    return _("ไม่รู้จักเครื่องหมายนี้")


def _end_of(match: re.Match[str] | None) -> int:
    assert match is not None
    return match.end()

"""Text folded for search, with the way back: which characters of the original each folded one stands for."""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from khet.thai.marks import AM, TONES, UNSETTLED, Sign, settled

# Glyphs that old fonts kept at private places: raised, lowered and shifted marks, ญ and ฐ without their foot.
_GLYPHS = dict(
    zip(
        range(0xF700, 0xF71B),
        "ฐ\u0e34\u0e35\u0e36\u0e37" + "\u0e48\u0e49\u0e4a\u0e4b\u0e4c" * 2 + "ญ\u0e31\u0e4d\u0e47"
        "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e38\u0e39\u0e3a",
        strict=True,
    )
)
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_DIGITS = {0x0E50 + value: str(value) for value in range(10)}
_LIKE_FOR_LIKE = {**_GLYPHS, **_WIDE, **_DIGITS}
_UNLIKE = re.compile("[๐-๙\uf700-\uf71a\uff01-\uff5e]")

_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+")
_LATE_TONE = re.compile(
    f"[ะา{AM}][ะา{AM}{TONES}]+"
)  # without looking ahead for a tone: a long run is gone through once
_DOUBLE_E = re.compile("เเ")
_BLANKS = re.compile(r"[^\S ]\s*| \s+")  # whatever is not one blank
_TORN_AM = re.compile(f"(?<=[ก-ฮ]) [า{AM}]|(?<=[ก-ฮ][{TONES}]) [า{AM}]")
_UPPER = re.compile("[^\x00-@\\[-\x7f\u0e00-\u0e7f]")
_FOREIGN = re.compile("[^\x00-\u00bf\u0e00-\u0e7f\u2010-\u2027\uf700-\uf71a]")
_MOST_TURNS = 8

Change = Callable[[list[Sign]], list[Sign]]


@dataclass(frozen=True, slots=True)
class Mapped:
    """text: folded for search. origin[i]: where text[i] begins in the original; ends[i]: where it ends there."""

    text: str
    origin: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of the original that text[start:end] stands for, split vowels and dropped signs between included."""
        if start >= end:
            place = self.origin[start] if start < len(self.text) else (self.ends[-1] if self.text else 0)
            return place, place
        return min(self.origin[start:end]), max(self.ends[start:end])

    def place(self, position: int) -> int:
        """Where in text a position of the original has gone to (for originals read from left to right)."""
        return bisect_left(self.origin, position)


def searchable(text: str) -> str:
    """mapped(text).text, without the map: normalised, 0-9, lower case, half-width, torn ำ joined."""
    return _turned(text, None).text


def mapped(text: str) -> Mapped:
    """The text folded for search and its exact map to the original. Folding a folded text changes nothing."""
    return _turned(text, range(len(text)))


def _turned(text: str, origin: Sequence[int] | None) -> Mapped:
    ends = range(1, len(text) + 1) if origin is not None else None
    work = _Work(text, origin, ends)
    work.turn()
    if _FOREIGN.search(text):
        # Marks of other scripts may settle only in the second turn.
        for _ in range(_MOST_TURNS):
            before = work.text
            work.turn()
            if work.text == before:
                break
    return Mapped(work.text, work.origin or (), work.ends or ())


class _Work:
    """A text on its way, step by step; without origin nothing is mapped."""

    def __init__(self, text: str, origin: Sequence[int] | None, ends: Sequence[int] | None) -> None:
        self.text, self.origin, self.ends = text, origin, ends

    def turn(self) -> None:
        if _UNLIKE.search(self.text):
            self.text = self.text.translate(_LIKE_FOR_LIKE)
        if _UPPER.search(self.text):
            self._fold_case()
        self._rewrite(_DROPPED, _nothing)
        if not unicodedata.is_normalized("NFC", self.text):
            self._rewrite(_segments(self.text), _composed)
        self._settle()
        self._rewrite(_DOUBLE_E, lambda signs: [("แ", signs[0][1], signs[1][2])])
        self._rewrite(_BLANKS, lambda signs: [(" ", signs[0][1], signs[-1][2])])
        self._rewrite(_TORN_AM, lambda signs: [(AM, signs[0][1], signs[1][2])])
        self._strip()

    def _settle(self) -> None:
        """Joining ำ can leave a tone late once more, and a moved tone can meet its like."""
        for _ in range(_MOST_TURNS):
            self._rewrite(_LATE_TONE, _tones_first)
            before = self.text
            self._rewrite(UNSETTLED, settled)
            if self.text == before:
                break

    def _fold_case(self) -> None:
        folded = self.text.casefold()
        if len(folded) == len(self.text):
            self.text = folded
            return
        longer = _any_of(sign for sign in set(self.text) if len(sign.casefold()) > 1)
        self._rewrite(longer, lambda signs: [(sign, *signs[0][1:]) for sign in signs[0][0].casefold()])
        self.text = self.text.translate({ord(sign): _lower(sign) for sign in set(self.text)})

    def _strip(self) -> None:
        first, last = self.text.startswith(" "), self.text.endswith(" ") and len(self.text) > 1
        if first or last:
            kept = slice(int(first), len(self.text) - int(last))
            self.text = self.text[kept]
            if self.origin is not None and self.ends is not None:
                self.origin, self.ends = self.origin[kept], self.ends[kept]

    def _rewrite(self, pattern: re.Pattern[str], change: Change) -> None:
        text, origin, ends = self.text, self.origin, self.ends
        if origin is None or ends is None:
            self.text = pattern.sub(lambda run: "".join(s[0] for s in change(_signs(run))), text)
            return
        at = 0
        pieces: list[str] = []
        starts_new, ends_new = array("l"), array("l")
        for run in pattern.finditer(text):
            if at < run.start():
                pieces.append(text[at : run.start()])
                starts_new.extend(origin[at : run.start()])
                ends_new.extend(ends[at : run.start()])
            for sign, start, end in change(_signs(run)):
                pieces.append(sign)
                alone = end - start == 1
                starts_new.append(origin[start] if alone else min(origin[start:end]))
                ends_new.append(ends[start] if alone else max(ends[start:end]))
            at = run.end()
        if at or pieces:
            pieces.append(text[at:])
            starts_new.extend(origin[at:])
            ends_new.extend(ends[at:])
            self.text, self.origin, self.ends = "".join(pieces), starts_new, ends_new


def _signs(run: re.Match[str]) -> list[Sign]:
    start, text = run.start(), run.group()
    if len(text) == 1:
        return [(text, start, start + 1)]
    return [(sign, place, place + 1) for place, sign in enumerate(text, start)]


def _lower(sign: str) -> str:
    lowered = sign.casefold()
    return lowered if len(lowered) == 1 else sign


def _nothing(_: list[Sign]) -> list[Sign]:
    return []


def _tones_first(signs: list[Sign]) -> list[Sign]:
    """กา้ → ก้า."""
    return sorted(signs, key=lambda sign: not "\u0e48" <= sign[0] <= "\u0e4b")


def _segments(text: str) -> re.Pattern[str]:
    """Letters with what may compose with them, and what is composed by itself; by the signs of this text."""
    signs = set(text)
    alone = _any_of(sign for sign in signs if not unicodedata.is_normalized("NFC", sign))
    marks = "".join(map(re.escape, sorted(filter(_joins, signs))))
    return re.compile(f"(?:[^{marks}]|^)[{marks}]+|{alone.pattern}", re.DOTALL) if marks else alone


def _any_of(signs: Iterable[str]) -> re.Pattern[str]:
    listed = "".join(map(re.escape, sorted(signs)))
    return re.compile(f"[{listed}]" if listed else "(?!)")


def _joins(sign: str) -> bool:
    return bool(unicodedata.combining(sign)) or unicodedata.category(sign)[0] == "M" or "\u1160" <= sign <= "\u11ff"


def _composed(signs: list[Sign]) -> list[Sign]:
    before = "".join(sign for sign, _, _ in signs)
    after = unicodedata.normalize("NFC", before)
    if after == before:
        return signs
    if sorted(after) == sorted(before):  # only their order changed
        waiting: dict[str, list[Sign]] = {}
        for sign in signs:
            waiting.setdefault(sign[0], []).append(sign)
        return [waiting[sign].pop(0) for sign in after]
    return [(sign, signs[0][1], signs[-1][2]) for sign in after]

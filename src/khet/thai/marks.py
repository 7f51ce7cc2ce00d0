"""The order of the marks that stand above and below a letter, whatever the order they were typed in."""

import re
import unicodedata

ABOVE_BELOW = "\u0e31\u0e34-\u0e3a\u0e47\u0e4d"
TONES = "\u0e48-\u0e4b"
UPPERMOST = "\u0e48-\u0e4c"  # tone marks and ์
NIKHAHIT, AA, AM = "\u0e4d", "\u0e32", "\u0e33"

_USUAL = f"[\u0e31\u0e34-\u0e3a\u0e47][{UPPERMOST}](?![{ABOVE_BELOW}{UPPERMOST}])"
UNSETTLED = re.compile(f"(?!{_USUAL})[{ABOVE_BELOW}{UPPERMOST}]{{2,}}{AA}?|{NIKHAHIT}{AA}|\u0e4e{{2,}}")
"""Where marks may have to change places: two or more of them, or the parts of ำ; a vowel and its tone stand well."""
_UPPER = re.compile(f"[{UPPERMOST}]")
_TONE = re.compile(f"[{TONES}]")

Sign = tuple[str, int, int]
"""A character and the part of the text it stands for: (sign, start, end)."""


def settled(signs: list[Sign]) -> list[Sign]:
    """Marks in their order, equal neighbours as one, ํ (+ tone) + า as ำ. Settling twice changes nothing more."""
    tail = [signs[-1]] if signs[-1][0] == AA else []
    marks = _ordered(signs[: len(signs) - len(tail)])
    if not tail:
        return marks
    tone = [marks[-1]] if len(marks) > 1 and _TONE.match(marks[-1][0]) else []
    before = marks[: len(marks) - len(tone)]
    if not before or before[-1][0] != NIKHAHIT:
        return marks + tail
    return [*before[:-1], *tone, (AM, min(before[-1][1], tail[0][1]), tail[0][2])]


def settle(run: re.Match[str]) -> str:
    """settled() of a match of UNSETTLED, as text."""
    return "".join(sign for sign, _, _ in settled([(sign, 0, 0) for sign in run.group()]))


def _ordered(marks: list[Sign]) -> list[Sign]:
    while True:
        ordered = _single(_canonical(sorted(marks, key=lambda mark: bool(_UPPER.match(mark[0])))))
        if ordered == marks:
            return ordered
        marks = ordered


def _canonical(marks: list[Sign]) -> list[Sign]:
    """Neighbours that Unicode reorders, in Unicode's order."""
    found: list[Sign] = []
    waiting: list[Sign] = []
    for mark in marks:
        if unicodedata.combining(mark[0]):
            waiting.append(mark)
            continue
        found += sorted(waiting, key=lambda kept: unicodedata.combining(kept[0]))
        found.append(mark)
        waiting = []
    return found + sorted(waiting, key=lambda kept: unicodedata.combining(kept[0]))


def _single(marks: list[Sign]) -> list[Sign]:
    found: list[Sign] = []
    for sign, start, end in marks:
        if found and found[-1][0] == sign:
            found[-1] = (sign, min(found[-1][1], start), max(found[-1][2], end))
        else:
            found.append((sign, start, end))
    return found

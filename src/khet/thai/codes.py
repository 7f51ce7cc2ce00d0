"""Numbers and codes in any spelling as one exact token: ศธ 04349/ว๑๒๓, ค1.1 ป1/1, ปพ. ๕, 08x-xxx-xxxx, 17 พ.ย. 69.

A token holds letters and digits only; / and . between digits become two private signs, so that no tokeniser of a
database takes it apart and 04001.12 stays apart from 0400112.
"""

import re
from collections.abc import Callable, Iterator

from khet.thai.dates import MONTHS, SHORT_MONTHS

SLASH, DOT = "\ue000", "\ue001"

_DIGITS = re.compile("[0-9]+")
_BEFORE, _AFTER = 40, 40
_START = "(?<![ก-๎])"

_LETTER_NUMBER = re.compile(
    _START + r"(?P<unit>[ก-ฮ]{2,4})\.? ?(?P<file>[0-9]{2,8}(?:\.[0-9]{1,4}){0,3})"
    r" ?/ ?(?:(?P<mark>[ก-ฮ]{1,3})\.? ?)?(?P<number>[0-9]{1,7})"
)
_CIRCULAR = re.compile(_START + r"(?P<mark>ว)\.? ?(?P<number>[0-9]{1,6})(?![0-9.])")
_INDICATOR = re.compile(
    _START + r"(?P<subject>[ก-ฮ])\.? ?(?P<standard>[0-9]\.[0-9])"
    r"(?: ?,? ?(?P<stage>[มป])\.? ?(?P<level>[0-9](?: ?[-–] ?[0-9])?) ?/ ?(?P<item>[0-9]{1,2}))?(?![0-9])"
)
_COURSE = re.compile(_START + r"(?P<subject>[ก-ฮ]) ?(?P<code>[0-9]{5})(?![0-9])")
_LEVEL = re.compile(
    _START + r"(?P<short>[มปอ])\.? ?(?P<year>[1-6])(?:(?: ?/ ?)(?P<room>[0-9]{1,2}))?(?![0-9.])"
    r"|(?P<long>มัธยมศึกษา|มัธยม|ประถมศึกษา|ประถม|อนุบาลศึกษา|อนุบาล)(?:ปีที่)? ?(?P<nth>[1-6])(?![0-9])"
)
_FORM = re.compile(
    _START
    + r"(?P<name>(?:[ก-ฮ]\.? ?){2,4})(?P<number>[0-9]{1,3})(?: ?[:/] ?(?P<kind>[ก-ฮ0-9]{1,2})(?![ก-๎0-9]))?(?![0-9])"
)
_PHONE = re.compile(r"(?<![0-9])(?:\+?66[ -]?|0)[1-9](?:[ -]?[0-9]){7,8}(?![0-9])")
_CITIZEN = re.compile(r"(?<![0-9])[1-8][ -]?[0-9]{4}[ -]?[0-9]{5}[ -]?[0-9]{2}[ -]?[0-9](?![0-9])")
_PLATE = re.compile(r"(?<![ก-๎0-9])(?P<plate>[0-9]?[ก-ฮ]{1,2}[ -]?[0-9]{3,4})(?![0-9./])")

_MONTH_OF = {name: number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, 1)}
_MONTH_OF |= {
    name.replace(".", ""): number for name, number in list(_MONTH_OF.items()) if len(name.replace(".", "")) > 1
}
_MONTH = "|".join(re.escape(name).replace(r"\.", r"\. ?") for name in sorted(_MONTH_OF, key=len, reverse=True))
_ERA = r"(?:พ\.? ?ศ\.?|ค\.? ?ศ\.?)"
_WRITTEN_DATE = re.compile(
    rf"(?:(?<![0-9])(?P<day>[0-9]{{1,2}}) ?)?(?<![ก-๎])(?P<month>{_MONTH})"
    rf" ?(?:(?P<era>{_ERA}) ?)?(?P<year>[0-9]{{4}}|[0-9]{{2}})(?![0-9])"
)
_PLAIN_DATE = re.compile(
    r"(?<![0-9./])(?P<day>[0-3]?[0-9])(?P<sep>[/.-])(?P<month>[01]?[0-9])(?P=sep)(?P<year>[0-9]{4}|[0-9]{2})(?![0-9/])"
)
_ISO_DATE = re.compile(
    r"(?<![0-9./-])(?P<year>(?:19|20|24|25|26)[0-9]{2})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9])"
)
_YEAR = re.compile(
    rf"(?P<context>{_ERA}|ปีการศึกษา|ปีงบประมาณ|ภาคเรียนที่ ?[1-3] ?/|ปี) ?(?P<era>{_ERA})?"
    r" ?(?P<year>[0-9]{4}|[0-9]{2}(?![0-9.,]))(?![0-9])"
)


def codes(text: str) -> list[str]:
    """The codes of a text that mapping.searchable has folded, each once."""
    found: dict[str, None] = {}
    for window in _windows(text):
        for code in _found(window):
            found[code] = None
    return list(found)


def _windows(text: str) -> Iterator[str]:
    """The parts of the text that stand near a digit; most of a text stands near none."""
    start = end = 0
    for digit in _DIGITS.finditer(text):
        if not end or digit.start() - _BEFORE > end:
            if end:
                yield text[start:end]
            start = max(0, digit.start() - _BEFORE)
        end = digit.end() + _AFTER
    if end:
        yield text[start:end]


def _found(text: str) -> Iterator[str]:
    for pattern, tokens in _KINDS:
        for match in pattern.finditer(text):
            yield from tokens(match)
    yield from _days(text)


def _letter_number(match: re.Match[str]) -> Iterator[str]:
    number = (match["mark"] or "") + match["number"]
    file = _token(match["file"])
    yield f"{match['unit']}{file}{SLASH}{number}"
    yield f"{file}{SLASH}{number}"
    yield match["unit"] + file
    if match["mark"]:
        yield number


def _indicator(match: re.Match[str]) -> Iterator[str]:
    standard = _token(match["subject"] + match["standard"])
    yield standard
    if match["item"]:
        level = re.sub(" ?[-–] ?", "ถึง", match["level"])
        yield f"{standard}{match['stage']}{level}{SLASH}{match['item']}"


def _form(match: re.Match[str]) -> Iterator[str]:
    name = re.sub("[. ]", "", match["name"]) + match["number"]
    yield name
    if match["kind"]:
        yield name + SLASH + match["kind"]


def _phone(match: re.Match[str]) -> Iterator[str]:
    digits = re.sub("[^0-9]", "", match.group())
    yield "0" + digits[2:] if digits.startswith("66") else digits


def _together(match: re.Match[str]) -> Iterator[str]:
    yield re.sub("[ .-]", "", match.group())


def _level(match: re.Match[str]) -> Iterator[str]:
    if match["long"]:
        yield match["long"][0] + match["nth"]
        return
    yield match["short"] + match["year"]
    if match["room"]:
        yield f"{match['short']}{match['year']}{SLASH}{match['room']}"


def _days(text: str) -> Iterator[str]:
    for match in _WRITTEN_DATE.finditer(text):
        year = _be(match["year"], match["era"] or "", dated=True)
        yield from _day(match["day"], _MONTH_OF.get(match["month"].replace(" ", ""), 0), year)
    for pattern in (_PLAIN_DATE, _ISO_DATE):
        for match in pattern.finditer(text):
            yield from _day(match["day"], int(match["month"]), _be(match["year"], "", dated=True))
    for match in _YEAR.finditer(text):
        context = match["context"] if match["context"][0] in "พค" else match["era"] or ""
        if year := _be(match["year"], context, dated=False):
            yield f"ปี{year}"


def _day(day: str | None, month: int, year: int | None) -> Iterator[str]:
    if year is None or not 1 <= month <= 12:
        return
    yield f"ปี{year}"
    yield f"ปี{year}เดือน{month}"
    if day and 1 <= int(day) <= 31:
        yield f"ปี{year}เดือน{month}วัน{int(day)}"


def _be(digits: str, era: str, *, dated: bool) -> int | None:
    """The year as พ.ศ.: 69 is 2569 in a date, 2026 is 2569; None when it is no year of our time."""
    year = int(digits)
    if len(digits) == 2:
        return 2500 + year if dated or era.startswith("พ") else None
    if era.startswith("ค") or 1800 <= year <= 2200:
        return year + 543
    return year if 2300 <= year <= 2800 else None


def _token(code: str) -> str:
    return code.replace("/", SLASH).replace(".", DOT)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[str]]], ...] = (
    (_LETTER_NUMBER, _letter_number),
    (_CIRCULAR, _together),
    (_INDICATOR, _indicator),
    (_COURSE, _together),
    (_LEVEL, _level),
    (_FORM, _form),
    (_PLATE, _together),
    (_PHONE, _phone),
    (_CITIZEN, _together),
)

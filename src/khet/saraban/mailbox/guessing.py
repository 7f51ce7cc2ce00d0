"""What a letter says of itself on its first lines, where that is sure; else nothing. Somebody looks before ลงรับ."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from khet.thai.bangkok import today
from khet.thai.dateinput import parse
from khet.thai.dates import MONTHS, SHORT_MONTHS
from khet.thai.digits import to_arabic
from khet.thai.normal import normalise

HEAD = 3_000  # characters of a letter in which its own number and day stand
OLDEST = timedelta(days=3 * 366)
_CODE = r"[ก-ฮ]{1,3}\.? ?\d{2,6}(?:\.\d{1,5}){0,3} ?/ ?(?:ว ?)?\d{1,6}(?![\d/])"
_NUMBER = re.compile(rf"ที่ ?({_CODE})")  # letters and figures follow: no วันที่, no ครั้งที่
_BARE = re.compile(rf"(?<![ก-๎\d])({_CODE})")
_MONTH = "|".join(re.escape(name) for name in sorted((*MONTHS, *SHORT_MONTHS), key=len, reverse=True))
_DAY = rf"\d{{1,2}} ?(?:{_MONTH}) ?(?:พ\.?ศ\.? ?)?\d{{2,4}}"
_DATED = re.compile(rf"(?:ลงวันที่|ลว\.?) ?({_DAY}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}})(?!\d)")
_ALONE = re.compile(rf"^ ?(?:วันที่ ?)?({_DAY}) ?$", re.MULTILINE)
_ABOUT = re.compile(r"^ ?เรื่อง:? (.{4,300})((?:\n(?! ?(?:เรียน|อ้างถึง|ถึง|กราบ|สิ่งที่ส่งมาด้วย)).{1,200}){0,2})", re.MULTILINE)
_AGAIN = re.compile(r"^(?:\s*(?:re|fw|fwd|ส่งต่อ|ตอบกลับ|ตอบ)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Guess:
    """Empty where nothing is sure."""

    letter_no: str = ""
    dated: date | None = None
    subject: str = ""


def of_mail(subject: str, text: str = "") -> Guess:
    """From the subject of a mail, and the plain words "ลงวันที่" in its text."""
    words = _folded(_AGAIN.sub("", subject))
    number = _only(_NUMBER, words) or _only(_BARE, words)
    day = _only(_DATED, words) or (_only(_DATED, _folded(text)[:HEAD]) if number else "")
    _before, mark, after = words.partition("เรื่อง")
    title = after.lstrip(" :") if mark and len(after.strip()) > 3 else words
    return Guess(_number(number), _day(day), title.strip())


def of_paper(text: str) -> Guess:
    """From the words of a PDF: its number, its day and เรื่อง stand before what it refers to."""
    head = _folded(text[: HEAD * 2])[:HEAD]
    about = _ABOUT.search(head)
    above = head[: about.start()] if about else re.split(r"อ้างถึง|เรียน", head)[0]
    title = " ".join(f"{about[1]}{about[2]}".split()) if about else ""
    return Guess(_number(_only(_NUMBER, above)), _day(_only(_ALONE, above)), title[:500])


def _folded(text: str) -> str:
    return "\n".join(" ".join(to_arabic(normalise(each)).split()) for each in text.splitlines())


def _only(pattern: re.Pattern[str], text: str) -> str:
    """What is found once, or always the same; of two different ones neither is sure."""
    found = {" ".join(each.split()) for each in pattern.findall(text)}
    return found.pop() if len(found) == 1 else ""


def _number(text: str) -> str:
    tight = re.sub(r" ?/ ?", "/", text)
    return re.sub(r"ว (?=\d)", "ว", tight)[:80]


def _day(text: str) -> date | None:
    try:
        found = parse(text) if text else None
    except ValueError:
        return None
    return found if found and today() - OLDEST <= found <= today() else None

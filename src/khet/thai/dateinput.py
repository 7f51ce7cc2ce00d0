"""Days as people type them; a year is never guessed silently."""

import re
from datetime import date

from khet.thai.bangkok import today as bangkok_today
from khet.thai.dates import MONTHS, SHORT_MONTHS, WEEKDAYS
from khet.thai.digits import to_arabic
from khet.thai.normal import normalise
from khet.thai.years import to_be, to_ce

EXAMPLE = "25/5/2569"
# Two digits are taken as พ.ศ. only this near to today: 43 years lie between the same two digits in พ.ศ. and in ค.ศ.
NEAR_YEARS = 20

_MONTH_NUMBERS = {
    **{name: n for n, name in enumerate(MONTHS, 1)},
    **{name.replace(".", ""): n for n, name in enumerate(SHORT_MONTHS, 1)},
}
_NAMES = "|".join(sorted(map(re.escape, _MONTH_NUMBERS), key=len, reverse=True))
_WEEKDAY = re.compile(rf"^(?:วัน)?(?:{'|'.join(WEEKDAYS)}|พฤ|อา|[จอพศส])\.?\s*(?:ที่)?(?=[\s\d])")
_ERA = r"(?:(?P<era>พ\.?ศ\.?|ค\.?ศ\.?)\s*)?"
_NUMERIC = re.compile(rf"(?P<d>\d{{1,2}})\s*([/.\-])\s*(?P<m>\d{{1,2}})\s*\2\s*{_ERA}(?P<y>\d{{2}}|\d{{4}})")
_NAMED = re.compile(rf"(?P<d>\d{{1,2}})[\s/-]*(?P<name>{_NAMES})[\s/-]*(?:{_ERA}(?P<y>\d{{2}}|\d{{4}}))?")
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")


def parse(text: str, *, today: date | None = None, near: date | None = None) -> date:
    """A typed day: 25/5/69, 25/5/2569, ๒๕/๕/๒๕๖๙, 25 พ.ค. 69, 25 พฤษภาคม 2569, 2026-05-25.

    A year above 2400 is พ.ศ., 1800 to 2300 ค.ศ., unless the text says which. Without a year (25 พ.ค.) the day
    nearest to `near` is meant, when given. Raises ValueError with a sentence for the person who typed.
    """
    now = today or bangkok_today()
    found = _match(text)
    day, month = int(found["d"] or 0), _month(found)
    if found["y"] is None:
        if near is None:
            raise ValueError(f"วันที่ยังไม่มีปี พิมพ์ปีด้วย เช่น {EXAMPLE}")
        return _nearest(day, month, near)
    return _date(day, month, _year_ce(found["y"], _era(found), month, now))


def _match(text: str) -> dict[str, str | None]:
    folded = to_arabic(normalise(text)).strip().removeprefix("วันที่").strip()
    folded = _WEEKDAY.sub("", folded).strip()
    dotless = re.sub(r"(?<=[ก-๎])\s*\.\s*(?=[ก-๎])|(?<=[ก-๎])\.", "", folded)
    for pattern, candidate in ((_ISO, folded), (_NUMERIC, folded), (_NAMED, dotless)):
        if found := pattern.fullmatch(candidate):
            return found.groupdict()
    raise ValueError(f"อ่านวันที่ไม่ได้ พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น {EXAMPLE}")


def _month(found: dict[str, str | None]) -> int:
    name = found.get("name")
    return _MONTH_NUMBERS[name] if name else int(found["m"] or 0)


def _era(found: dict[str, str | None]) -> str:
    return (found.get("era") or "")[:1]


def _year_ce(digits: str, era: str, month: int, today: date) -> int:
    year = int(digits)
    if len(digits) == 2:
        return _short_year(year, era, today)
    if era == "พ" or (not era and year > 2400):
        if year < 2484 and month < 4:
            # Until 2483 the Thai year opened on 1 April, so these months lie one year later than the sum says.
            raise ValueError("ก่อน พ.ศ. 2484 ปีขึ้นต้นในเดือนเมษายน พิมพ์วันที่นี้เป็นปี ค.ศ.")
        return to_ce(year)
    if 1800 <= year <= 2300:
        return year
    raise ValueError(f"ปี {year} ไม่ใช่ปี พ.ศ. หรือ ค.ศ. ที่ใช้ได้ พิมพ์ปีสี่หลัก เช่น {to_be(today.year)}")


def _short_year(year: int, era: str, today: date) -> int:
    now = to_be(today.year)
    meant = min(
        (century + year for century in (now // 100 * 100 + k for k in (-100, 0, 100))), key=lambda y: abs(y - now)
    )
    if era == "ค" or abs(meant - now) > NEAR_YEARS:
        raise ValueError(f"ปี {year:02d} อ่านได้หลายทาง พิมพ์ปีสี่หลัก เช่น {now}")
    return to_ce(meant)


def _nearest(day: int, month: int, near: date) -> date:
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if not found:
        raise ValueError(_no_such_day(day, month))
    return min(found, key=lambda candidate: abs(candidate - near))


def _date(day: int, month: int, year: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(_no_such_day(day, month, year)) from None


def _no_such_day(day: int, month: int, year: int | None = None) -> str:
    if not 1 <= month <= 12:
        return f"ไม่มีเดือนที่ {month} พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น {EXAMPLE}"
    shown = f"{day} {MONTHS[month - 1]}" + (f" {to_be(year)}" if year else "")
    return f"ไม่มีวันที่ {shown} ในปฏิทิน ตรวจวันและเดือน"

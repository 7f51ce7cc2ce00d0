"""The rows of a file as the register takes them: typed by the same SQL that the rules are written over."""

import dataclasses
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings

from khet.collect.checks import Examination, Limits, Setting, pupils
from khet.collect.checks.growth import Table
from khet.collect.pupils.layers import LISTED, MEASURED, OWN, SENSITIVE
from khet.collect.sheets import Row, Sheet
from khet.kernel.errors import Refused
from khet.thai import citizen
from khet.thai.normal import normalise

_TYPED = (
    "row, citizen_text, citizen_checks, grade_code, room_no, sex_code, title, first_name, last_name, pupil_no, born, "
    "months, kilograms, centimetres, religion_code, blood_code, disability_code, disadvantage_code"
)
MOST_KILOGRAMS, MOST_CENTIMETRES = 300, 250


@dataclass(frozen=True, slots=True)
class PupilRow:
    """One pupil of a file. number: 13 digits or a G code, "" for none; details: the personal columns by their key."""

    row: int
    number: str
    grade: int
    room: int
    pupil_no: str
    sex: int
    prefix: str
    first_name: str
    last_name: str
    born: date | None
    months: int | None
    weight: Decimal | None
    height: Decimal | None
    sensitive: Mapping[str, str]
    details: Mapping[str, str]

    @property
    def is_g(self) -> bool:
        return self.number.startswith("G")

    @property
    def hashed(self) -> str:
        return hash_of(self.number)


def hash_of(number: str) -> str:
    """The keyed hash of a citizen number or of a G code; "" for what is neither."""
    if citizen.is_valid(number):
        return citizen.keyed_hash(number, key=settings.IDENTITY_KEY)
    if number.startswith("G") and len(number) == 13:
        return hmac.new(settings.IDENTITY_KEY.encode(), b"g-code:" + number.encode(), "sha256").hexdigest()
    return ""


def mended(sheet: Sheet, fixes: Mapping[tuple[int, str], str]) -> Sheet:
    """The sheet with some cells typed anew: (row number, our column) → text."""
    if not fixes:
        return sheet
    by_row: dict[int, dict[int, str]] = {}
    for (number, column), text in fixes.items():
        if column in sheet.places:
            by_row.setdefault(number, {})[sheet.places[column]] = text
    rows = tuple(_with(row, by_row[row.number]) if row.number in by_row else row for row in sheet.rows)
    typed = {(number, place) for number, cells in by_row.items() for place in cells}
    spoilt = {at: what for at, what in sheet.spoilt.items() if at not in typed}
    return dataclasses.replace(sheet, rows=rows, spoilt=spoilt)


def _with(row: Row, cells: Mapping[int, str]) -> Row:
    return Row(row.number, tuple(cells.get(place, text) for place, text in enumerate(row.cells)))


def typed_rows(sheet: Sheet, *, as_of: date, codes: Iterable[str] = (), growth: Table | None = None) -> list[PupilRow]:
    """Every row with a grade, a sex and a first name; the rules have blocked the others."""
    with Examination(pupils(), Setting(as_of, tuple(codes)), limits=Limits(), growth=growth) as look:
        look.load(sheet)
        found = look.connection.execute(f"SELECT {_TYPED} FROM ({look.typed()}) ORDER BY row").fetchall()  # noqa: S608
    texts = {row.number: row for row in sheet.rows}
    return [_row(sheet, texts[one[0]], one) for one in found if one[3] and one[5] and one[7]]


def _row(sheet: Sheet, text: Row, told: tuple[object, ...]) -> PupilRow:
    number, cid, checks, grade, room, sex, title, first, last, pupil_no, born, months, kg, cm, *sensitive = told
    religion, blood, disability, disadvantage = (str(code or "") for code in sensitive)
    known = str(cid or "")
    return PupilRow(
        row=int(str(number)),
        number=known if checks or (known.startswith("G") and len(known) == 13) else "",
        grade=int(str(grade)),
        room=int(str(room or 0)),
        pupil_no=str(pupil_no or "")[:20],
        sex=int(str(sex)),
        prefix=str(title or sheet.value(text, "prefix")).strip()[:40],
        first_name=normalise(str(first)).strip()[:100],
        last_name=normalise(str(last or "")).strip()[:100],
        born=born if isinstance(born, date) else None,
        months=int(str(months)) if months is not None else None,
        weight=_measure(kg, MOST_KILOGRAMS),
        height=_measure(cm, MOST_CENTIMETRES),
        sensitive={"religion": religion, "blood": blood, "disability": disability, "disadvantage": disadvantage},
        details=_details(sheet, text),
    )


def _measure(value: object, most: int) -> Decimal | None:
    """One decimal; what no body has is left out."""
    if not isinstance(value, float) or not 0 < value <= most:
        return None
    return Decimal(str(round(value, 1)))


def _details(sheet: Sheet, text: Row) -> dict[str, str]:
    skip = LISTED | MEASURED | SENSITIVE | OWN
    return {
        key: cell
        for key, place in sheet.places.items()
        if key not in skip and (cell := text.cells[place].strip()) and cell != "-"
    }


def refuse_foreign(
    sheet: Sheet, *, names: Mapping[str, str], own: Iterable[str], school: str, vouched: bool
) -> list[str]:
    """The codes by which this file names the school. Raises Refused for a file that is another school's.

    names: code → name of the school it is known to belong to; own: codes known to be this school's; school: its name;
    vouched: somebody of the area says so, for a code that nobody knows.
    """
    codes = sorted({sheet.value(row, "school_code").strip() for row in sheet.rows} - {""})
    unknown = [code for code in codes if code not in set(own)]
    for code in unknown:
        if code in names:
            raise _foreign(names[code], school)
    if codes and not unknown:
        return codes
    told = {sheet.value(row, "school_name").strip() for row in sheet.rows} - {""}
    foreign = sorted(name for name in told if bare(name) != bare(school))
    if foreign:
        raise _foreign(foreign[0], school)
    if unknown and not told and not vouched:
        raise Refused(
            "ระบบยังไม่รู้จักรหัสโรงเรียน %(number)s และไฟล์ไม่บอกชื่อโรงเรียน ให้เขตนำเข้าครั้งแรกให้",
            code="unknown_school",
            number=unknown[0],
        )
    return codes


def _foreign(other: str, school: str) -> Refused:
    return Refused("ไฟล์นี้เป็นของ %(other)s ส่งได้เฉพาะไฟล์ของ %(own)s", code="other_school", other=other, own=school)


def bare(name: str) -> str:
    """ "โรงเรียนสุราษฎร์พิทยา" and "สุราษฎร์พิทยา" are one."""
    return "".join(normalise(name).replace("โรงเรียน", "", 1).split())

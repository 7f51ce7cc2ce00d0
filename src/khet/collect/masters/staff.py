"""A row of the staff file as a row of ทะเบียนครูและบุคลากร."""

from collections.abc import Mapping
from datetime import date, timedelta

from khet.collect.masters.taking import Given, Taken, cell, given
from khet.collect.sheets import Row, Sheet
from khet.thai.years import FiscalYear

STANDINGS = ("none", "cn", "cnp", "ch", "chp")
CIVIL_TEACHERS = "10"  # ข้าราชการครู in moe.personnel_type_school
RETIRES_AT = 60
TEXTS = ("position", "position_number", "started_on", "degree", "major", "subject", "birth_date")


def takes(sheet: Sheet, row: Row) -> tuple[Taken, ...]:
    values = {
        "name": Given(_name(sheet, row), "first_name"),
        "sex": _sex(sheet, row),
        "personnel_type": given(sheet, row, "personnel_type", "personnel_type"),
        "standing": given(sheet, row, "standing", "standing"),
        **{key: given(sheet, row, key) for key in TEXTS},
    }
    return (Taken("", values, number=Given(cell(sheet, row, "citizen_id"), "citizen_id")),)


def _name(sheet: Sheet, row: Row) -> str:
    first = f"{cell(sheet, row, 'prefix')}{cell(sheet, row, 'first_name')}"
    return f"{first} {cell(sheet, row, 'last_name')}".strip()


def _sex(sheet: Sheet, row: Row) -> Given:
    """As told, else as the prefix tells it."""
    told = given(sheet, row, "sex", "sex")
    return told if told.text else given(sheet, row, "prefix", "sex")


def is_teacher(values: Mapping[str, str]) -> bool:
    """ข้าราชการครู in a post of teaching: ครู or ครูผู้ช่วย; heads of schools and contract teachers are not."""
    return values.get("personnel_type") == CIVIL_TEACHERS and values.get("position", "").startswith("ครู")


def retires_on(born: date) -> date:
    """The last day of the fiscal year in which 60 years are complete, which is the day before the birthday.

    พ.ร.บ.บำเหน็จบำนาญข้าราชการ พ.ศ. 2494 มาตรา 19.
    """
    try:
        birthday = born.replace(year=born.year + RETIRES_AT)
    except ValueError:  # 29 February in a year that has none
        birthday = date(born.year + RETIRES_AT, 3, 1)
    return FiscalYear.of(birthday - timedelta(days=1)).end

"""A row of the staff file as a row of ทะเบียนครูและบุคลากร."""

from khet.collect.masters.taking import Given, Taken, cell, given
from khet.collect.sheets import Row, Sheet

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

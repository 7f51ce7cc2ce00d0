"""A row of the ICT file (one school) as rows of ทะเบียนสายอินเทอร์เน็ต and ทะเบียนจำนวนคอมพิวเตอร์."""

from khet.collect.masters.taking import Given, Taken, cell, given, money, speed
from khet.collect.sheets import Row, Sheet
from khet.thai.digits import to_arabic

USES = {"teach": "computers_teaching", "admin": "computers_office"}
SOURCES = ("obec", "own")
COLUMNS = {"total": "", "working": "_working", "broken": "_broken"}


def lines(sheet: Sheet, row: Row) -> tuple[Taken, ...]:
    """The state's line and the school's own, each when the file tells anything of it."""
    found = []
    for which in ("moenet", "own"):
        values = {
            "state": given(sheet, row, f"{which}_state", "state"),
            "provider": given(sheet, row, f"{which}_provider", "provider"),
            "type": given(sheet, row, f"{which}_type", "line"),
            "speed": speed(sheet, row, f"{which}_speed"),
        }
        if which == "own":
            values["cost"] = money(sheet, row, "own_cost")
        if any(each.text for each in values.values()):
            as_of = given(sheet, row, "as_of")
            found.append(Taken(which, {"which": Given(which), **values, "as_of": as_of}))
    return tuple(found)


def computers(sheet: Sheet, row: Row) -> tuple[Taken, ...]:
    """Machines by use and source; working and broken by source where the file has them, or where they can be told."""
    values = {"as_of": given(sheet, row, "as_of"), "lan": given(sheet, row, "lan"), "wlan": given(sheet, row, "wlan")}
    for use, key in USES.items():
        for source in SOURCES:
            for column, ending in COLUMNS.items():
                values[f"computers/{use}_{source}/{column}"] = given(sheet, row, f"{key}_{source}{ending}")
        values |= _shared(sheet, row, use, key)
    return (Taken("school", values),)


def _shared(sheet: Sheet, row: Row, use: str, key: str) -> dict[str, Given]:
    """What is told of both sources together belongs to one when all work, or when only one has machines at all."""
    totals = {source: _number(sheet, row, f"{key}_{source}") for source in SOURCES}
    if any(
        _number(sheet, row, f"{key}_{source}{end}") is not None for source in SOURCES for end in ("_working", "_broken")
    ):
        return {}
    broken = _number(sheet, row, f"{key}_broken")
    if broken is None or None in totals.values():
        return {}
    found = {}
    for source, total in totals.items():
        alone = all(not other for name, other in totals.items() if name != source)
        if total is not None and (broken == 0 or alone or total == 0):
            bad = min(broken, total) if alone else 0
            found[f"computers/{use}_{source}/working"] = Given(str(total - bad), f"{key}_working")
            found[f"computers/{use}_{source}/broken"] = Given(str(bad), f"{key}_broken")
    return found


def _number(sheet: Sheet, row: Row, key: str) -> int | None:
    text = to_arabic(cell(sheet, row, key)).replace(",", "")
    return int(text) if text.isascii() and text.isdigit() else None

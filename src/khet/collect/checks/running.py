"""Rules over a table, and every finding in words."""

import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from khet.collect.checks.bounds import Limits, Setting
from khet.collect.checks.examination import Examination
from khet.collect.checks.findings import Finding, Findings
from khet.collect.checks.growth import Table
from khet.collect.checks.lists import quoted
from khet.collect.checks.ruleset import Rule, Ruleset, Severity, named_in
from khet.collect.checks.sources import Source
from khet.collect.sheets import Sheet, layout
from khet.kernel.errors import Refused
from khet.kernel.late import Late

if TYPE_CHECKING:
    import duckdb
else:
    duckdb = Late("duckdb")

SPOILT = "cell_without_value"
LONGEST = 200


def run(
    table: Source,
    rules: Ruleset,
    *,
    as_of: date,
    own_codes: Sequence[str] = (),
    before: Source | None = None,
    before_as_of: date | None = None,
    elsewhere: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    growth: Table | None = None,
) -> Findings:
    """Everything that the rules find in a Sheet, in records ({our column: text}) or in a Parquet file.

    as_of: the day of the round; ages are counted to it. own_codes: codes of the school whose file it is, () for an
    area's. before: its file of an earlier round, before_as_of the day of that one. elsewhere: citizen numbers that
    another school holds now → its name. Raises Refused when the table cannot be looked at in time.
    """
    started = time.monotonic()
    if isinstance(table, Sheet) and table.kind != rules.kind:
        raise Refused("ไฟล์นี้เป็น%(layout)s กฎชุดนี้ใช้กับข้อมูลชนิดอื่น", code="other_kind", layout=layout(table.layout).label)
    setting = Setting(as_of, tuple(own_codes), before_as_of)
    try:
        with Examination(rules, setting, limits=limits or Limits(), growth=growth) as look:
            look.load(table)
            if before is not None:
                look.load_before(before)
            if elsewhere:
                look.load_elsewhere(elsewhere)
            look.judge()
            return _told(look, table if isinstance(table, Sheet) else None, started)
    except duckdb.OutOfMemoryException:
        raise Refused("ไฟล์ใหญ่เกินที่ระบบตรวจได้ในครั้งเดียว แบ่งเป็นไฟล์รายโรงเรียน", code="too_large") from None


def _told(look: Examination, sheet: Sheet | None, started: float) -> Findings:
    spoilt = _spoilt(sheet)
    counts = look.counts()
    severities = {rule.key: rule.severity for rule in look.ruleset}
    if spoilt:
        counts[SPOILT], severities[SPOILT] = len(spoilt), Severity.BLOCK
    items = sorted([*spoilt, *_items(look, sheet)], key=lambda item: (item.row, item.place, item.rule))
    return Findings(
        items=tuple(items[: look.limits.most]),
        counts=counts,
        rows=look.rows(),
        wrong_rows=look.wrong_rows(),
        blocking=sum(number for rule, number in counts.items() if severities[rule] == Severity.BLOCK),
        broken=tuple(look.broken),
        skipped=tuple(look.skipped),
        version=look.ruleset.version,
        seconds=time.monotonic() - started,
        severities=severities,
    )


def _items(look: Examination, sheet: Sheet | None) -> list[Finding]:
    """The first findings by row, each with its texts; only their rows are typed once more."""
    look.connection.execute(
        f"CREATE TABLE shown AS SELECT * FROM finds ORDER BY row, rule LIMIT {look.limits.most}"  # noqa: S608
    )
    look.connection.execute(f"CREATE TABLE wrong AS {look.typed('row IN (SELECT row FROM shown)')}")  # noqa: S608
    places = look.connection.execute("SELECT DISTINCT rule FROM shown ORDER BY rule").fetchall()
    return [item for (place,) in places for item in _of_rule(look, place, look.ruleset.rules[place], sheet)]


def _of_rule(look: Examination, place: int, rule: Rule, sheet: Sheet | None) -> list[Finding]:
    named = sorted(named_in(rule.message) - {"value", "other", "name", "row"})
    other = f"({rule.tell})::VARCHAR" if rule.wrong and rule.tell else "s.other"
    chosen = rule.place or quoted(rule.columns[0])
    value = "CASE spot " + " ".join(f"WHEN {quoted(each)} THEN {each}" for each in rule.columns) + " END"
    rows = look.connection.execute(
        f"SELECT row, spot, coalesce({value}, ''), coalesce(other, ''), coalesce(name, ''), "  # noqa: S608 - a judged rule
        f"{', '.join(f'coalesce({each}, {chr(39) * 2})' for each in named) or 'NULL'} FROM "
        f"(SELECT w.* EXCLUDE (row), s.row, {chosen} AS spot, {other} AS other, "
        f"concat_ws(' ', first_name, last_name) AS name "
        f"FROM shown s LEFT JOIN wrong w ON w.row = s.row WHERE s.rule = {place}) ORDER BY row"
    ).fetchall()
    return [_finding(rule, row, named, sheet) for row in rows]


def _finding(rule: Rule, row: tuple[Any, ...], named: Sequence[str], sheet: Sheet | None) -> Finding:
    number, spot, value, other, name, *rest = row
    texts = {key: _short(text) for key, text in zip(named, rest, strict=False)}
    said = rule.message.format_map(
        {"value": _short(value), "other": _short(other), "name": name, "row": number, **texts}
    )
    head, at = _stands(sheet, spot)
    return Finding(number, spot, value, rule.key, rule.severity, said, rule.hint, head, at)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _stands(sheet: Sheet | None, column: str) -> tuple[str, int]:
    """What the file calls a column and where it stands; without a file, what DMC calls it."""
    if sheet is not None:
        return sheet.head(column), sheet.places.get(column, -1)
    names = layout("dmc36").columns.get(column) or layout("dmc91").columns.get(column) or (column,)
    return names[0], -1


def _spoilt(sheet: Sheet | None) -> list[Finding]:
    """Cells without a certain value: errors of Excel, merged cells, formulas without their value."""
    if sheet is None:
        return []
    keys = {place: key for key, place in sheet.places.items()}
    numbers = {row.number: row for row in sheet.rows}
    found = []
    for (number, place), said in sheet.spoilt.items():
        row = numbers.get(number)
        value = row.cells[place] if row is not None and place < len(row.cells) else ""
        message, _, hint = said.partition(" ") if " " in said else (said, "", said)
        head = sheet.heads[place] if place < len(sheet.heads) else ""
        found.append(
            Finding(number, keys.get(place, ""), value, SPOILT, Severity.BLOCK, said, hint or message, head, place)
        )
    return found

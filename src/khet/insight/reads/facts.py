"""Questions to the facts themselves (Parquet by DuckDB): what the cube does not keep ready."""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from khet.insight import lake
from khet.insight.models import Element, FactFile, FactSource
from khet.kernel.errors import Refused

logger = logging.getLogger(__name__)
TRUE_FACTS = (
    "FROM read_parquet($files, filename = true) AS f "
    "WHERE element BETWEEN $first AND $last AND list_contains($elements::BIGINT[], element) "
    "AND NOT list_contains($stale::BIGINT[], mark)"
)


def cross(element: Element, *, period: str, units: Iterable[int] | None = None) -> dict[tuple[str, str], float]:
    """(row code, column code) → sum over units of one period."""
    rows = _ask(
        [element],
        f"SELECT row_code, column_code, sum(v) {TRUE_FACTS} AND period = $period "
        "AND ($units::BIGINT[] IS NULL OR list_contains($units::BIGINT[], unit)) GROUP BY ALL",
        periods=[period],
        period=period,
        units=None if units is None else sorted(units),
    )
    return {(row, column): value for row, column, value in rows}


def pairs(
    elements: Sequence[Element], *, rows: Iterable[str], columns: Iterable[str]
) -> list[tuple[int, int, str, str, str, float]]:
    """(element, unit, period, row, column, sum) of the pairs of some rows with some columns, in every period."""
    found = _ask(
        elements,
        f"SELECT element, unit, period, row_code, column_code, sum(v) {TRUE_FACTS} "
        "AND list_contains($rows::VARCHAR[], row_code) AND list_contains($columns::VARCHAR[], column_code) "
        "GROUP BY ALL",
        rows=sorted(rows),
        columns=sorted(columns),
    )
    return [(int(each[0]), int(each[1]), *each[2:]) for each in found]


def _ask(
    elements: Sequence[Element], sql: str, *, periods: Sequence[str] = (), **values: Any
) -> Sequence[tuple[Any, ...]]:
    """Only the files that hold answers which count for these periods; none, no question."""
    forms = {element.form_id for element in elements}
    sources = FactSource.objects.filter(form_id__in=forms, counts=True, file__isnull=False)
    if periods:
        sources = sources.filter(period__in=periods)
    files = dict(sources.values_list("file__name", "file_id").distinct())
    if not files:
        return []
    stale = _marks_to_pass_over(list(files.values()))
    ids = sorted(element.pk for element in elements)  # the bounds let DuckDB pass over whole groups of rows
    named = {"elements": ids, "first": ids[0], "last": ids[-1]}
    given = {"files": lake.paths(files), "stale": stale, **named, **values}
    if lost := [name for name in files if not (lake.folder() / name).exists()]:
        logger.error("facts are gone: %s", ", ".join(lost))
        raise Refused("ข้อมูลส่วนนี้กำลังสร้างใหม่หลังกู้คืนระบบ อีกไม่เกินสิบนาทีเปิดหน้านี้ใหม่", code="facts_gone")
    return lake.ask(sql, given)


def _marks_to_pass_over(file_ids: Sequence[int]) -> list[int]:
    """Answers in these files that are no longer true, or that a later round of their period replaced."""
    stale = [
        mark for marks in FactFile.objects.filter(pk__in=file_ids).values_list("stale", flat=True) for mark in marks
    ]
    replaced = FactSource.objects.filter(file_id__in=file_ids, counts=False).values_list("mark", flat=True)
    return sorted({*stale, *replaced})

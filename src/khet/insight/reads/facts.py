"""Questions to the facts themselves (Parquet by DuckDB): what the cube does not keep ready."""

from collections.abc import Iterable, Sequence
from typing import Any

from khet.insight import lake
from khet.insight.models import Element, FactFile, FactSource

TRUE_FACTS = (
    "FROM read_parquet($files, filename = true) AS f "
    "WHERE element = $element AND NOT list_contains($stale::BIGINT[], mark)"
)


def cross(element: Element, *, period: str, units: Iterable[int] | None = None) -> dict[tuple[str, str], float]:
    """(row code, column code) → sum over units of one period."""
    rows = _ask(
        element,
        f"SELECT row_code, column_code, sum(v) {TRUE_FACTS} AND period = $period "
        "AND ($units::BIGINT[] IS NULL OR list_contains($units::BIGINT[], unit)) GROUP BY ALL",
        periods=[period],
        period=period,
        units=None if units is None else sorted(units),
    )
    return {(row, column): value for row, column, value in rows}


def by_unit_and_period(
    element: Element, *, rows: Sequence[str] = (), columns: Sequence[str] = (), periods: Sequence[str] = ()
) -> list[tuple[int, str, float]]:
    """(unit, period, sum) of the pairs of some rows with some columns; empty means all of them."""
    found = _ask(
        element,
        f"SELECT unit, period, sum(v) {TRUE_FACTS} "
        "AND (len($rows::VARCHAR[]) = 0 OR list_contains($rows::VARCHAR[], row_code)) "
        "AND (len($columns::VARCHAR[]) = 0 OR list_contains($columns::VARCHAR[], column_code)) "
        "AND (len($periods::VARCHAR[]) = 0 OR list_contains($periods::VARCHAR[], period)) GROUP BY ALL",
        periods=periods,
        rows=list(rows),
        columns=list(columns),
    )
    return [(int(unit), period, value) for unit, period, value in found]


def _ask(element: Element, sql: str, *, periods: Sequence[str], **values: Any) -> Sequence[tuple[Any, ...]]:
    """Only the files that hold answers which count for these periods; none, no question."""
    sources = FactSource.objects.filter(form_id=element.form_id, counts=True, file__isnull=False)
    if periods:
        sources = sources.filter(period__in=periods)
    files = dict(sources.values_list("file__name", "file_id").distinct())
    if not files:
        return []
    stale = _marks_to_pass_over(list(files.values()))
    given = {"files": lake.paths(files), "stale": stale, "element": element.pk, **values}
    if "$periods" in sql:
        given["periods"] = list(periods)
    return lake.ask(sql, given)


def _marks_to_pass_over(file_ids: Sequence[int]) -> list[int]:
    """Answers in these files that are no longer true, or that a later round of their period replaced."""
    stale = [
        mark for marks in FactFile.objects.filter(pk__in=file_ids).values_list("stale", flat=True) for mark in marks
    ]
    replaced = FactSource.objects.filter(file_id__in=file_ids, counts=False).values_list("mark", flat=True)
    return sorted({*stale, *replaced})

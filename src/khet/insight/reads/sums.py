"""Sums of terms by period and unit: one statement a way of breaking down, however many terms and elements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from khet.insight.models import CubeCell, Dims, Element
from khet.insight.reads import facts
from khet.insight.reads.terms import Term

Parts = dict[str, dict[int, float]]
"""Period → unit → sum."""

Cells = Mapping[int, Sequence[tuple[str, int, str, str, float]]]
"""Element → (period, unit, row code, column code, value)."""


def sums_of(terms: Mapping[Term, Sequence[Element]]) -> dict[Term, Parts]:
    """Each term with the elements it means. From the cube where it has the sums ready, else from the facts."""
    totals = _cube(Dims.TOTAL, terms)
    narrowed = {
        (True, False): _cube(Dims.ROW, _those(terms, rows=True, columns=False)),
        (False, True): _cube(Dims.COLUMN, _those(terms, rows=False, columns=True)),
        (True, True): _facts(_those(terms, rows=True, columns=True)),
    }
    found: dict[Term, Parts] = {}
    for term, elements in terms.items():
        parts: Parts = {}
        chosen = narrowed.get((bool(term.rows), bool(term.columns)))
        for period, unit, value in _told(term, [each.pk for each in elements], totals, chosen):
            by_unit = parts.setdefault(period, {})
            by_unit[unit] = by_unit.get(unit, 0.0) + value
        found[term] = parts
    return found


def _told(
    term: Term, elements: Sequence[int], totals: Cells, narrowed: Cells | None
) -> Iterator[tuple[str, int, float]]:
    """Period, unit, value. Who answered without such a code gives 0."""
    for element in elements:
        for period, unit, _row, _column, value in totals.get(element, ()):
            yield period, unit, 1.0 if term.count else 0.0 if narrowed is not None else value
        if narrowed is None or term.count:
            continue
        for period, unit, row, column, value in narrowed.get(element, ()):
            if (not term.rows or row in term.rows) and (not term.columns or column in term.columns):
                yield period, unit, value


def _those(terms: Mapping[Term, Sequence[Element]], *, rows: bool, columns: bool) -> dict[Term, Sequence[Element]]:
    """Narrowed just so."""
    return {
        term: elements
        for term, elements in terms.items()
        if elements and not term.count and (bool(term.rows), bool(term.columns)) == (rows, columns)
    }


def _cube(dims: Dims, terms: Mapping[Term, Sequence[Element]]) -> Cells:
    ids = {element.pk for elements in terms.values() for element in elements}
    if not ids:
        return {}
    cells = CubeCell.objects.filter(element_id__in=ids, dims=dims)
    if dims != Dims.TOTAL:
        cells = cells.filter(code__in={code for term in terms for code in (*term.rows, *term.columns)})
    found: dict[int, list[tuple[str, int, str, str, float]]] = defaultdict(list)
    for element, period, unit, code, value in cells.values_list("element_id", "period", "unit_id", "code", "value"):
        row, column = (code, "") if dims == Dims.ROW else ("", code)
        found[element].append((period, unit, row, column, value))
    return found


def _facts(terms: Mapping[Term, Sequence[Element]]) -> Cells:
    """Row × column: the cube keeps no such pairs."""
    elements = {element.pk: element for elements in terms.values() for element in elements}
    if not elements:
        return {}
    told = facts.pairs(
        list(elements.values()),
        rows={code for term in terms for code in term.rows},
        columns={code for term in terms for code in term.columns},
    )
    found: dict[int, list[tuple[str, int, str, str, float]]] = defaultdict(list)
    for element, unit, period, row, column, value in told:
        found[element].append((period, unit, row, column, value))
    return found

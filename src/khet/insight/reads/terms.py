"""Terms: what the numerator and the denominator of an indicator are sums of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PARTS = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Term:
    """One element of a sum, narrowed to some rows and columns of its breakdown (none: all of them).

    count: how many units answered it, whatever they answered. form: the id of the one form it is asked in; 0 is every
    form of that key, as copies of one ready form are.
    """

    element: str
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sign: int = 1
    count: bool = False
    form: int = 0


def terms_of(told: Iterable[Mapping[str, Any]]) -> tuple[Term, ...]:
    return tuple(
        Term(
            each["element"],
            tuple(each.get("rows", ())),
            tuple(each.get("columns", ())),
            int(each.get("sign", 1)),
            bool(each.get("count", False)),
            int(each.get("form", 0)),
        )
        for each in told
    )


def told_of(term: Term) -> dict[str, Any]:
    """A term as an indicator keeps it; what says nothing is left out."""
    told = {"element": term.element, "rows": list(term.rows), "columns": list(term.columns), "sign": term.sign}
    told |= {"count": term.count, "form": term.form}
    plain = {"rows": [], "columns": [], "sign": 1, "count": False, "form": 0}
    return {name: value for name, value in told.items() if name not in plain or value != plain[name]}

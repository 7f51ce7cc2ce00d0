"""Our formulas as XPath of XForms. What has no counterpart there raises Untold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from khet.collect.expressions import parse, plain
from khet.collect.expressions.functions import Call
from khet.collect.expressions.tree import Both, Cells, Comparison, Literal, Minus, Name, Node, Not, Past, Sum
from khet.collect.expressions.values import day
from khet.collect.schema import Field, FieldType, Repeat, Schema, Table
from khet.collect.xlsform.names import added, cell_name, is_table

PHONE = "^0[0-9]{8,9}$"
MAIL = "^[^@ ]+@[^@ ]+$"
THIRTEEN = "^[1-9][0-9]{12}$"
YEAR = "365.25"


class Untold(Exception):  # noqa: N818
    """The other side has no words for it; names the function."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula stands: row names what a bare name means in it (a repeat's field, a table's column)."""

    schema: Schema
    row: dict[str, str] = field(default_factory=dict)


def xpath(line: str, place: Place) -> str:
    """As a condition: true or false. Raises Untold."""
    return _Translator(place).truth(parse(line).tree)


def xpath_value(line: str, place: Place) -> str:
    """As a value. Raises Untold."""
    return _Translator(place).value(parse(line).tree)


class _Translator:
    def __init__(self, place: Place) -> None:
        self._schema, self._row = place.schema, place.row
        self._parts = place.schema.parts()

    def truth(self, node: Node) -> str:
        if isinstance(node, Name) and self._is_yes_no(node):
            return f"{self._ref(node.name)} = 'true'"
        if isinstance(node, Not):
            return f"not({self.truth(node.inner)})"
        if isinstance(node, Both):
            return f" {node.word} ".join(self._part(each) for each in node.parts)
        return self.value(node)

    def _part(self, node: Node) -> str:
        told = self.truth(node)
        return f"({told})" if isinstance(node, Both) else told

    def value(self, node: Node) -> str:
        for kind, work in self._works().items():
            if isinstance(node, kind):
                return work(node)
        raise Untold(type(node).__name__)

    def _works(self) -> dict[type[Node], Callable[..., str]]:
        return {
            Literal: lambda node: _literal(node.known),
            Name: self._name,
            Cells: self._cells,
            Sum: self._sum,
            Minus: lambda node: f"-{self._bracketed(node.inner)}",
            Comparison: self._comparison,
            Both: lambda node: f"({self.truth(node)})",
            Not: self.truth,
            Call: self._call,
            Past: self._past,
        }

    def _past(self, node: Past) -> str:
        raise Untold("last")

    def _name(self, node: Name) -> str:
        key, dot, rest = node.name.partition(".")
        if not dot:
            return self._ref(node.name)
        if rest == "total" and is_table(self._schema, key):
            return added(self._schema, f"{key}/*/*")
        return f"sum(${{{cell_name(key, rest)}}})"

    def _ref(self, name: str) -> str:
        return f"${{{self._row.get(name, name)}}}"

    def _cells(self, node: Cells) -> str:
        key, row, column = node.path.split("/")
        if "*" in node.path:
            return added(self._schema, node.path)
        return f"${{{cell_name(key, row, column)}}}"

    def _sum(self, node: Sum) -> str:
        told = self._bracketed(node.first)
        for sign, part in node.rest:
            told += f" {'div' if sign == '/' else sign} {self._bracketed(part)}"
        return told

    def _bracketed(self, node: Node) -> str:
        told = self.value(node)
        return f"({told})" if isinstance(node, (Sum, Comparison, Minus)) else told

    def _comparison(self, node: Comparison) -> str:
        return f"{self._side(node.left, node.right)} {node.sign} {self._side(node.right, node.left)}"

    def _side(self, node: Node, other: Node) -> str:
        if isinstance(node, Literal) and isinstance(node.known, bool):
            return "'true'" if node.known else "'false'"
        if isinstance(node, Literal) and isinstance(node.known, str) and self._is_date(other):
            found = day(node.known)
            return f"date('{found.isoformat()}')" if found else _literal(node.known)
        if isinstance(node, Literal) and isinstance(node.known, Decimal) and self._is_choice(other):
            return f"'{plain(node.known)}'"
        return self._bracketed(node)

    def _call(self, node: Call) -> str:
        name, parts = node.function.name, node.parts
        if name in ("sum", "count", "min", "max", "average"):
            return self._gathered(name, parts)
        work = _CALLS.get(name)
        if work is None:
            raise Untold(name)
        if name == "if":
            return f"if({self.truth(parts[0])}, {self.value(parts[1])}, {self.value(parts[2])})"
        return work([self.value(each) for each in parts])

    def _gathered(self, name: str, parts: tuple[Node, ...]) -> str:
        if len(parts) == 1 and isinstance(parts[0], Name):
            return self._gathered_one(name, parts[0])
        told = [f"coalesce({self.value(each)}, 0)" for each in parts]
        if name in ("min", "max"):
            return f"{name}({', '.join(self.value(each) for each in parts)})"
        if name == "count":
            raise Untold(name)
        whole = f"({' + '.join(told)})"
        return whole if name == "sum" else f"({whole} div {len(told)})"

    def _gathered_one(self, name: str, node: Name) -> str:
        key, _dot, rest = node.name.partition(".")
        part = self._parts.get(key)
        if isinstance(part, Table):
            if name == "sum" and rest in ("", "total"):
                return added(self._schema, f"{key}/*/*")
            raise Untold(name)
        if isinstance(part, Repeat):
            ref = f"${{{cell_name(key, rest)}}}" if rest else f"${{{key}}}"
            return f"(sum({ref}) div count({ref}))" if name == "average" else f"{name}({ref})"
        return f"coalesce({self.value(node)}, 0)" if name == "sum" else self.value(node)

    def _field(self, node: Node) -> Field | None:
        if not isinstance(node, Name) or "." in node.name:
            return None
        path = self._row.get(node.name, node.name)
        for part in self._parts.values():
            if isinstance(part, Field) and part.key == path:
                return part
            if isinstance(part, Repeat):
                found = next((each for each in part.fields if cell_name(part.key, each.key) == path), None)
                if found is not None:
                    return found
        return None

    def _is_yes_no(self, node: Node) -> bool:
        found = self._field(node)
        return found is not None and found.type is FieldType.YES_NO

    def _is_date(self, node: Node) -> bool:
        found = self._field(node)
        today = isinstance(node, Call) and node.function.name == "today"
        return today or (found is not None and found.type is FieldType.DATE)

    def _is_choice(self, node: Node) -> bool:
        found = self._field(node)
        return found is not None and found.type is FieldType.CHOICE


def _literal(value: object) -> str:
    if isinstance(value, bool):
        return "true()" if value else "false()"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return f"date('{value.isoformat()}')"
    return "'" + str(value).replace("'", "’") + "'"


def _date(parts: list[str]) -> str:
    found = day(parts[0].strip("'"))
    return f"date('{found.isoformat()}')" if found else f"date({parts[0]})"


_CALLS: dict[str, Callable[[list[str]], str]] = {
    "if": lambda p: "",
    "coalesce": lambda p: p[0] if len(p) == 1 else _nested(p),
    "round": lambda p: f"round({p[0]}, {p[1] if len(p) > 1 else 0})",
    "abs": lambda p: f"abs({p[0]})",
    "percent": lambda p: f"(({p[0]}) * 100 div ({p[1]}))",
    "between": lambda p: f"({p[0]} >= {p[1]} and {p[0]} <= {p[2]})",
    "today": lambda p: "today()",
    "years": lambda p: f"int(({p[1] if len(p) > 1 else 'today()'} - {p[0]}) div {YEAR})",
    "days": lambda p: f"({p[1]} - {p[0]})",
    "date": _date,
    "year": lambda p: f"(number(format-date({p[0]}, '%Y')) + 543)",
    "month": lambda p: f"number(format-date({p[0]}, '%n'))",
    "len": lambda p: f"string-length({p[0]})",
    "filled": lambda p: f"{p[0]} != ''",
    "empty": lambda p: f"{p[0]} = ''",
    "selected": lambda p: f"selected({p[0]}, {p[1]})",
    "chosen": lambda p: f"count-selected({p[0]})",
    "starts": lambda p: f"starts-with({p[0]}, {p[1]})",
    "digits": lambda p: f"regex({p[0]}, '^[0-9]{{{p[1]}}}$')",
    "phone": lambda p: f"regex({p[0]}, '{PHONE}')",
    "email": lambda p: f"regex({p[0]}, '{MAIL}')",
    "citizen": lambda p: f"regex({p[0]}, '{THIRTEEN}')",
}


def _nested(parts: list[str]) -> str:
    """XForms coalesce takes two."""
    return parts[0] if len(parts) == 1 else f"coalesce({parts[0]}, {_nested(parts[1:])})"

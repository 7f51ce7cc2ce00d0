"""The parts of a parsed formula. Every part gives its value and the paths it reads."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from khet.collect.expressions.values import Get, Value, calculate, compare, number, truth

MOST_STEPS = 100_000
LAST = "last:"


class Exhausted(Exception):  # noqa: N818
    """A formula took more steps than it may."""


class Run:
    """One evaluation: where values come from, and how many steps are left."""

    __slots__ = ("_get", "_past", "_steps")

    def __init__(self, get: Get, *, past: bool = False, steps: list[int] | None = None) -> None:
        self._get = get
        self._past = past
        self._steps = steps if steps is not None else [MOST_STEPS]

    def before(self) -> "Run":
        """The same evaluation, reading the previous round."""
        return Run(self._get, past=True, steps=self._steps)

    def spend(self, steps: int = 1) -> None:
        self._steps[0] -= steps
        if self._steps[0] < 0:
            raise Exhausted

    def one(self, path: str) -> Value:
        self.spend()
        found = self._get(f"{LAST}{path}" if self._past else path)
        return None if _is_many(found) else found  # type: ignore[return-value]

    def many(self, pattern: str) -> Sequence[Value]:
        found = self._get(f"{LAST}{pattern}" if self._past else pattern)
        if found is None and pattern.endswith("/**"):
            found = self._get(f"{LAST}{pattern[:-3]}" if self._past else pattern[:-3])
        values: Sequence[Value] = found if _is_many(found) else (found,)  # type: ignore[assignment]
        self.spend(len(values) + 1)
        return values

    def today(self) -> Value:
        found = self._get(":today")
        return None if _is_many(found) else found  # type: ignore[return-value]


def _is_many(found: object) -> bool:
    return isinstance(found, Sequence) and not isinstance(found, str)


@dataclass(frozen=True, slots=True)
class Node(ABC):
    at: int

    @abstractmethod
    def value(self, run: Run) -> Value: ...

    def children(self) -> tuple["Node", ...]:
        return ()

    def reads(self) -> Iterator[tuple[str, int]]:
        """Paths and patterns with where they stand; those of the previous round begin with "last:"."""
        for child in self.children():
            yield from child.reads()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    known: Value

    def value(self, run: Run) -> Value:
        return self.known


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A field by its key, or "table.total", "devices.brand"."""

    name: str

    @property
    def pattern(self) -> str:
        """What sum and its like go over."""
        key, dot, rest = self.name.partition(".")
        if not dot:
            return f"{key}/**"
        return f"{key}/*/*" if rest == "total" else f"{key}/*/{rest}"

    def value(self, run: Run) -> Value:
        if "." in self.name:
            return added(run.many(self.pattern))
        return run.one(self.name)

    def reads(self) -> Iterator[tuple[str, int]]:
        yield (self.pattern if "." in self.name else self.name), self.at


@dataclass(frozen=True, slots=True)
class Cells(Node):
    """Cells of a table: one, a row, or a column, added up."""

    path: str

    def value(self, run: Run) -> Value:
        return added(run.many(self.path)) if "*" in self.path else run.one(self.path)

    def reads(self) -> Iterator[tuple[str, int]]:
        yield self.path, self.at


@dataclass(frozen=True, slots=True)
class Past(Node):
    """The same in the previous round."""

    inner: Node

    def value(self, run: Run) -> Value:
        return self.inner.value(run.before())

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)

    def reads(self) -> Iterator[tuple[str, int]]:
        for path, at in self.inner.reads():
            yield (path if path.startswith(LAST) else f"{LAST}{path}"), at


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """first, then what is added, subtracted, multiplied or divided, from left to right."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def value(self, run: Run) -> Value:
        found = self.first.value(run)
        for sign, node in self.rest:
            run.spend()
            found = calculate(sign, found, node.value(run))
        return found

    def children(self) -> tuple[Node, ...]:
        return (self.first, *(node for _, node in self.rest))


@dataclass(frozen=True, slots=True)
class Minus(Node):
    inner: Node

    def value(self, run: Run) -> Value:
        found = number(self.inner.value(run))
        return None if found is None else found.copy_negate()

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    sign: str
    left: Node
    right: Node

    def value(self, run: Run) -> Value:
        run.spend()
        return compare(self.sign, self.left.value(run), self.right.value(run))

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Both(Node):
    """and, or: a part that cannot tell decides nothing unless the others do."""

    word: str
    parts: tuple[Node, ...]

    def value(self, run: Run) -> Value:
        deciding, unknown = self.word == "or", False
        for part in self.parts:
            run.spend()
            found = truth(part.value(run))
            if found is deciding:
                return deciding
            unknown = unknown or found is None
        return None if unknown else not deciding

    def children(self) -> tuple[Node, ...]:
        return self.parts


@dataclass(frozen=True, slots=True)
class Not(Node):
    inner: Node

    def value(self, run: Run) -> Value:
        found = truth(self.inner.value(run))
        return None if found is None else not found

    def children(self) -> tuple[Node, ...]:
        return (self.inner,)


def added(values: Sequence[Value]) -> Value:
    """The sum of what is filled in; None when nothing is."""
    total: Value = None
    for each in values:
        if (found := number(each)) is not None:
            total = found if total is None else calculate("+", total, found)
    return total

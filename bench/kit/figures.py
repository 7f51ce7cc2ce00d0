"""A figure with its target, and how a bench's figures are shown."""

import unicodedata
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

Value = float | int | None
Opener = TypeVar("Opener")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. target is a text such as "< 50"; met says whether it is; baseline what stands beside it."""

    name: str
    value: Value
    unit: str
    target: str = ""
    met: bool = True
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class Options:
    """quick: a tenth of the work, on the embedded database alone, under a minute. scale: the large run of a bench."""

    quick: bool = False
    scale: bool = False

    def scaled(self, full: int) -> int:
        return max(1, full // 10) if self.quick else full

    def engines(self, *openers: Opener) -> tuple[Opener, ...]:
        """A first look is at the first engine alone."""
        return openers[:1] if self.quick else openers


@dataclass(slots=True)
class Result:
    """What a bench hands back. engine names the databases with their versions; notes are lines for people."""

    bench: str
    engine: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def met(self) -> bool:
        return all(figure.met for figure in self.figures)

    def as_json(self, commit: str) -> dict[str, Any]:
        figures = [asdict(figure) for figure in self.figures]
        return {"bench": self.bench, "commit": commit, "engine": self.engine, "figures": figures}

    def as_table(self) -> str:
        head = ("figure", "value", "unit", "target", "met", "baseline")
        rows = [head, *((f.name, _shown(f.value), f.unit, f.target, _verdict(f), f.baseline) for f in self.figures)]
        widths = [max(_width(row[column]) for row in rows) for column in range(len(head))]
        lines = [
            "  ".join(cell + " " * (w - _width(cell)) for cell, w in zip(row, widths, strict=True)) for row in rows
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([f"{self.bench} ({self.engine})", *(line.rstrip() for line in lines), *self.notes])


def at_most(name: str, value: float, limit: float, unit: str, baseline: str = "") -> Figure:
    """Met below the limit."""
    return Figure(name, _rounded(value), unit, f"< {limit:g}", value < limit, baseline)


def at_least(name: str, value: float, limit: float, unit: str, baseline: str = "") -> Figure:
    return Figure(name, _rounded(value), unit, f">= {limit:g}", value >= limit, baseline)


def exactly(name: str, value: int, wanted: int, unit: str, baseline: str = "") -> Figure:
    return Figure(name, value, unit, f"= {wanted}", value == wanted, baseline)


def reported(name: str, value: float, unit: str, baseline: str = "") -> Figure:
    """A figure without a target."""
    return Figure(name, _rounded(value), unit, baseline=baseline)


def missing(name: str, unit: str, target: str, why: str) -> Figure:
    """A figure that could not be measured here: not met, and the reason is said."""
    return Figure(name, None, unit, target, False, why)


def _rounded(value: float) -> float | int:
    return value if isinstance(value, int) else float(f"{value:.4g}")


def _shown(value: Value) -> str:
    return "–" if value is None else f"{value:,}"


def _verdict(figure: Figure) -> str:
    return ("yes" if figure.met else "NO") if figure.target else ""


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Columns on a terminal: Thai vowels above and below take none."""
    return sum(0 if unicodedata.combining(c) or unicodedata.category(c) == "Mn" else 1 for c in text)

"""Charts drawn here as SVG: no script, about a kilobyte, and always beside their table."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

from django.utils.safestring import SafeString, mark_safe

WIDTH, ROW, GAP, LABEL, FIGURE = 640, 22, 8, 190, 84
HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 260, 56, 24, 16, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. told is its value as text; mine marks the reader's own unit."""

    label: str
    value: float | None
    told: str
    mine: bool = False


def bars(title: str, rows: Sequence[Bar]) -> SafeString:
    """Horizontal bars in the order given, from 0 and by size, those below it marked; no value is said in words."""
    most = max((abs(row.value) for row in rows if row.value is not None), default=0.0) or 1.0
    room, parts = WIDTH - LABEL - FIGURE, []
    for at, row in enumerate(rows):
        y = at * (ROW + GAP)
        parts.append(_text("name", LABEL - 8, y + ROW / 2, _short(row.label), "end"))
        length = abs(row.value or 0.0) / most * room
        marks = " ".join(word for word, on in (("mine", row.mine), ("minus", (row.value or 0.0) < 0)) if on)
        cls = f' class="{marks}"' if marks else ""
        parts.append(f'<rect{cls} x="{LABEL}" y="{y}" width="{length:.1f}" height="{ROW}" rx="2"/>')
        parts.append(_text("figure", LABEL + length + 6, y + ROW / 2, escape(row.told), "start"))
    return _svg(title, WIDTH, max(1, len(rows)) * (ROW + GAP), "".join(parts), "bars")


def line(title: str, points: Sequence[Bar]) -> SafeString:
    """A line over periods; the scale has 0 in it, and a missing period breaks the line."""
    values = [point.value for point in points if point.value is not None]
    low, high = -_nice(-min(values, default=0.0)), _nice(max(values, default=0.0))
    if low == high:
        high = 1.0
    step = (WIDTH - LEFT - RIGHT) / max(1, len(points) - 1)
    parts = [_rule(low + (high - low) * part / 4, low, high) for part in range(5)]
    run: list[str] = []
    for at, point in enumerate(points):
        x = LEFT + at * step if len(points) > 1 else WIDTH / 2
        parts.append(_text("axis", x, HEIGHT - 12, escape(point.label), "middle"))
        if point.value is None:
            parts.append(_path(run))
            run = []
            continue
        y = _height(point.value, low, high)
        run.append(f"{x:.1f},{y:.1f}")
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
        anchor = "start" if at == 0 else "end" if at == len(points) - 1 else "middle"
        parts.append(_text("told", x, y - 14, escape(point.told), anchor if len(points) > 1 else "middle"))
    return _svg(title, WIDTH, HEIGHT, "".join([*parts, _path(run)]), "line")


def _path(run: Sequence[str]) -> str:
    return f'<polyline points="{" ".join(run)}"/>' if len(run) > 1 else ""


def _rule(value: float, low: float, high: float) -> str:
    y = _height(value, low, high)
    told = f"{value:,.0f}" if high - low >= 8 else f"{value:,.1f}"
    return f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>' + _text(
        "axis", LEFT - 8, y, told, "end"
    )


def _text(cls: str, x: float, y: float, safe: str, anchor: str) -> str:
    return f'<text class="{cls}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{safe}</text>'


def _height(value: float, low: float, high: float) -> float:
    return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)


def _nice(most: float) -> float:
    """The next of 1, 2, 2.5, 4, 5, 8 × 10ⁿ with a little room above; 0 for nothing above 0."""
    if most <= 0:
        return 0.0
    step = 10.0 ** floor(log10(most))
    return next(step * part for part in (1, 2, 2.5, 4, 5, 8, 10, 20) if step * part >= most * 1.08)


def _short(text: str, most: int = 26) -> str:
    return escape(text if len(text) <= most else text[: most - 1] + "…")


def _svg(title: str, width: int, height: int, inside: str, cls: str) -> SafeString:
    head = f'<svg class="chart {cls}" role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}">'
    return mark_safe(f"{head}{inside}</svg>")  # noqa: S308 - every text in it is escaped above

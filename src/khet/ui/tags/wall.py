"""The fence, its key, and the marks of a wall."""

from typing import Final, Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khet.ui import icons
from khet.ui.component import component
from khet.ui.fences import FenceCounts, state_names
from khet.ui.markup import classes, el, join

Size = Literal["mini", "mid", "big"]
MARKS: Final = {
    "answered": ("a", "check"),
    "answered_late": ("al", "check"),
    "working": ("w", "circle-dot"),
    "opened": ("o", "eye"),
    "unopened": ("n", "minus"),
    "late": ("l", "x"),
    "excused": ("x", "ban"),
}
FEW = 30
HEIGHTS: Final = {"a": 20, "w": 13, "o": 8, "n": 4, "x": 2, "l": 20}


@component()
def fence(
    counts: FenceCounts | None = None,
    *,
    answered: int = 0,
    working: int = 0,
    opened: int = 0,
    unopened: int = 0,
    late: int = 0,
    excused: int = 0,
    of: object = "",
    size: Size = "mid",
    key: bool = False,
    note: object = "",
    done: object = "",
    plain: bool = False,
) -> SafeString:
    """One picket per unit asked: a FenceCounts, or the counts one by one.

    size: mini for a table cell, mid for a panel, big for a wall. key: the counts in words below.
    note: what stands at the right of the summary line ("ถึง 30 พ.ย."); late counts take its place.
    done: the word before the count. plain: decoration only, nothing is said.
    """
    counts = counts or FenceCounts(answered, working, opened, unopened, late, excused)
    of, done = of or _("โรงเรียน"), done or _("ครบ")
    picture = draw_fence(counts, label="" if plain else counts.words(of), size=size)
    if key:
        return join(picture, _key(counts))
    if size == "mini" or plain:
        return picture
    total = counts.total - counts.excused
    left = el(
        "span",
        _("%(done)s %(part)s จาก %(total)s") % {"done": done, "part": f"{counts.answered:,}", "total": f"{total:,}"},
    )
    right = (
        el("span", _("ช้า %(count)s") % {"count": f"{counts.late:,}"}, cls="late") if counts.late else el("span", note)
    )
    return join(picture, el("div", left, right, cls="fence-sum"))


@component()
def mark(
    state: Literal["answered", "answered_late", "working", "opened", "unopened", "late", "excused"],
    *,
    href: str = "",
    label: str = "",
) -> SafeString:
    """One cell of a wall: a sign with its word for those who hear it. label: said before the word (school, ask)."""
    if state not in MARKS:
        raise ValueError(f"no such mark: {state!r}")
    letter, name = MARKS[state]
    said = " ".join(part for part in (label, mark_names()[state]) if part)
    sign = join(icons.draw(name), el("span", said, cls="sr"))
    if href:
        return el("a", sign, href=href, cls=f"mark-cell {letter}", title=said)
    return el("span", sign, cls=f"mark-cell {letter}", title=said)


@component()
def wall_key(*, with_excused: bool = False) -> SafeString:
    """What the marks of a wall mean."""
    names = mark_names()
    shown = [state for state in MARKS if state != "excused" or with_excused]
    return el("ul", *(el("li", _sign(state), names[state]) for state in shown), cls="key")


def mark_names() -> dict[str, str]:
    names = state_names()
    return {
        "answered": names["a"],
        "answered_late": _("ตอบช้า"),
        "working": names["w"],
        "opened": names["o"],
        "unopened": names["n"],
        "late": names["l"],
        "excused": names["x"],
    }


def draw_fence(counts: FenceCounts, *, label: str, size: Size) -> SafeString:
    """The picture alone; without a label it is decoration."""
    spoken: dict[str, object] = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    if size == "mini":
        return el("svg", _bars(counts), cls="fence-mini", viewBox="0 0 1000 20", preserveAspectRatio="none", **spoken)
    pickets = counts.pickets()
    drawn = mark_safe("".join(f'<i class="{letter}"></i>' * count for letter, count in pickets))  # noqa: S308
    sparse = sum(count for _letter, count in pickets) <= FEW
    look = classes("fence", size == "big" and "big", (sparse or size == "big") and "few", sparse and "sparse")
    return el("div", drawn, cls=look, **spoken)


def _bars(counts: FenceCounts) -> SafeString:
    total, at, bars = max(counts.total, 1), 0.0, []
    for letter, count in counts.states():
        if count:
            wide, high = count * 1000 / total, HEIGHTS[letter]
            bars.append(el("rect", x=round(at), y=20 - high, width=max(round(wide), 4), height=high, cls=letter))
            at += wide
    return join(*bars)


def _key(counts: FenceCounts) -> SafeString:
    names = state_names()
    rows = (
        el(
            "li",
            el("span", el("i", cls=letter), cls="fence", aria_hidden="true"),
            names[letter],
            el("b", f"{count:,}"),
            cls="late" if letter == "l" else None,
        )
        for letter, count in counts.states()
        if count
    )
    return el("ul", *rows, cls="fence-key")


def _sign(state: str) -> SafeString:
    letter, name = MARKS[state]
    return el("span", icons.draw(name), cls=f"mark-cell {letter}", aria_hidden="true")

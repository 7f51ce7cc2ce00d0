"""Books of figures: chapters with charts and their tables."""

from dataclasses import dataclass, field

from khet.paper.documents.parts import Document

_CELL = {"as": "cell"}


@dataclass(frozen=True, kw_only=True)
class BookBar:
    """One bar or one point. share: its length against the longest, 0 to 1; None where there is no value."""

    label: str
    told: str
    share: float | None = None


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A heading, sentences, a line over periods, bars by place, and the table that says the same.

    heads and rows: the first column is words, the rest are figures, set to the right.
    """

    title: str
    text: str = ""
    points: tuple[BookBar, ...] = ()
    bars: tuple[BookBar, ...] = ()
    heads: tuple[str, ...] = field(default=(), metadata=_CELL)
    rows: tuple[tuple[str, ...], ...] = field(default=(), metadata=_CELL)
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Book(Document):
    """A cover, the list of chapters, and the chapters; pages are counted. printed: when and by whom, at the foot."""

    agency: str
    title: str
    period: str = ""
    lead: str = ""
    chapters: tuple[Chapter, ...] = ()
    printed: str = ""

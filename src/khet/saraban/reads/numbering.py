"""Whether every number of a desk's year can be accounted for, and what a year leaves open."""

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from khet.numbers import reads as numbers
from khet.numbers.reads import Gap
from khet.numbers.series import Series
from khet.saraban.models import Book, Delivery, RegisterEntry
from khet.saraban.rules.numbering import CIRCULAR


@dataclass(frozen=True, slots=True)
class Run:
    """One run of numbers: from where to where it went, and what is missing in between."""

    label: str
    first: int
    last: int
    gaps: tuple[Gap, ...]
    rows: int = 0
    void: int = 0
    reserved: int = 0


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What is still open when a year is closed."""

    reserved: int
    unsent: int
    unregistered: int
    undone: int

    @property
    def any(self) -> bool:
        return bool(self.reserved or self.unsent or self.unregistered or self.undone)


def runs(desk_id: int, year_be: int) -> list[Run]:
    """Every run of a desk in a year with its gaps; a healthy one has none."""
    known = _row_counts(desk_id, year_be)
    found = []
    for run in numbers.runs_of(desk_id, year_be, Book.values):
        counts = known.get((run.series.register, run.series.series, bool(run.series.secrecy)), {})
        found.append(
            Run(
                label=_label(run.series),
                first=run.first,
                last=run.last,
                gaps=run.gaps,
                rows=sum(counts.values()),
                void=counts.get("void", 0),
                reserved=counts.get("reserved", 0),
            )
        )
    return found


def _label(key: Series) -> str:
    label = str(Book(key.register).label)
    series = _(" ชุดเวียน (ว)") if key.series == CIRCULAR else ""
    return f"{label}{series}{_(' (ลับ)') if key.secrecy else ''}"


def _row_counts(desk_id: int, year_be: int) -> dict[tuple[str, str, bool], dict[str, int]]:
    rows = RegisterEntry.objects.filter(desk_id=desk_id, year_be=year_be, imported=False).order_by()
    counted = rows.values_list("book", "series", "secret_book", "state").annotate(n=Count("pk"))
    found: dict[tuple[str, str, bool], dict[str, int]] = {}
    for book, series, secret, state, n in counted:
        found.setdefault((book, series, secret), {})[state] = n
    return found


def year_counts(desk_id: int) -> dict[int, dict[str, int]]:
    """Rows per book of every year, in one query."""
    rows = RegisterEntry.objects.filter(desk_id=desk_id).order_by()
    found: dict[int, dict[str, int]] = {}
    for year, book, n in rows.values_list("year_be", "book").annotate(n=Count("pk")):
        found.setdefault(year, {})[book] = n
    return found


def leftovers(desk_id: int, year_be: int) -> Leftovers:
    """What to look after before a year is closed: four counts."""
    entries = RegisterEntry.objects.filter(desk_id=desk_id, year_be=year_be)
    came = Delivery.objects.filter(desk_id=desk_id)
    return Leftovers(
        reserved=entries.filter(state="reserved").count(),
        unsent=entries.filter(letter__state__in=("issued", "ready")).exclude(book=Book.RECEIVED).count(),
        unregistered=came.filter(stage__in=("arrived", "opened")).exclude(from_desk_id=desk_id).count(),
        undone=entries.filter(book=Book.RECEIVED, delivery__stage="registered").count(),
    )

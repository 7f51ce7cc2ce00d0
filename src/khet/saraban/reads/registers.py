"""Questions about registers."""

from datetime import date

from django.db.models import Q, QuerySet

from khet.kernel.actor import Actor
from khet.kernel.statements import statement
from khet.saraban.models import Book, RegisterEntry, RegisterYear
from khet.saraban.reads.folders import MOST_COUNTED
from khet.saraban.rules.numbering import normal_no
from khet.thai.digits import to_arabic
from khet.ui.keyset import PAGE

REGISTER_ORDER = ("-registered_on", "-number", "-id")


def register_rows(
    actor: Actor,
    *,
    desk_id: int,
    book: str,
    year_be: int | None = None,
    series: str | None = None,
    secret: bool = False,
    find: str = "",
    first: date | None = None,
    last: date | None = None,
    state: str = "",
    unit_id: int | None = None,
    urgency: int | None = None,
) -> QuerySet[RegisterEntry]:
    """Rows of one register in REGISTER_ORDER (newest first), for keyset pages.

    find looks for a register number, the ที่ or words of the subject, จาก or ถึง. series "" leaves out the ว run.
    """
    rows = RegisterEntry.objects.visible_at(actor, desk_id).filter(book=book, secret_book=secret)
    wanted = {"year_be": year_be, "series": series, "registered_on__gte": first, "registered_on__lte": last}
    wanted |= {"urgency": urgency, "unit_id": unit_id}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    if state:
        rows = rows.filter(state=state)
    if find.strip():
        rows = rows.filter(_found(find.strip()[:200]))
    return rows.order_by(*REGISTER_ORDER)


@statement
def register_front(actor: Actor, desk_id: int, book: str, secret: bool, year_be: int) -> QuerySet[RegisterEntry]:
    """The first page of a year without filters, and one row more."""
    rows = register_rows(actor, desk_id=desk_id, book=book, secret=secret, year_be=year_be)
    return rows.select_related("unit")[: PAGE + 1]


@statement
def register_size(actor: Actor, desk_id: int, book: str, secret: bool, year_be: int) -> QuerySet[RegisterEntry]:
    """Its rows, to be counted as far as a list counts."""
    rows = register_rows(actor, desk_id=desk_id, book=book, secret=secret, year_be=year_be)
    return rows.order_by().only("pk")[: MOST_COUNTED + 1]


def _found(find: str) -> Q:
    plain = to_arabic(find)
    match = Q(subject__icontains=find) | Q(from_text__icontains=find) | Q(to_text__icontains=find)
    match |= Q(search_no__contains=normal_no(find))
    number = plain.partition("/")[0].strip()
    if number.isascii() and number.isdigit() and len(number) <= 9:
        match |= Q(number=int(number))
    return match


def register_years(desk_id: int) -> list[RegisterYear]:
    """Years of a desk's registers, newest first."""
    return _years(desk_id)


@statement
def _years(desk_id: int) -> QuerySet[RegisterYear]:
    return RegisterYear.objects.filter(desk_id=desk_id)


def reserved_rows(actor: Actor, *, book: str = "") -> QuerySet[RegisterEntry]:
    """Numbers kept for later at the desk acted in, those that lapse first on top."""
    rows = RegisterEntry.objects.visible_to(actor).filter(desk_id=actor.desk_id, state="reserved")
    rows = rows.filter(book=book) if book else rows
    return rows.order_by("reserved_until", "number", "pk")


def books() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Book.choices]

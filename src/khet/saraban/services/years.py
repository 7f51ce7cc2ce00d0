"""Register years: one book per calendar year (พ.ศ.), opened with start numbers, closed when it is over."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.numbers import services as numbers
from khet.numbers.services import Series
from khet.saraban.models import Book, RegisterYear
from khet.saraban.rules.numbering import BOOK_OF_SECRETS, CIRCULAR
from khet.saraban.rules.registers import may_keep
from khet.saraban.services.locking import refuse_unless
from khet.thai.bangkok import today
from khet.thai.years import to_be

NOT_REGISTRY = gettext_noop("เปิดและปิดปีทะเบียนได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณทำให้")
START_FIELD = {**{book.value: f"start_{book.value}" for book in Book}, "circular": "start_circular"}


def this_year() -> int:
    """The calendar year B.E. by the Bangkok clock."""
    return to_be(today().year)


def series_of(desk_id: int, book: str, *, year_be: int, circular: bool = False, secret: bool = False) -> Series:
    """The run of numbers; circular means a run of its own inside the sent register."""
    return Series(desk_id, book, CIRCULAR if circular else "", BOOK_OF_SECRETS if secret else "", year_be)


def all_series(desk_id: int, year_be: int) -> list[Series]:
    """Every run of a desk in a year, in the order in which they are locked."""
    runs = [series_of(desk_id, book, year_be=year_be, secret=secret) for book in Book for secret in (False, True)]
    runs += [series_of(desk_id, Book.SENT, year_be=year_be, circular=True, secret=secret) for secret in (False, True)]
    return sorted(runs, key=str)


def open_books(actor: Actor, desk_ids: Iterable[int], year_be: int) -> None:
    """Let the registers of this year take numbers: the year opens by itself, a closed one refuses."""
    ids = set(desk_ids)
    known = dict(RegisterYear.objects.filter(desk_id__in=ids, year_be=year_be).values_list("desk_id", "closed"))
    if any(known.values()):
        raise Refused(
            "ทะเบียนปี %(year)s ปิดแล้ว ออกเลขเพิ่มไม่ได้ สารบรรณเปิดปีใหม่ได้ที่หน้าทะเบียน", code="year_closed", year=year_be
        )
    missing = ids - set(known)
    if missing and year_be != this_year():
        raise Refused("ยังไม่ได้เปิดทะเบียนปี %(year)s เปิดปีก่อนออกเลข", code="year_not_open", year=year_be)
    now = timezone.now()
    RegisterYear.objects.bulk_create(
        [RegisterYear(desk_id=desk, year_be=year_be, opened_at=now, opened_name=actor.person_name) for desk in missing],
        ignore_conflicts=True,
    )


@transaction.atomic
def open_year(*, actor: Actor, year_be: int, starts: Mapping[str, int] | None = None) -> RegisterYear:
    """Open a year's registers, with the first number of each book when the office moves in mid-year.

    starts: by book, and "circular" for the ว run. A book already in use only moves forward.
    """
    refuse_unless(may_keep(actor), NOT_REGISTRY, code="not_registry")
    assert actor.desk_id is not None
    if abs(year_be - this_year()) > 1:
        raise Refused("เปิดได้เฉพาะปีปัจจุบัน ปีก่อน หรือปีถัดไป", code="year", field="year_be")
    with audit.command(actor, "saraban.year_opened", after={"year": year_be, "starts": dict(starts or {})}) as command:
        year, _ = RegisterYear.objects.get_or_create(
            desk_id=actor.desk_id,
            year_be=year_be,
            defaults={"opened_at": timezone.now(), "opened_name": actor.person_name},
        )
        command.target = year
        if year.closed:
            raise Refused("ทะเบียนปี %(year)s ปิดแล้ว เปิดกลับก่อน", code="year_closed", year=year_be)
        for book, first in sorted((starts or {}).items()):
            _start(actor, year, book, first)
        year.save()
    return year


def _start(actor: Actor, year: RegisterYear, book: str, first: int) -> None:
    field = START_FIELD[book]
    if getattr(year, field) == first:
        return
    register, circular = (Book.SENT, True) if book == "circular" else (Book(book), False)
    series = series_of(year.desk_id, register, year_be=year.year_be, circular=circular)
    numbers.start_at(series, first, actor=actor)
    setattr(year, field, first)


@transaction.atomic
def close_year(*, actor: Actor, year_be: int) -> RegisterYear:
    """Close a year's registers: no more numbers, nothing changes any more but remarks."""
    return _set_closed(actor, year_be, closed=True)


@transaction.atomic
def reopen_year(*, actor: Actor, year_be: int) -> RegisterYear:
    return _set_closed(actor, year_be, closed=False)


def _set_closed(actor: Actor, year_be: int, *, closed: bool) -> RegisterYear:
    refuse_unless(may_keep(actor), NOT_REGISTRY, code="not_registry")
    assert actor.desk_id is not None
    rows = RegisterYear.objects.select_for_update(of=("self",), no_key=True)
    year = rows.filter(desk_id=actor.desk_id, year_be=year_be).first()
    if year is None:
        raise Refused("ยังไม่ได้เปิดทะเบียนปี %(year)s", code="year_not_open", year=year_be)
    if year.closed == closed:
        return year
    with audit.command(actor, "saraban.year_closed" if closed else "saraban.year_reopened", year):
        for series in all_series(actor.desk_id, year_be):
            (numbers.close if closed else numbers.reopen)(series, actor=actor)
        year.closed = closed
        year.closed_at = timezone.now() if closed else None
        year.closed_name = actor.person_name if closed else ""
        year.save()
    return year

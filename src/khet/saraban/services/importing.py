"""An old register taken over: rows keep their numbers and are locked; new numbers go on after the last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.numbers import services as numbers
from khet.numbers.reads import next_number
from khet.saraban.models import Book, RegisterEntry, RegisterYear
from khet.saraban.rules.numbering import CIRCULAR, normal_no
from khet.saraban.rules.registers import may_keep
from khet.saraban.services.locking import refuse_unless
from khet.saraban.services.years import series_of, this_year
from khet.search.services import touch

BATCH = 1000
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class OldRow:
    """One row of an old register; line is where it stood in the file, for the report."""

    line: int
    number: int
    year_be: int
    registered_on: date
    letter_no: str = ""
    dated: date | None = None
    from_text: str = ""
    to_text: str = ""
    subject: str = ""
    action: str = ""
    remark: str = ""
    circular: bool = False
    void_reason: str = ""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with one row: its line in the file, the column, the value and what to do."""

    line: int
    column: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How many rows were (or in a dry run would be) taken over, and the rows that hinder it; none with errors."""

    taken: int
    errors: tuple[RowError, ...] = ()
    next_number: int | None = None


@transaction.atomic
def import_register(
    *, actor: Actor, book: str, rows: Sequence[OldRow], dry_run: bool = False, synthetic: bool = False
) -> ImportReport:
    """Take over rows of one book of the desk acted in; all or none. A dry run writes nothing.

    The year's next number follows the highest row of the current year.
    """
    refuse_unless(may_keep(actor), "นำเข้าทะเบียนได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณนำเข้าให้", code="not_registry")
    assert actor.desk_id is not None
    if not 1 <= len(rows) <= MOST_ROWS:
        raise Refused("นำเข้าได้ครั้งละ 1 ถึง %(most)s แถว", code="count", most=f"{MOST_ROWS:,}")
    errors = tuple(_errors(actor.desk_id, Book(book), rows))
    if errors or dry_run:
        return ImportReport(0 if errors else len(rows), errors)
    with audit.command(actor, "saraban.register_imported", after={"book": book, "rows": len(rows)}) as command:
        made = [_entry(actor, book, row, synthetic) for row in rows]
        RegisterEntry.objects.bulk_create(made, batch_size=BATCH)
        command.target = made[0]
        touch("saraban.registerentry", [row.pk for row in made])
        _open_years(actor, {row.year_be for row in rows})
        following = _go_on(actor, book, rows)
    return ImportReport(len(made), (), following)


def _errors(desk_id: int, book: str, rows: Sequence[OldRow]) -> Iterable[RowError]:
    """Rows that stand twice, in the file or in the register, and numbers or years that cannot be."""
    here = RegisterEntry.objects.filter(desk_id=desk_id, book=book, year_be__in={row.year_be for row in rows})
    known = set(here.filter(secret_book=False).values_list("series", "year_be", "number"))
    seen: dict[tuple[str, int, int], int] = {}
    for row in rows:
        key = (_series(book, row), row.year_be, row.number)
        if row.number < 1:
            yield RowError(row.line, "เลขทะเบียน", str(row.number), "เลขทะเบียนต้องเป็น 1 ขึ้นไป")
        elif key in known:
            yield RowError(row.line, "เลขทะเบียน", str(row.number), f"มีเลขนี้ในทะเบียนปี {row.year_be} แล้ว ตัดแถวนี้ออก")
        elif key in seen:
            yield RowError(row.line, "เลขทะเบียน", str(row.number), f"ซ้ำกับแถวที่ {seen[key]} แก้เลขหรือตัดแถวออก")
        if not 2400 <= row.year_be <= this_year():
            yield RowError(row.line, "ปี", str(row.year_be), "ปีต้องเป็น พ.ศ. และไม่เกินปีปัจจุบัน")
        seen.setdefault(key, row.line)


def _series(book: str, row: OldRow) -> str:
    return CIRCULAR if row.circular and book == Book.SENT else ""


def _entry(actor: Actor, book: str, row: OldRow, synthetic: bool) -> RegisterEntry:
    assert actor.desk_id is not None
    void = bool(row.void_reason.strip())
    return RegisterEntry(
        desk_id=actor.desk_id,
        book=book,
        series=_series(book, row),
        year_be=row.year_be,
        number=row.number,
        state=RegisterEntry.State.VOID if void else RegisterEntry.State.ISSUED,
        reason=row.void_reason.strip()[:500],
        letter_no=row.letter_no[:80],
        search_no=normal_no(row.letter_no),
        dated=row.dated,
        from_text=row.from_text[:300],
        to_text=row.to_text[:500],
        subject=row.subject[:500],
        action=row.action[:500],
        remark=row.remark[:500],
        registered_on=row.registered_on,
        registered_at=timezone.now(),
        registered_by_id=actor.person_id,
        registered_name=actor.person_name,
        imported=True,
        synthetic=synthetic,
    )


def _open_years(actor: Actor, years: Iterable[int]) -> None:
    """Past years come in closed, the current one open."""
    now, current = timezone.now(), this_year()
    rows = [
        RegisterYear(
            desk_id=actor.desk_id or 0,
            year_be=year,
            opened_at=now,
            opened_name=actor.person_name,
            closed=year != current,
            closed_at=now if year != current else None,
        )
        for year in years
    ]
    RegisterYear.objects.bulk_create(rows, ignore_conflicts=True)


def _go_on(actor: Actor, book: str, rows: Sequence[OldRow]) -> int | None:
    """Set each run of the current year to go on after its highest imported number."""
    year, following = this_year(), None
    for circular in (False, True):
        used = [row.number for row in rows if row.year_be == year and bool(_series(book, row)) == circular]
        if used:
            following = max(used) + 1
            series = series_of(actor.desk_id or 0, book, year_be=year, circular=circular)
            if next_number(series) < following:
                numbers.start_at(series, following, actor=actor)
    return following

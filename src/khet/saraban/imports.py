"""Old registers from a CSV or Excel file: read with every error named, tried without writing, then kept and locked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

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
from khet.saraban.tables import rows_of
from khet.thai.bangkok import today
from khet.thai.dateinput import parse
from khet.thai.digits import to_arabic
from khet.thai.years import to_be

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("เลขทะเบียน", "เลขทะเบียนรับ", "เลขทะเบียนส่ง", "เลขรับ", "เลขส่ง", "ลำดับ", "register_number"),
    "year": ("ปี", "ปีพศ", "year"),
    "letter_no": ("ที่", "ที่หนังสือ", "เลขที่หนังสือ", "คำสั่งที่", "book_no"),
    "dated": ("ลงวันที่", "สั่งณวันที่", "signdate"),
    "from_text": ("จาก", "book_from"),
    "to_text": ("ถึง", "book_to"),
    "subject": ("เรื่อง", "subject"),
    "action": ("การปฏิบัติ", "operation"),
    "remark": ("หมายเหตุ", "comment"),
    "registered_on": ("วันที่ลงทะเบียน", "วันที่รับ", "วันที่ส่ง", "register_date"),
}
LABELS = {name: words[0] for name, words in COLUMNS.items()}
TEXTS = {"letter_no": 80, "from_text": 300, "to_text": 500, "subject": 500, "action": 500, "remark": 500}
IMPORTABLE = (Book.RECEIVED, Book.SENT, Book.ORDER, Book.CERTIFICATE, Book.MEMO, Book.ANNOUNCEMENT)
BANGKOK = ZoneInfo("Asia/Bangkok")
MOST_SHOWN = 200
BY = "นำเข้าจากทะเบียนเดิม"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: the line of the file (the heads are line 1), the column, what stands there, what to do."""

    line: int
    column: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class OldRow:
    """A row as it will stand in the register."""

    line: int
    number: int
    series: str
    year_be: int
    registered_on: date
    dated: date | None = None
    letter_no: str = ""
    from_text: str = ""
    to_text: str = ""
    subject: str = ""
    action: str = ""
    remark: str = ""

    @property
    def key(self) -> tuple[int, str, int]:
        return self.year_be, self.series, self.number


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do: new rows, rows that are there already, and what has to be mended first."""

    new: tuple[OldRow, ...] = ()
    known: int = 0
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = field(default_factory=tuple)


def try_register(*, desk_id: int, book: str, content: bytes) -> Trial:
    """Read a file and compare it with the register; writes nothing. Raises Refused for what is no table at all."""
    table = rows_of(content)
    if not table:
        raise Refused("ไฟล์นี้ไม่มีข้อมูล เลือกไฟล์ที่มีหัวคอลัมน์และรายการ", code="empty")
    heads = _heads(table[0])
    missing = tuple(LABELS[name] for name in ("number", "subject") if name not in heads)
    if missing:
        return Trial(missing=missing)
    rows, problems = _read(table[1:], heads, book)
    new, known, clashes = _compare(desk_id, book, rows)
    return Trial(tuple(new), known, (*problems, *clashes))


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by its head; spaces and full stops do not matter."""
    names = {word: name for name, words in COLUMNS.items() for word in words}
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = names.get("".join(cell.replace(".", "").split()).casefold())
        if name is not None:
            found.setdefault(name, place)
    return found


def _read(table: Sequence[Sequence[str]], heads: Mapping[str, int], book: str) -> tuple[list[OldRow], list[Problem]]:
    rows: list[OldRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[int, str, int], int] = {}
    for line, cells in enumerate(table, 2):
        given = {name: cells[place] if place < len(cells) else "" for name, place in heads.items()}
        found = _row(line, given, book)
        if isinstance(found, Problem):
            problems.append(found)
        elif found.key in seen:
            rule = f"ซ้ำกับแถว {seen[found.key]} ลบแถวที่เกินหรือแก้เลข"
            problems.append(Problem(line, LABELS["number"], given["number"], rule))
        else:
            seen[found.key] = line
            rows.append(found)
    return rows, problems


def _row(line: int, given: Mapping[str, str], book: str) -> OldRow | Problem:
    """One row, or the first thing wrong with it."""
    number = _number(given["number"], book)
    if number is None:
        return Problem(line, LABELS["number"], given["number"], "ต้องเป็นเลขจำนวนเต็มตั้งแต่ 1 เช่น 125 หรือ ว12")
    if not given["subject"]:
        return Problem(line, LABELS["subject"], "", "ยังไม่มีเรื่อง ใส่เรื่อง หรือใส่ว่า ยกเลิก")
    days: dict[str, date | None] = {}
    for name in ("dated", "registered_on"):
        day = _day(given.get(name, ""))
        if isinstance(day, str):
            return Problem(line, LABELS[name], given[name], day)
        days[name] = day
    return _dated(line, given, number, days)


def _dated(
    line: int, given: Mapping[str, str], number: tuple[str, int], days: Mapping[str, date | None]
) -> OldRow | Problem:
    """The year and day of the row: as given, else from one another."""
    registered_on = days["registered_on"] or days["dated"]
    year = _year(given.get("year", ""))
    if year is None:
        return Problem(line, LABELS["year"], given["year"], "ต้องเป็นปี พ.ศ. เช่น 2568")
    if registered_on is None:
        rule = "ไม่มีวันที่ลงทะเบียนและลงวันที่ ใส่อย่างน้อยหนึ่งช่อง"
        return Problem(line, LABELS["registered_on"], "", rule)
    year = year or to_be(registered_on.year)
    if registered_on > today() or year > this_year():
        return Problem(line, LABELS["registered_on"], str(given.get("registered_on", "")), "อยู่ในอนาคต ตรวจปี พ.ศ.")
    texts = {name: given.get(name, "")[:most] for name, most in TEXTS.items()}
    return OldRow(line, number[1], number[0], year, registered_on, days["dated"], **texts)


def _number(text: str, book: str) -> tuple[str, int] | None:
    """Series and number: "ว12" of the sent register runs by itself, "12/2568" is 12."""
    plain = to_arabic(text).replace(",", "").replace(" ", "").partition("/")[0]
    series = CIRCULAR if plain.startswith(CIRCULAR) and book == Book.SENT else ""
    plain = plain.removeprefix(CIRCULAR) if series else plain
    good = plain.isascii() and plain.isdigit() and 0 < len(plain) <= 9 and int(plain) > 0
    return (series, int(plain)) if good else None


def _day(text: str) -> date | str | None:
    """A day in any spelling, None when empty, or what is wrong. Old systems write 0000-00-00 for none."""
    bare = text.strip().partition(" ")[0] if text[:4].isdigit() else text.strip()
    if not bare or bare in ("-", "0000-00-00"):
        return None
    try:
        return parse(bare)
    except ValueError as problem:
        return str(problem)


def _year(text: str) -> int | None:
    """0 when empty, None when it is no year."""
    plain = to_arabic(text).strip()
    if not plain:
        return 0
    if not (plain.isascii() and plain.isdigit() and len(plain) == 4):
        return None
    year = int(plain)
    year = to_be(year) if year < 2300 else year
    return year if 2400 < year < 2700 else None


def _compare(desk_id: int, book: str, rows: Sequence[OldRow]) -> tuple[list[OldRow], int, list[Problem]]:
    """What is new, what is there already word for word, and what clashes with a number in use."""
    years = {row.year_be for row in rows}
    there = RegisterEntry.objects.filter(desk_id=desk_id, book=book, secret_book=False, year_be__in=years)
    names = ("year_be", "series", "number", "imported", "subject", "letter_no")
    known = {(year, series, number): rest for year, series, number, *rest in there.values_list(*names).iterator(5000)}
    new: list[OldRow] = []
    clashes: list[Problem] = []
    same = 0
    for row in rows:
        found = known.get(row.key)
        if found is None:
            new.append(row)
        elif found == [True, row.subject, row.letter_no]:
            same += 1
        else:
            rule = "นำเข้าไว้แล้วแต่เรื่องหรือที่ต่างกัน" if found[0] else "ออกเลขนี้ในระบบแล้ว"
            clashes.append(Problem(row.line, LABELS["number"], f"{row.series}{row.number}/{row.year_be}", rule))
    return new, same, clashes


def import_register(*, actor: Actor, book: str, content: bytes, sha256: str = "") -> Trial:
    """Keep the rows of a file that has nothing wrong; done twice it adds nothing. All or none.

    The rows are locked and marked as imported; the next number of each run goes on after the highest of them.
    """
    refuse_unless(may_keep(actor), "นำเข้าได้เฉพาะสารบรรณของหน่วยงาน", code="not_registry")
    desk_id = actor.desk_id or 0
    trial = try_register(desk_id=desk_id, book=book, content=content)
    if trial.problems or trial.missing:
        raise Refused("ไฟล์ยังมีจุดต้องแก้ แก้ตามรายการแล้วส่งใหม่ ยังไม่มีแถวใดถูกนำเข้า", code="problems")
    if trial.new:
        _keep(actor, desk_id, Book(book), trial.new, sha256)
    return trial


@transaction.atomic
def _keep(actor: Actor, desk_id: int, book: Book, rows: Sequence[OldRow], sha256: str) -> None:
    after = {"book": book.value, "rows": len(rows), "sha256": sha256}
    with audit.command(actor, "saraban.register_imported", after=after):
        _go_on_after(actor, desk_id, book, rows)
        _years_of(actor, desk_id, rows)
        entries = (_entry(actor, desk_id, book, row) for row in rows)
        RegisterEntry.objects.bulk_create(entries, batch_size=500)


def _go_on_after(actor: Actor, desk_id: int, book: Book, rows: Sequence[OldRow]) -> None:
    """The counters of the years, in sorted order, start after the old numbers."""
    highest: dict[tuple[int, str], int] = {}
    for row in rows:
        key = (row.year_be, row.series)
        highest[key] = max(row.number, highest.get(key, 0))
    for (year, run), top in sorted(highest.items()):
        series = series_of(desk_id, book, year_be=year, circular=run == CIRCULAR)
        if next_number(series) <= top:
            numbers.start_at(series, top + 1, actor=actor)


def _years_of(actor: Actor, desk_id: int, rows: Sequence[OldRow]) -> None:
    """Years that were never open here stand in the list as closed; this year stays open."""
    now = timezone.now()
    fresh = [
        RegisterYear(
            desk_id=desk_id,
            year_be=year,
            opened_at=now,
            opened_name=BY,
            closed=year < this_year(),
            closed_at=now if year < this_year() else None,
            closed_name=BY if year < this_year() else "",
        )
        for year in {row.year_be for row in rows}
    ]
    RegisterYear.objects.bulk_create(fresh, ignore_conflicts=True)


def _entry(actor: Actor, desk_id: int, book: Book, row: OldRow) -> RegisterEntry:
    return RegisterEntry(
        desk_id=desk_id,
        book=book,
        series=row.series,
        year_be=row.year_be,
        number=row.number,
        letter_no=row.letter_no,
        search_no=normal_no(row.letter_no),
        dated=row.dated,
        from_text=row.from_text,
        to_text=row.to_text,
        subject=row.subject,
        action=row.action,
        remark=row.remark,
        registered_on=row.registered_on,
        registered_at=datetime.combine(row.registered_on, time(12), BANGKOK),
        registered_by_id=actor.person_id,
        registered_name=BY,
        imported=True,
    )

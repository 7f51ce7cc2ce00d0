"""Old registers from a CSV or Excel file: read with every error named and compared, before a row is taken over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.imports.tables import Row, Table, read
from khet.saraban import services
from khet.saraban.models import Book, RegisterEntry
from khet.saraban.rules.numbering import CIRCULAR
from khet.saraban.services import OldRow
from khet.saraban.services import RowError as Problem
from khet.thai.bangkok import today
from khet.thai.dateinput import parse
from khet.thai.digits import to_arabic
from khet.thai.years import to_be

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
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
        "state": ("สถานะ", "status"),
    }
)
LABELS = {name: words[0] for name, words in COLUMNS.items()}
TEXTS = ("letter_no", "from_text", "to_text", "subject", "action", "remark")
MOST_SHOWN = 200
VOID_WORD, VOID_REASON = "ยกเลิก", "ยกเลิกในทะเบียนเดิม"


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do: new rows, rows that are there already, and what has to be mended first."""

    new: tuple[OldRow, ...] = ()
    known: int = 0
    problems: tuple[Problem, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


Told = Callable[[int, int], None]
STEP = 500  # rows between two words about how far it is


def _nobody(done: int, total: int) -> None:
    """Nobody asked how far it is."""


def try_register(*, actor: Actor, book: str, content: bytes, name: str = "", told: Told = _nobody) -> Trial:
    """Read a file and compare it with the desk's register; writes nothing. Raises Refused for what is no table.

    told hears how many rows of how many were read.
    """
    table = read(content, name)
    heads = _heads(table)
    missing = tuple(LABELS[each] for each in ("number", "subject") if each not in heads)
    if missing:
        return Trial(missing=missing, notes=table.notes)
    rows, problems = _read(table, heads, book, told)
    new, known, clashes = _compare(actor.desk_id or 0, book, rows)
    if new and not (problems or clashes):
        clashes = list(services.import_register(actor=actor, book=book, rows=new, dry_run=True).errors)
    return Trial(tuple(new), known, (*problems, *clashes), notes=table.notes)


def import_register(*, actor: Actor, book: str, content: bytes, name: str = "", told: Told = _nobody) -> Trial:
    """Take over the new rows of a file that has nothing wrong; done twice it adds nothing. All or none."""
    trial = try_register(actor=actor, book=book, content=content, name=name, told=told)
    if trial.problems or trial.missing:
        raise Refused("ไฟล์ยังมีจุดต้องแก้ แก้ตามรายการแล้วส่งใหม่ ยังไม่ได้นำเข้าแถวใด", code="problems")
    if trial.new:
        services.import_register(actor=actor, book=book, rows=trial.new)
    return trial


def _heads(table: Table) -> dict[str, str]:
    """Which head holds what; spaces and full stops do not matter."""
    names = {word: name for name, words in COLUMNS.items() for word in words}
    found: dict[str, str] = {}
    for head in table.heads:
        name = names.get("".join(head.replace(".", "").split()).casefold())
        if name is not None:
            found.setdefault(name, head)
    return found


def _read(table: Table, heads: Mapping[str, str], book: str, told: Told) -> tuple[list[OldRow], list[Problem]]:
    rows: list[OldRow] = []
    problems = [Problem(line, head, "", said) for (line, head), said in sorted(table.spoilt.items())]
    spoilt = {problem.line for problem in problems}
    for place, row in enumerate(table.rows):
        if place % STEP == 0:
            told(place, len(table.rows))
        if row.number in spoilt:
            continue
        found = _row(row, {name: row.cells.get(head, "") for name, head in heads.items()}, book)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            rows.append(found)
    return rows, problems


def _row(row: Row, given: Mapping[str, str], book: str) -> OldRow | Problem:
    """One row, or the first thing wrong with it."""
    number = _number(given["number"], book)
    if number is None:
        return Problem(row.number, LABELS["number"], given["number"], "ต้องเป็นเลขจำนวนเต็มตั้งแต่ 1 เช่น 125 หรือ ว12")
    if not given["subject"]:
        return Problem(row.number, LABELS["subject"], "", "ยังไม่มีเรื่อง ใส่เรื่องตามทะเบียนเดิม")
    days: dict[str, date | None] = {}
    for name in ("dated", "registered_on"):
        day = _day(given.get(name, ""))
        if isinstance(day, str):
            return Problem(row.number, LABELS[name], given[name], day)
        days[name] = day
    return _dated(row.number, given, number, days)


def _dated(
    line: int, given: Mapping[str, str], number: tuple[bool, int], days: Mapping[str, date | None]
) -> OldRow | Problem:
    """The year and day of the row: as given, else from one another."""
    registered_on, year = days["registered_on"] or days["dated"], _year(given.get("year", ""))
    if year is None:
        return Problem(line, LABELS["year"], given["year"], "ต้องเป็นปี พ.ศ. เช่น 2568")
    if registered_on is None:
        return Problem(line, LABELS["registered_on"], "", "ไม่มีวันที่ลงทะเบียนและลงวันที่ ใส่อย่างน้อยหนึ่งช่อง")
    if registered_on > today():
        return Problem(line, LABELS["registered_on"], given.get("registered_on", ""), "อยู่ในอนาคต ตรวจปี พ.ศ.")
    texts = {name: given.get(name, "") for name in TEXTS}
    void = VOID_WORD in given.get("state", "")
    return OldRow(
        line=line,
        number=number[1],
        circular=number[0],
        year_be=year or to_be(registered_on.year),
        registered_on=registered_on,
        dated=days["dated"],
        void_reason=(texts["remark"] or VOID_REASON) if void else "",
        **texts,
    )


def _number(text: str, book: str) -> tuple[bool, int] | None:
    """Circular and number: "ว12" of the sent register runs by itself, "12/2568" is 12."""
    plain = to_arabic(text).replace(",", "").replace(" ", "").partition("/")[0]
    circular = plain.startswith(CIRCULAR) and book == Book.SENT
    plain = plain.removeprefix(CIRCULAR) if circular else plain
    good = plain.isascii() and plain.isdigit() and len(plain) <= 9 and int(plain) > 0
    return (circular, int(plain)) if good else None


def _day(text: str) -> date | str | None:
    """A day in any spelling, None when empty, or what is wrong. Old systems write 0000-00-00 for none."""
    bare = text.partition(" ")[0] if text[:4].isdigit() else text
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
    return to_be(int(plain)) if int(plain) < 2300 else int(plain)


def _compare(desk_id: int, book: str, rows: Sequence[OldRow]) -> tuple[list[OldRow], int, list[Problem]]:
    """What is new, what is there already word for word, and what clashes with a number in use."""
    there = RegisterEntry.objects.filter(desk_id=desk_id, book=book, secret_book=False)
    there = there.filter(year_be__in={row.year_be for row in rows})
    names = ("year_be", "series", "number", "imported", "subject", "letter_no")
    known = {(year, series, number): rest for year, series, number, *rest in there.values_list(*names).iterator(5000)}
    new: list[OldRow] = []
    clashes: list[Problem] = []
    same = 0
    for row in rows:
        found = known.get((row.year_be, CIRCULAR if row.circular else "", row.number))
        if found is None:
            new.append(row)
        elif found == [True, row.subject, row.letter_no[:80]]:
            same += 1
        else:
            said = "นำเข้าไว้แล้วแต่เรื่องหรือที่ต่างกัน" if found[0] else "ออกเลขนี้ในระบบแล้ว"
            clashes.append(Problem(row.line, LABELS["number"], f"{row.number}/{row.year_be}", said))
    return new, same, clashes

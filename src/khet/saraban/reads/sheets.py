"""Registers and answers to take away: Excel and zip."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import QuerySet

from khet.files import services as files
from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.kernel.language import said_in_thai
from khet.paper.workbooks import written_to
from khet.saraban.models import Answer, Book, Letter, RegisterEntry
from khet.saraban.reads.pages import answer_files
from khet.saraban.reads.registers import register_rows
from khet.thai import dates
from khet.work.reads.items import Ask, WorkItem, items_on

REGISTER_HEADS = ("เลขทะเบียน", "ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ", "วันที่ลงทะเบียน", "สถานะ")
ANSWER_HEADS = ("ลำดับ", "หน่วยงาน", "สิ่งที่ขอ", "สถานะ", "ตอบเมื่อ", "ตอบช้า", "ตอบทาง", "คำตอบ", "รายชื่อ", "ไฟล์", "ผู้ตอบ")


def register_xlsx(actor: Actor, *, desk_id: int, book: str, first: date, last: date) -> bytes:
    """A register's rows of a span of days as an Excel sheet, oldest first; dates as พ.ศ. text."""
    return rows_xlsx(book, register_rows(actor, desk_id=desk_id, book=book, first=first, last=last))


@said_in_thai("th")
def rows_xlsx(book: str, rows: QuerySet[RegisterEntry], *, told: Callable[[int], None] | None = None) -> bytes:
    """These rows of one register as an Excel sheet, oldest first. told: how many so far, every thousand."""
    return workbook(str(Book(book).label), REGISTER_HEADS, _counted(rows, told))


def _counted(rows: QuerySet[RegisterEntry], told: Callable[[int], None] | None) -> Iterator[tuple[object, ...]]:
    ordered = rows.order_by("registered_on", "number", "pk")
    for done, row in enumerate(ordered.iterator(2000), 1):
        yield _register_row(row)
        if told is not None and done % 1000 == 0:
            told(done)


def _register_row(row: RegisterEntry) -> tuple[object, ...]:
    state = str(RegisterEntry.State(row.state).label)
    return (
        f"{row.series}{row.number}",
        row.letter_no,
        dates.record(row.dated) if row.dated else "",
        row.from_text,
        row.to_text,
        row.subject,
        row.action,
        row.remark,
        dates.record(row.registered_on),
        f"{state}: {row.reason}" if row.is_void else state,
    )


@said_in_thai("th")
def answers_xlsx(letter: Letter, *, ask: Ask | None = None) -> bytes:
    """Who was asked what and what came back, one row per unit and ask, those who have not answered too."""
    rows = _answer_rows(letter, ask)
    return workbook("คำตอบ", ANSWER_HEADS, rows)


def _answer_rows(letter: Letter, ask: Ask | None) -> list[tuple[object, ...]]:
    items = _items(letter, ask)
    answers = {answer.item_id: answer for answer in _answers(items)}
    attached = answer_files(list(answers.values()))
    return [_answer_row(place, item, answers.get(item.pk), attached) for place, item in enumerate(items, 1)]


def _items(letter: Letter, ask: Ask | None) -> list[WorkItem]:
    items = items_on("saraban.letter", letter.pk).filter(ask__isnull=False)
    items = items.filter(ask=ask) if ask is not None else items
    return list(items.exclude(state="withdrawn").select_related("ask", "asked_unit").order_by("ask__order", "pk"))


def _answers(items: Sequence[WorkItem]) -> Iterable[Answer]:
    """The latest answer of each item comes last."""
    if not items:
        return Answer.objects.none()
    return Answer.objects.filter(delivery__letter_id=items[0].basis_id).order_by("at", "pk")


def _answer_row(
    place: int, item: WorkItem, answer: Answer | None, attached: dict[int, list[StoredFile]]
) -> tuple[object, ...]:
    people = answer.people if answer else []
    names = "\n".join(" ".join(str(part) for part in person.values() if part) for person in people)
    return (
        place,
        str(item.asked_unit),
        item.ask.label if item.ask else "",
        str(WorkItem.State(item.state).label),
        dates.moment(item.answered_at) if item.answered_at else "",
        "ตอบช้า" if item.late else "",
        str(WorkItem.Via(item.via).label) if item.via else "",
        answer.text if answer else item.result_text,
        names,
        "\n".join(file.name for file in attached.get(answer.pk, [])) if answer else "",
        answer.by_name if answer else "",
    )


@said_in_thai("th")
def answers_zip(letter: Letter, *, ask: Ask | None = None) -> bytes:
    """All files of the answers in one archive, a folder per unit, with the Excel sheet beside."""
    items = _items(letter, ask)
    units = {item.pk: str(item.asked_unit) for item in items}
    answers = [answer for answer in _answers(items) if answer.item_id in units]
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("คำตอบ.xlsx", answers_xlsx(letter, ask=ask))
        attached = answer_files(answers)
        for answer in answers:
            for place, file in enumerate(attached.get(answer.pk, []), 1):
                name = f"{_safe(units[answer.item_id])}/{answer.pk}-{place} {_safe(file.name)}"
                archive.writestr(name, files.read_bytes(file))
    return out.getvalue()


def _safe(name: str) -> str:
    """One step of a path: no separators, no leading dots."""
    return "".join("_" if char in '/\\:*?"<>|' or ord(char) < 32 else char for char in name).lstrip(". ")[:120] or "_"


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a head row that stays in view; text is never taken for a formula."""
    out = BytesIO()
    with written_to(out) as book:
        sheet = book.add_worksheet(title[:31].replace("/", " "))
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_row(0, 0, heads, bold)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row, wrap)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads) - 1, 22)
    return out.getvalue()

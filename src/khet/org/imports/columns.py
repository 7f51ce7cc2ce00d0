# ruff: noqa: E501  (a table reads better in whole lines)
"""The columns of our workbooks, the other names they go by, and what a cell may hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khet.kernel.errors import Refused
from khet.org.imports.tables import Row, Table
from khet.thai import citizen
from khet.thai.dateinput import parse
from khet.thai.normal import fold


@dataclass(frozen=True, slots=True)
class Column:
    """key in our code, head in the workbook, other heads taken for it, an example for the template."""

    key: str
    head: str
    others: tuple[str, ...] = ()
    needed: bool = False
    example: str = ""
    hint: str = ""
    width: int = 20
    longest: int = 200
    private: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: row and column of the workbook, the value there, and the rule in words."""

    row: int
    column: str
    value: str
    rule: str


UNITS = (
    Column(
        "code",
        "รหัส",
        ("รหัสหน่วยงาน", "รหัสโรงเรียน", "รหัสสถานศึกษา"),
        True,
        "84010001",
        "อักษรอังกฤษ ตัวเลข หรือขีด ใช้จับคู่เมื่อนำเข้าซ้ำ",
        16,
        40,
    ),
    Column("kind", "ประเภท", ("ชนิด",), True, "โรงเรียน", "สำนักงานเขต กลุ่ม โรงเรียน หรืองาน", 16, 40),
    Column("name", "ชื่อ", ("ชื่อหน่วยงาน", "ชื่อโรงเรียน", "ชื่อสถานศึกษา"), True, "โรงเรียนตัวอย่างวิทยา", "ชื่อเต็ม", 44),
    Column("short", "ชื่อย่อ", (), False, "ตัวอย่างวิทยา", "", 24, 80),
    Column("parent", "รหัสต้นสังกัด", ("ต้นสังกัด", "สังกัด"), False, "spm-surat-chumphon", "รหัสของหน่วยงานที่อยู่เหนือขึ้นไป", 22, 40),
    Column("tambon", "ตำบล", ("แขวง",), False, "ตลาด", "", 16, 80),
    Column("amphoe", "อำเภอ", ("เขต",), False, "เมืองสุราษฎร์ธานี", "", 20, 80),
    Column("province", "จังหวัด", (), False, "สุราษฎร์ธานี", "", 16, 80),
    Column("postcode", "รหัสไปรษณีย์", (), False, "84000", "", 12, 10),
    Column("address", "ที่อยู่", (), False, "1 ถนนตัวอย่าง", "", 36, 500),
    Column("phone", "โทรศัพท์", ("เบอร์โทร", "โทร"), False, "0 7700 0000", "", 16, 60),
    Column("email", "อีเมล", ("email", "e-mail"), False, "school@example.org", "", 26),
    Column("on", "วันตั้ง", ("ตั้งแต่วันที่",), False, "1/10/2553", "เว้นว่าง = วันนี้", 14, 40),
)
PEOPLE = (
    Column("citizen", "เลขประจำตัวประชาชน", ("เลขบัตรประชาชน", "เลขประชาชน", "เลข 13 หลัก"), False, "", "13 หลัก เก็บแบบเข้ารหัส ใช้จับคู่คนเดิม", 20, 20, True),
    Column("prefix", "คำนำหน้า", ("คำนำหน้าชื่อ",), False, "นางสาว", "", 12, 40),
    Column("first_name", "ชื่อ", ("ชื่อตัว", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อ สกุล", "ชื่อ นามสกุล"), True, "สมหญิง", "ติดคำนำหน้าหรือนามสกุลมาด้วยก็ได้", 24, 200),
    Column("last_name", "นามสกุล", ("สกุล", "ชื่อสกุล"), False, "ใจดี", "", 24, 100),
    Column("unit", "รหัสหน่วยงาน", ("หน่วยงาน", "รหัสโรงเรียน", "รหัส"), True, "84010001", "รหัสของโรงเรียน กลุ่ม หรืองาน", 18, 200),
    Column("title", "ตำแหน่ง", ("ชื่อตำแหน่ง",), True, "ครู", "", 30),
    Column("role", "บทบาท", (), False, "ครู", "เว้นว่างให้ดูจากชื่อตำแหน่ง", 20, 40),
    Column("on", "ตั้งแต่วันที่", ("วันที่ดำรงตำแหน่ง", "วันที่เริ่ม"), False, "1/10/2568", "เว้นว่าง = วันนี้", 14, 40),
    Column("order_text", "คำสั่ง", (), False, "คำสั่ง สพม. ที่ 12/2568", "", 26),
    Column("office_phone", "โทรศัพท์ที่ทำงาน", ("โทรศัพท์",), False, "0 7700 0000", "", 16, 60),
    Column("mobile", "โทรศัพท์มือถือ", ("มือถือ", "เบอร์มือถือ"), False, "", "", 16, 60),
    Column("email", "อีเมล", ("email", "e-mail"), False, "", "", 26),
)  # fmt: skip
COLUMNS = {"units": UNITS, "people": PEOPLE}


def placed(table: Table, columns: Iterable[Column]) -> dict[str, str]:
    """Our key → the head in this workbook. Raises Refused when a needed column is missing."""
    known = {fold(head): head for head in table.heads if head}
    found: dict[str, str] = {}
    for column in columns:
        for name in (column.head, *column.others):
            if fold(name) in known and known[fold(name)] not in found.values():
                found[column.key] = known[fold(name)]
                break
    missing = [column.head for column in columns if column.needed and column.key not in found]
    if missing:
        raise Refused("ไม่พบคอลัมน์ %(names)s ใช้หัวคอลัมน์ตามแม่แบบแล้วส่งใหม่", code="missing_columns", names=", ".join(missing))
    return found


class Reader:
    """One row after another as values by key; what is wrong is kept in problems."""

    def __init__(self, table: Table, columns: tuple[Column, ...]) -> None:
        self.table, self.columns = table, {column.key: column for column in columns}
        self.heads = placed(table, columns)
        self.problems: list[Problem] = []

    def values(self, row: Row) -> dict[str, str]:
        found = {}
        for key, column in self.columns.items():
            head = self.heads.get(key)
            value = row.cells.get(head, "") if head else ""
            found[key] = value
            if head and (row.number, head) in self.table.spoilt:
                self.wrong(row, key, self.table.spoilt[row.number, head])
            elif column.needed and not value:
                self.wrong(row, key, f"ต้องใส่{column.head}")
            elif len(value) > column.longest:
                self.wrong(row, key, f"ยาวเกิน {column.longest} ตัวอักษร")
        return found

    def wrong(self, row: Row, key: str, rule: str) -> None:
        column = self.columns[key]
        value = row.cells.get(self.heads.get(key, ""), "")
        shown = value[:1] + "•" * 11 + value[-1:] if column.private and value else value[:80]
        self.problems.append(Problem(row.number, self.heads.get(key, column.head), shown, rule))

    def day(self, row: Row, key: str, value: str, default: date) -> date:
        if not value:
            return default
        try:
            return parse(value)
        except ValueError as problem:
            self.wrong(row, key, str(problem))
            return default

    def citizen(self, row: Row, value: str) -> str:
        if not value:
            return ""
        try:
            return citizen.clean(value)
        except ValueError as problem:
            self.wrong(row, "citizen", str(problem))
            return ""

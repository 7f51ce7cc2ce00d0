"""The real area: the office with its history, ten groups and 66 schools. The units are real; nobody in them is."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from khet.calendar import seed as calendar_seed
from khet.calendar import services as calendars
from khet.calendar.models import Calendar
from khet.kernel.actor import SYSTEM
from khet.org.models import Unit
from khet.org.models.units import Precision
from khet.org.services import units

DATA = Path(__file__).parent / "data"
OFFICE = "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสุราษฎร์ธานี ชุมพร"
OFFICE_CODE = "spm-surat-chumphon"
GAZETTE = "ราชกิจจานุเบกษา เล่ม 134 ตอนพิเศษ 295 ง วันที่ 29 พฤศจิกายน 2560 ข้อ 6 (3)"
SCHOOLS_KNOWN_SINCE = date(2010, 1, 1)

GROUPS = (
    ("อำนวยการ", "กลุ่มอำนวยการ", "อำนวยการ"),
    ("นโยบายและแผน", "กลุ่มนโยบายและแผน", "แผน"),
    ("ส่งเสริมการจัดการศึกษา", "กลุ่มส่งเสริมการจัดการศึกษา", "ส่งเสริมฯ"),
    ("บริหารงานบุคคล", "กลุ่มบริหารงานบุคคล", "บุคคล"),
    ("นิเทศ", "กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา", "นิเทศฯ"),
    ("การเงิน", "กลุ่มบริหารงานการเงินและสินทรัพย์", "การเงินฯ"),
    ("DLICT", "กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศและการสื่อสาร", "กลุ่ม DLICT"),
    ("พัฒนาครู", "กลุ่มพัฒนาครูและบุคลากรทางการศึกษา", "พัฒนาครูฯ"),
    ("กฎหมาย", "กลุ่มกฎหมายและคดี", "กฎหมายฯ"),
    ("ตรวจสอบภายใน", "หน่วยตรวจสอบภายใน", "ตรวจสอบภายใน"),
)
LINES = (
    ("วิชาการ", "กลุ่มบริหารวิชาการ"),
    ("งบประมาณ", "กลุ่มบริหารงบประมาณ"),
    ("บุคคล", "กลุ่มบริหารงานบุคคล"),
    ("ทั่วไป", "กลุ่มบริหารทั่วไป"),
)


@dataclass(frozen=True, slots=True)
class Area:
    """The units as they were founded, in order."""

    office: Unit
    groups: list[Unit]
    schools: list[Unit]
    lines: dict[int, list[Unit]]

    @property
    def dlict(self) -> Unit:
        return self.groups[6]


def load() -> Area:
    """Found the office, its groups, the schools and their work lines, with names as they changed over the years."""
    office = _office()
    groups = list(_groups(office))
    schools: list[Unit] = []
    lines: dict[int, list[Unit]] = {}
    hours = Calendar.objects.get(key=calendar_seed.SCHOOL)
    for number, row in enumerate(_school_rows(), start=1):
        school = _school(office, number, row)
        schools.append(school)
        calendars.use_calendar(actor=SYSTEM, unit_id=school.pk, calendar=hours, starts=SCHOOLS_KNOWN_SINCE)
        lines[school.pk] = list(_lines(school))
    return Area(office=office, groups=groups, schools=schools, lines=lines)


def _office() -> Unit:
    office = units.found(
        actor=SYSTEM,
        code=OFFICE_CODE,
        kind=Unit.Kind.OFFICE,
        name="สำนักงานเขตพื้นที่การศึกษามัธยมศึกษา เขต 11",
        short="สพม.11",
        parent=None,
        on=date(2010, 1, 1),
        precision=Precision.YEAR,
        province="สุราษฎร์ธานี",
        amphoe="เมืองสุราษฎร์ธานี",
    )
    units.rename(
        actor=SYSTEM,
        unit=office,
        name=OFFICE,
        short="สพม.สุราษฎร์ธานี ชุมพร",
        on=date(2021, 1, 1),
        precision=Precision.YEAR,
    )
    office.refresh_from_db()
    return office


def _groups(office: Unit) -> Iterator[Unit]:
    for order, (_key, name, short) in enumerate(GROUPS, start=1):
        code = f"g{order:02d}"
        if short == "กลุ่ม DLICT":
            yield _dlict(office, code, name, short, order)
        else:
            yield units.found(
                actor=SYSTEM,
                code=code,
                kind=Unit.Kind.GROUP,
                name=name,
                short=short,
                parent=office,
                on=date(2017, 11, 29),
                legal_basis=GAZETTE.replace(" (3)", ""),
                order=order,
            )


def _dlict(office: Unit, code: str, name: str, short: str, order: int) -> Unit:
    centre = units.found(
        actor=SYSTEM,
        code=code,
        kind=Unit.Kind.GROUP,
        name="ศูนย์เทคโนโลยีสารสนเทศและนวัตกรรมเพื่อการศึกษา",
        parent=office,
        on=date(2014, 10, 22),
        legal_basis="ประกาศสำนักงานเขตพื้นที่การศึกษา วันที่ 22 ตุลาคม 2557",
        verified=True,
        order=order,
    )
    units.rename(
        actor=SYSTEM,
        unit=centre,
        name=name,
        short=short,
        on=date(2017, 11, 29),
        legal_basis=GAZETTE,
        verified=True,
    )
    centre.refresh_from_db()
    return centre


def _school_rows() -> list[dict[str, str]]:
    with (DATA / "schools.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _school(office: Unit, number: int, row: dict[str, str]) -> Unit:
    postcode = "" if "|" in row["postcode"] else row["postcode"]  # two offices serve the tambon: none is asserted
    address = f"ตำบล{row['tambon']} อำเภอ{row['amphoe']} จังหวัด{row['province']} {postcode}"
    return units.found(
        actor=SYSTEM,
        code=f"s{number:02d}",
        kind=Unit.Kind.SCHOOL,
        name=row["name"],
        short=row["name"].removeprefix("โรงเรียน"),
        parent=office,
        on=SCHOOLS_KNOWN_SINCE,
        precision=Precision.YEAR,
        order=100 + number,
        address=address.strip(),
        tambon=row["tambon"],
        amphoe=row["amphoe"],
        province=row["province"],
        postcode=postcode,
        place_code=row["tambon_code"],
        latitude=Decimal(row["tambon_lat"]),
        longitude=Decimal(row["tambon_lng"]),
        point_is_tambon=True,
    )


def _lines(school: Unit) -> Iterator[Unit]:
    for order, (short, name) in enumerate(LINES, start=1):
        yield units.found(
            actor=SYSTEM,
            code=f"{school.code}-{order}",
            kind=Unit.Kind.LINE,
            name=name,
            short=short,
            parent=school,
            on=SCHOOLS_KNOWN_SINCE,
            precision=Precision.YEAR,
            order=order,
        )

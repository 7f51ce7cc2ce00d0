"""What a new hub is offered to begin with: groups of an area office, work lines of a school, the usual seats."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

ADMINISTRATOR = "ผู้ดูแลระบบ"
ADMINISTRATOR_DUTIES = ("system", "settings", "people", "accounts", "auditor")
# ประกาศกระทรวงศึกษาธิการ เรื่อง การแบ่งส่วนราชการภายในสำนักงานเขตพื้นที่การศึกษา พ.ศ. 2560
GROUPS = (
    ("กลุ่มอำนวยการ", "อำนวยการ"),
    ("กลุ่มนโยบายและแผน", "แผน"),
    ("กลุ่มส่งเสริมการจัดการศึกษา", "ส่งเสริมฯ"),
    ("กลุ่มบริหารงานบุคคล", "บุคคล"),
    ("กลุ่มนิเทศ ติดตาม และประเมินผลการจัดการศึกษา", "นิเทศฯ"),
    ("กลุ่มบริหารงานการเงินและสินทรัพย์", "การเงินฯ"),
    ("กลุ่มส่งเสริมการศึกษาทางไกล เทคโนโลยีสารสนเทศและการสื่อสาร", "กลุ่ม DLICT"),
    ("กลุ่มพัฒนาครูและบุคลากรทางการศึกษา", "พัฒนาครูฯ"),
    ("กลุ่มกฎหมายและคดี", "กฎหมายฯ"),
    ("หน่วยตรวจสอบภายใน", "ตรวจสอบภายใน"),
)
LINES = (
    ("กลุ่มบริหารวิชาการ", "วิชาการ"),
    ("กลุ่มบริหารงบประมาณ", "งบประมาณ"),
    ("กลุ่มบริหารงานบุคคล", "บุคคล"),
    ("กลุ่มบริหารทั่วไป", "ทั่วไป"),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A usual post: kinds are the kinds of unit that have it, titles its name by kind of unit."""

    key: str
    label: Any
    role: str
    kinds: tuple[str, ...]
    titles: dict[str, str]
    duties: tuple[str, ...] = ()

    def title(self, kind: str) -> str:
        return self.titles.get(kind) or self.titles[""]


SEATS = (
    Seat(
        "director",
        _("ผู้อำนวยการ"),
        "director",
        ("bureau", "office", "school"),
        {
            "office": "ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
            "school": "ผู้อำนวยการโรงเรียน",
            "": "ผู้อำนวยการสำนัก",
        },
    ),
    Seat(
        "deputy",
        _("รองผู้อำนวยการ"),
        "deputy",
        ("bureau", "office", "school"),
        {
            "office": "รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา",
            "school": "รองผู้อำนวยการโรงเรียน",
            "": "รองผู้อำนวยการสำนัก",
        },
    ),
    Seat(
        "head",
        _("ผู้อำนวยการกลุ่มหรือหัวหน้างาน"),
        "head",
        ("group", "line"),
        {"group": "ผู้อำนวยการกลุ่ม", "": "หัวหน้างาน"},
    ),
    Seat(
        "registry",
        _("สารบรรณกลางหรือธุรการโรงเรียน"),
        "clerk",
        ("bureau", "office", "school", "group"),
        {"school": "เจ้าหน้าที่ธุรการโรงเรียน", "": "เจ้าพนักงานธุรการ"},
        ("registry",),
    ),
    Seat("officer", _("เจ้าหน้าที่"), "officer", ("bureau", "office", "group", "line"), {"": "เจ้าหน้าที่"}),
    Seat("teacher", _("ครู"), "teacher", ("school", "line"), {"": "ครู"}),
)


def seat_of(key: str) -> Seat:
    return next(seat for seat in SEATS if seat.key == key)

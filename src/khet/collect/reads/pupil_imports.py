"""A file of pupils as its page shows it: findings by rule, what it would do, which fields change."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from khet.collect.checks.ruleset import Severity
from khet.collect.models import ImportFinding, ImportRun
from khet.collect.pupils.layers import is_personal

SHOWN = 40  # findings of one rule on the page
VERBS = {
    "left": (_("ไม่อยู่ในไฟล์"), "late"),
    "twofold": (_("อยู่สองโรงเรียน"), "soon"),
    "enter": (_("เข้าใหม่ มีประวัติแล้ว"), "note"),
    "new": (_("เพิ่ม"), "ok"),
    "change": (_("แก้ไข"), "note"),
}
FIELDS = {
    "prefix": _("คำนำหน้า"),
    "first_name": _("ชื่อ"),
    "last_name": _("นามสกุล"),
    "sex": _("เพศ"),
    "number": _("เลขประจำตัวนักเรียน"),
    "grade": _("ชั้น"),
    "room": _("ห้อง"),
    "year": _("ปีการศึกษา"),
    "status": _("สถานะ"),
    "school": _("โรงเรียน"),
    "personal": _("ข้อมูลส่วนบุคคล"),
    "sensitive": _("ข้อมูลอ่อนไหว"),
}


@dataclass(slots=True)
class RuleGroup:
    """Findings of one rule. count: all of them; rows: those the page shows."""

    rule: str
    blocks: bool
    hint: str
    count: int
    rows: list[ImportFinding] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.rows[0].message if self.count == 1 else self.hint

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Line:
    row: int
    label: Any
    tone: str
    name: str
    place: str
    note: str


def groups(found: ImportRun) -> list[RuleGroup]:
    """Rules that keep the file out first; of each the first rows."""
    told: dict[str, RuleGroup] = {}
    counts = found.counts.get("rules", {})
    for one in found.findings.all():
        group = told.get(one.rule)
        if group is None:
            blocks = one.severity == Severity.BLOCK
            group = told[one.rule] = RuleGroup(one.rule, blocks, one.hint, int(counts.get(one.rule, 0)))
        if len(group.rows) < SHOWN:
            group.rows.append(one)
    return sorted(told.values(), key=lambda group: (not group.blocks, -group.count))


def mendable(one: ImportFinding) -> bool:
    """A cell of a row; what belongs to the whole file cannot be typed here."""
    return bool(one.row and one.column)


def lines(found: ImportRun) -> list[Line]:
    return [_line(*told) for told in found.lines]


def _line(row: int, verb: str, name: str, place: str, note: str) -> Line:
    label, tone = VERBS[verb]
    if all(key in FIELDS for key in note.split()):
        note = ", ".join(str(FIELDS[key]) for key in note.split())
    return Line(row, label, tone, name, place, note)


def hidden(one: ImportFinding) -> bool:
    return is_personal(one.column)


def runs(school_ids: list[int], actor: Any) -> list[ImportRun]:
    rows = (
        ImportRun.objects.visible_to(actor).filter(school_id__in=school_ids)
        if school_ids
        else (ImportRun.objects.visible_to(actor))
    )
    return list(rows.select_related("school")[:20])

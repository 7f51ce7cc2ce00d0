"""Growth references: a change makes the next edition, and what was told by an older one keeps its mark."""

import csv
import io

from django.db import transaction

from khet.audit import services as audit
from khet.collect.checks.growth import COLUMNS, GrowthError, read, shipped, shipped_text
from khet.collect.models import GrowthTable
from khet.collect.rules.forms import may_keep_codes
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

MOST_LINES = 2_000


@transaction.atomic
def save_table(*, actor: Actor, version: str, text: str, source: str = "") -> GrowthTable | None:
    """The next edition; rows divided by commas or, as a spreadsheet copies them, by tabs.

    The edition in force once more changes nothing. None: the shipped one is in force and was given again. Raises
    Refused with the line that is wrong.
    """
    if not may_keep_codes(actor):
        raise Refused("ตารางเกณฑ์ใช้ร่วมกันทั้งเขต แก้ได้ที่สำนักงานเขตพื้นที่", code="not_yours")
    plain = _plain(text)
    _check(version, plain)
    last = GrowthTable.objects.select_for_update().first()
    held = (last.version, last.text) if last else (shipped().version, _plain(shipped_text()))
    if held == (version, plain):
        return last
    if version == held[0]:
        raise Refused("ตัวเลขเปลี่ยนแล้ว ตั้งชื่อฉบับใหม่ เพื่อให้รู้ว่าผลเดิมใช้ฉบับใด", code="same_version", field="version")
    made = GrowthTable.objects.create(version=version, text=plain, source=source, by_name=actor.person_name)
    audit.record(actor, "collect.growth_saved", made, after={"version": version, "lines": plain.count("\n")})
    return made


def _check(version: str, plain: str) -> None:
    if not version.strip() or "\n" in version:
        raise Refused("ใส่ชื่อฉบับ เช่น ปีของเกณฑ์", code="no_version", field="version")
    if plain.count("\n") > MOST_LINES:
        raise Refused("ตารางมีได้ไม่เกิน %(most)s แถว", code="too_many", field="text", most=f"{MOST_LINES:,}")
    try:
        read(f"# version: {version}\n{plain}")
    except GrowthError as error:
        raise Refused("ตารางใช้ไม่ได้: %(what)s", code="wrong_table", field="text", what=str(error)) from None


def _plain(text: str) -> str:
    """Rows as the table keeps them: commas, one heading, no mark of a version, no empty rows."""
    lines = [
        line for line in text.replace("\ufeff", "").splitlines() if line.strip(" ,\t") and not line.startswith("#")
    ]
    tabs = bool(lines) and "\t" in lines[0]
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter="\t" if tabs else ",")]
    if rows and rows[0][: len(COLUMNS)] != list(COLUMNS):
        rows.insert(0, list(COLUMNS))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(row[: len(COLUMNS)] for row in rows)
    return out.getvalue()

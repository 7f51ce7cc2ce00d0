"""What an EMIS file tells of schools against what their cards have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from khet.collect.pupils.rows import bare
from khet.collect.reads.schools import schools_of
from khet.collect.sheets import Row, Sheet
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org import rules as org_rules
from khet.org.models import Unit
from khet.thai.digits import to_arabic
from khet.thai.normal import fold, normalise

FACTS: Final[dict[str, Any]] = {
    "tambon": _("ตำบล"),
    "amphoe": _("อำเภอ"),
    "province": _("จังหวัด"),
    "postcode": _("รหัสไปรษณีย์"),
    "phone": _("โทรศัพท์"),
    "email": _("อีเมล"),
}
NAME: Final = _("ชื่อโรงเรียน")
_TITLES: Final = {"tambon": r"^(?:ตำบล|ต\.)\s*", "amphoe": r"^(?:อำเภอ|อ\.)\s*", "province": r"^(?:จังหวัด|จ\.)\s*"}


@dataclass(frozen=True, slots=True)
class Differing:
    """One fact that the file tells otherwise. key: a column of the card; "" for what is mended elsewhere (a name)."""

    unit: Unit
    key: str
    label: Any
    here: str
    there: str
    may_mend: bool

    @property
    def pick(self) -> str:
        return f"{self.unit.pk}:{self.key}:{self.there}"


@dataclass(frozen=True, slots=True)
class Compared:
    """schools: how many rows were found; strangers: codes or names of the others."""

    schools: int
    differing: tuple[Differing, ...]
    strangers: tuple[str, ...]
    notes: tuple[str, ...]


def compared(sheet: Sheet, actor: Actor) -> Compared:
    """Facts that the file does not tell are not missed."""
    schools = schools_of(actor)
    found: list[Differing] = []
    strangers: dict[str, None] = {}
    count = 0
    for row in sheet.rows:
        told = dict(_told(sheet, row))
        code, name = sheet.value(row, "school_code").strip(), sheet.value(row, "school_name").strip()
        try:
            unit = schools.of(code, name)
        except Refused:
            strangers[name or code] = None
            continue
        count += 1
        may = org_rules.may_keep_unit(actor, unit)
        if name and bare(name) != bare(unit.name):
            found.append(Differing(unit, "", NAME, unit.name, name, may))
        found += [
            Differing(unit, key, FACTS[key], getattr(unit, key), text, may)
            for key, text in told.items()
            if same_as(text) != same_as(getattr(unit, key))
        ]
    return Compared(count, tuple(found), tuple(strangers), sheet.notes)


def _told(sheet: Sheet, row: Row) -> Iterator[tuple[str, str]]:
    for key in FACTS:
        text = normalise(" ".join(sheet.value(row, key).split()))
        if key in ("postcode", "phone"):
            text = to_arabic(text)
        text = re.sub(_TITLES[key], "", text) if key in _TITLES else text
        if text and text not in ("-", "–"):
            yield key, text


def same_as(text: str) -> str:
    """Comparable: blanks and dashes make no difference, nor do capitals."""
    return re.sub(r"[\s\-–]", "", fold(text))

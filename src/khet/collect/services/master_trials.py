"""An EMIS file against a register: every cell read, every row matched to the one that is there. Writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from khet.collect.masters import Kind, Leaving, Planned, Taken, Trial, Wrong
from khet.collect.masters.taking import day_in
from khet.collect.models import Form, RecordChange, RecordRow
from khet.collect.pupils.layers import masked
from khet.collect.reads.masters import kind_of
from khet.collect.reads.records import Register
from khet.collect.reads.schools import schools_for
from khet.collect.rules.records import may_add
from khet.collect.schema import slots
from khet.collect.services.identities import number_kept
from khet.collect.services.records import open_register, ready_of, standing_of, turned
from khet.collect.sheets import Row, Sheet, read
from khet.collect.validity import clean, label_of
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit
from khet.thai.dates import record
from khet.thai.normal import fold

MOST_NAMED = 12


def sheet_in(form: Form, content: bytes, name: str) -> Sheet | None:
    """The EMIS sheet of a file that this register takes, or nothing: then it is a file of rows like any other."""
    kind = kind_of(form)
    if kind is None:
        return None
    try:
        return read(content, kind.file, name=name)
    except Refused:
        return None


def try_file(*, actor: Actor, form: Form, sheet: Sheet, on: date) -> Trial:
    """What the file would do. on: the day as of which it is, where its rows do not say.

    Raises Refused for whoever adds no rows here.
    """
    register, kind = open_register(form), kind_of(form)
    if kind is None or not may_add(actor, form):
        raise Refused("ท่านเพิ่มแถวในทะเบียนนี้ไม่ได้ ติดต่อหน่วยงานเจ้าของทะเบียน", code="not_yours")
    return _Trying(actor, register, kind, sheet, on).trial()


class _Trying:
    def __init__(self, actor: Actor, register: Register, kind: Kind, sheet: Sheet, on: date) -> None:
        self._register, self._kind, self._sheet, self._on = register, kind, sheet, on
        self._slots = {slot.path: slot for slot in slots(register.schema)}
        self._wrong: list[Wrong] = []
        self._strangers: dict[str, None] = {}
        self._schools = schools_for(actor, register.form)
        self._desks = dict(self._placed())
        self._known = _Known(register.form, self._desks.values())
        self._told: set[int] = set()

    def trial(self) -> Trial:
        planned: list[Planned] = []
        seen: dict[tuple[int, str], int] = {}
        for row in self._sheet.rows:
            desk = self._desks.get(row.number)
            for taken in self._kind.takes(self._sheet, row) if desk is not None else ():
                found = self._planned(row, desk.pk if desk else 0, taken, seen)
                if found is not None:
                    planned.append(found)
        matched = {each.row.pk for each in planned if each.row is not None}
        leaving = () if self._wrong else tuple(self._leaving(matched))
        schools = len({each.desk_id for each in planned})
        return Trial(tuple(planned), tuple(self._wrong), leaving, tuple(self._notes()), schools)

    # ---- whose row it is

    def _placed(self) -> Iterator[tuple[int, Unit]]:
        for row in self._sheet.rows:
            code, name = (self._sheet.value(row, key).strip() for key in ("school_code", "school_name"))
            try:
                yield row.number, self._schools.of(code, name)
            except Refused as refusal:
                self._strangers[code or name] = None
                self._say(row, "school_code" if code else "school_name", refusal.message)

    # ---- one row

    def _planned(self, row: Row, desk_id: int, taken: Taken, seen: dict[tuple[int, str], int]) -> Planned | None:
        before = len(self._wrong)
        told = self._cleaned(row, taken)
        identity = self._identity(row, taken, told)
        if len(self._wrong) > before:
            return None
        if (first := seen.setdefault((desk_id, identity), row.number)) != row.number:
            self._say(row, self._key(taken), _("ซ้ำกับแถวที่ %(row)s ของไฟล์") % {"row": first})
            return None
        there = self._known.row(desk_id, identity, told.get("name", ""))
        values = {**(there.values if there is not None else {}), **told}
        since = self._since(row, desk_id, values)
        if there is not None and there.identity == identity and self._stands(there, values):
            return _same(row.number, there, since)
        standing = standing_of(self._register.schema, values)
        for each in standing.blocks:
            given = taken.values.get(each.path)
            self._say(
                row, given.column if given else "", each.message, label=label_of(self._register.schema, each.path)
            )
        if len(self._wrong) > before:
            return None
        ready = ready_of(self._register.schema, values, standing)
        changes = turned(there.values if there is not None else {}, ready.values)
        return Planned(
            row.number, desk_id, identity, there, ready.values, ready.title, ready.found, ready.warns, changes, since
        )

    def _stands(self, there: RecordRow, values: Mapping[str, str]) -> bool:
        """As the file tells it, and examined when it was written."""
        return values == there.values and there.version_id == self._register.version.pk and not there.archived

    def _cleaned(self, row: Row, taken: Taken) -> dict[str, str]:
        """What the file tells and the register asks; a cell that is empty there leaves what the register has."""
        told = {}
        for path, given in taken.values.items():
            place = self._sheet.places.get(given.column, -1)
            if spoilt := self._sheet.spoilt.get((row.number, place)):
                self._say(row, given.column, spoilt)
            elif given.text and path in self._slots:
                try:
                    told[path] = clean(self._slots[path], given.text)
                except Refused as refusal:
                    self._say(row, given.column, refusal.message)
        if self._kind.as_of:
            told.setdefault(self._kind.as_of, self._on.isoformat())
        return told

    def _identity(self, row: Row, taken: Taken, told: dict[str, str]) -> str:
        if taken.number is None:
            return taken.identity
        try:
            identity, told[self._kind.mask] = number_kept(taken.number.text)
        except Refused as refusal:
            said = _("%(what)s ถ้าไม่มีเลข 13 หลัก ลบแถวนี้ออกจากไฟล์แล้วเพิ่มเองในทะเบียน")
            self._say(row, taken.number.column, said % {"what": refusal.message})
            return ""
        return identity

    def _since(self, row: Row, desk_id: int, values: Mapping[str, str]) -> date:
        told = values.get(self._kind.as_of, "") if self._kind.as_of else ""
        since = day_in(told) or self._on
        newest = self._known.newest.get(desk_id)
        if newest is not None and since < newest and desk_id not in self._told:
            self._told.add(desk_id)
            said = _("ทะเบียนมีข้อมูล ณ %(day)s แล้ว ใช้ไฟล์ที่ใหม่กว่า") % {"day": record(newest)}
            self._say(row, "as_of", said, value=record(since), label=_("ข้อมูล ณ วันที่"))
        return since

    # ---- what is said

    def _key(self, taken: Taken) -> str:
        return taken.number.column if taken.number is not None else "school_code"

    def _say(self, row: Row, column: str, text: str, *, value: str = "", label: str = "") -> None:
        shown = value or self._sheet.value(row, column).strip()[:80]
        if column == "citizen_id":
            shown = masked(column, shown)
        self._wrong.append(Wrong(row.number, self._sheet.head(column) or label, shown, text))

    def _notes(self) -> Iterator[str]:
        yield from self._sheet.notes
        if self._strangers:
            names = ", ".join(list(self._strangers)[:MOST_NAMED])
            yield _("โรงเรียนที่ไม่รู้จักหรือไม่อยู่ในสังกัด %(count)s แห่ง: %(names)s") % {
                "count": len(self._strangers),
                "names": names,
            }
        if unknown := self._sheet.unknown:
            yield _("ไม่ใช้คอลัมน์ %(names)s") % {"names": ", ".join(unknown[:MOST_NAMED])}

    def _leaving(self, matched: set[int]) -> Iterator[Leaving]:
        for each in self._known.rows:
            if each.identity and not each.archived and each.pk not in matched:
                yield Leaving(each, each.title, str(each.desk))


def _same(number: int, there: RecordRow, since: date) -> Planned:
    return Planned(
        number,
        there.desk_id,
        there.identity,
        there,
        there.values,
        there.title,
        there.found,
        there.warns,
        {},
        since,
    )


class _Known:
    """Rows of the register that are there, of the schools of the file; newest: the last day that a file told."""

    def __init__(self, form: Form, desks: Iterable[Unit]) -> None:
        ids = {each.pk for each in desks}
        self.rows = list(RecordRow.objects.filter(form=form, desk_id__in=ids).select_related("desk").order_by("pk"))
        self._by_identity = {(each.desk_id, each.identity): each for each in self.rows if each.identity}
        self._by_name: dict[tuple[int, str], list[RecordRow]] = {}
        for each in self.rows:
            if not each.identity and not each.archived:
                self._by_name.setdefault((each.desk_id, fold(each.title)), []).append(each)
        days = RecordChange.objects.filter(row__form=form, row__desk_id__in=ids, since__isnull=False).order_by()
        self.newest = dict(days.values_list("row__desk_id").annotate(newest=Max("since")))

    def row(self, desk_id: int, identity: str, name: str) -> RecordRow | None:
        """By identity, else somebody of that name, typed without a number, who is the only one."""
        if (found := self._by_identity.get((desk_id, identity))) is not None:
            return found
        namesakes = self._by_name.get((desk_id, fold(name)), []) if name else []
        return namesakes.pop() if len(namesakes) == 1 else None

"""Saving cells a few at a time: each against the version it was read at, so that nobody overwrites unseen."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.models import Cell, CellChange, Saving, Submission
from khet.collect.reads.values import schema_of, slot_at
from khet.collect.rules.submissions import may_fill, may_fill_for
from khet.collect.schema import LONGEST_PATH, FieldType, Repeat, Schema
from khet.collect.services.locking import CLOSED, lock
from khet.collect.services.moving import step
from khet.collect.validity import clean
from khet.files import reads as stored_files
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.work import services as work
from khet.work.reads.items import items_by_id

State = Submission.State
MOST_AT_ONCE = 2_000
ROW = re.compile(r"[a-z0-9]{1,12}")
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """What was typed at a path, and the version of the cell it was typed over (0: there was none)."""

    path: str
    typed: str
    version: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that somebody else changed meanwhile: nothing was overwritten."""

    path: str
    typed: str
    value: str
    version: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that was not taken, and why."""

    path: str
    typed: str
    message: str


@dataclass(slots=True)
class Saved:
    """What became of a batch: canonical value and version by path, and what was not taken."""

    stamp: int = 0
    at: str = ""
    saved: dict[str, tuple[str, int]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Saved":
        return cls(
            stamp=told["stamp"],
            at=told["at"],
            saved={path: (value, version) for path, (value, version) in told["saved"].items()},
            conflicts=[Conflict(**each) for each in told["conflicts"]],
            refused=[Refusal(**each) for each in told["refused"]],
        )


@transaction.atomic
def save_cells(
    *,
    actor: Actor,
    given: Submission,
    changes: Sequence[Change],
    key: str = "",
    origin: str = Cell.Origin.TYPED,
) -> Saved:
    """Save those whose version still holds; the others come back as conflicts with the value of now.

    key: a batch that comes again under the same key gets the answer it had. Raises Refused when the form is no longer
    open to this actor (code "closed"); the caller keeps what was typed.
    """
    if len(changes) > MOST_AT_ONCE:
        raise Refused("บันทึกได้ครั้งละไม่เกิน %(most)s ช่อง", code="too_many", most=MOST_AT_ONCE)
    given = lock(given)
    if key and (kept := Saving.objects.filter(submission=given, key=key[:40]).first()):
        return Saved.of(kept.answer)
    if may_fill(actor, given):
        via = given.via
    elif may_fill_for(actor, given):
        via, origin = "phone", Cell.Origin.PHONE
    else:
        raise Refused(CLOSED, code="closed")
    batch = _Batch(actor, given, origin)
    told = batch.save(changes)
    if batch.touched:
        _touch(actor, given, batch, via)
    told.stamp = given.stamp
    if key:
        Saving.objects.create(submission=given, key=key[:40], answer=told.as_json(), at=timezone.now())
    return told


class _Batch:
    """One batch against one locked submission."""

    def __init__(self, actor: Actor, given: Submission, origin: str) -> None:
        self.actor, self.given, self.origin = actor, given, origin
        self.schema = schema_of(given.round.version_id)
        self.now = timezone.now()
        self.new: list[Cell] = []
        self.changed: list[Cell] = []
        self.before: list[CellChange] = []
        self.filled = 0

    @property
    def touched(self) -> bool:
        return bool(self.new or self.changed)

    def save(self, changes: Sequence[Change]) -> Saved:
        told = Saved(at=self.now.isoformat())
        latest = {each.path: each for each in changes}
        cells = {each.path: each for each in Cell.objects.filter(submission=self.given, path__in=latest)}
        for change in latest.values():
            self._take(change, cells.get(change.path), told)
        Cell.objects.bulk_create(self.new, batch_size=500)
        for each in self.changed[:30]:
            each.save(update_fields=["value", "version", "origin", "person_id", "by_name", "at"])
        if len(self.changed) > 30:
            fields = ["value", "version", "origin", "person_id", "by_name", "at"]
            Cell.objects.bulk_update(self.changed[30:], fields, batch_size=200)
        CellChange.objects.bulk_create(self.before, batch_size=500)
        return told

    def _take(self, change: Change, cell: Cell | None, told: Saved) -> None:
        try:
            value = cleaned(self.schema, change.path, change.typed)
            self._refuse_foreign_file(value)
        except Refused as refusal:
            told.refused.append(Refusal(change.path, change.typed[:500], refusal.message))
            return
        now, version = (cell.value, cell.version) if cell is not None else ("", 0)
        if value == now:
            told.saved[change.path] = (value, version)
        elif version != change.version:
            by, at = (cell.by_name, cell.at.isoformat()) if cell is not None else ("", self.now.isoformat())
            told.conflicts.append(Conflict(change.path, change.typed[:500], now, version, by, at))
        else:
            self._put(change.path, value, cell)
            told.saved[change.path] = (value, version + 1)

    def _refuse_foreign_file(self, value: str) -> None:
        """A cell points at a file that was put on this form, not at one of somebody else's."""
        if not value.startswith("file:"):
            return
        own = {str(file.pk) for file in stored_files.of(self.given.ref)}
        if value.removeprefix("file:") not in own:
            raise Refused("แนบไฟล์ด้วยปุ่มแนบไฟล์", code="not_file")

    def _put(self, path: str, value: str, cell: Cell | None) -> None:
        was = cell.value if cell is not None else ""
        self.filled += bool(value) - bool(was)
        if cell is None:
            cell = Cell(submission=self.given, path=path, version=0)
            self.new.append(cell)
        else:
            self.changed.append(cell)
        cell.value, cell.version, cell.origin, cell.at = value, cell.version + 1, self.origin, self.now
        cell.person_id, cell.by_name = self.actor.person_id, self.actor.person_name
        if self.given.revision:
            self.before.append(
                CellChange(
                    submission=self.given,
                    path=path,
                    before=was,
                    after=value,
                    version=cell.version,
                    by_name=self.actor.person_name,
                    at=self.now,
                )
            )


def cleaned(schema: Schema, path: str, typed: str) -> str:
    """Canonical text of what was typed at a path. Raises Refused."""
    slot = slot_at(schema, path) if len(path) <= LONGEST_PATH else None
    if slot is None or (isinstance(slot.part, Repeat) and not ROW.fullmatch(slot.row)):
        raise Refused("ไม่มีช่องนี้ในแบบ โหลดหน้าใหม่แล้วกรอกอีกครั้ง", code="no_cell")
    if slot.type == FieldType.COMPUTED:
        raise Refused("ช่องนี้ระบบคำนวณให้ พิมพ์เองไม่ได้", code="computed")
    return clean(slot, typed)


def _touch(actor: Actor, given: Submission, batch: _Batch, via: str) -> None:
    """The form moved: its stamp, how much is filled in, and at the first touch its state and its work item."""
    given.stamp += 1
    fields: dict[str, object] = {"stamp": given.stamp, "filled": max(0, given.filled + batch.filled), "via": via}
    if given.no_change:
        fields["no_change"] = False
    if given.state == State.EMPTY:
        with audit.command(actor, "collect.begun", given):
            step(actor, given, "begin", State.DRAFT)
            begin_item(actor, given)
    for name, value in fields.items():
        setattr(given, name, value)
    Submission.objects.filter(pk=given.pk).update(**fields)


def begin_item(actor: Actor, given: Submission) -> None:
    """On the wall the unit is at work."""
    item = items_by_id(given.item_id).filter(state__in=("open", "seen", "returned")).first()
    if item is not None:
        work.accept(actor=actor, item=item, allowed=True)


def note_standing(given: Submission, *, blocks: int, warns: int, filled: int) -> None:
    """Keep what the checks counted, unless the form moved on meanwhile."""
    if (given.blocks, given.warns, given.filled) != (blocks, warns, filled):
        kept = Submission.objects.filter(pk=given.pk, stamp=given.stamp)
        kept.update(blocks=blocks, warns=warns, filled=filled)


@transaction.atomic
def drop_row(*, actor: Actor, given: Submission, part: str, row: str) -> int:
    """Take a row of a repeat off; once the form was sent, what stood there stays in its changes."""
    given = lock(given)
    if not (may_fill(actor, given) or may_fill_for(actor, given)):
        raise Refused(CLOSED, code="closed")
    repeat = schema_of(given.round.version_id).parts().get(part)
    if not isinstance(repeat, Repeat) or not ROW.fullmatch(row):
        raise Refused("ไม่มีแถวนี้ในแบบ โหลดหน้าใหม่แล้วทำอีกครั้ง", code="no_row")
    cells = Cell.objects.filter(submission=given, path__startswith=f"{part}/{row}/")
    now = timezone.now()
    gone = [
        CellChange(
            submission=given,
            path=cell.path,
            before=cell.value,
            after="",
            version=cell.version + 1,
            by_name=actor.person_name,
            at=now,
        )
        for cell in cells
        if cell.value
    ]
    if given.revision:
        CellChange.objects.bulk_create(gone)
    count = cells.count()
    cells.delete()
    Submission.objects.filter(pk=given.pk).update(
        stamp=F("stamp") + 1, filled=max(0, given.filled - len(gone)), no_change=False
    )
    return count


def purge_savings() -> int:
    """Answers older than a week are not asked for again."""
    count, _each = Saving.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return count

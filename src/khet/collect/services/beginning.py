"""First values: from the round before and from master records, marked as such; and "nothing changed" in one press."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.collect.models import Cell, Submission
from khet.collect.reads.values import previous_values, schema_of, slot_at
from khet.collect.rules.submissions import may_fill
from khet.collect.schema import Field, FieldType, Part, Prefill, Repeat, Schema, Table
from khet.collect.services.cells import Change as CellChanged
from khet.collect.services.cells import cleaned, save_cells
from khet.collect.services.locking import lock, refuse_unless
from khet.collect.slots import masters
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

NOT_OPEN = gettext_noop("แบบนี้ส่งไปแล้วหรือรอบปิดแล้ว โหลดหน้าใหม่เพื่อดูสถานะล่าสุด")


@transaction.atomic
def prefill(*, actor: Actor, given: Submission) -> int:
    """Put in first values when the unit opens its form for the first time; once. Returns how many cells."""
    given = lock(given)
    if given.stamp or not may_fill(actor, given):
        return 0
    schema = schema_of(given.round.version_id)
    now = timezone.now()
    cells = [
        Cell(submission=given, path=path, value=value, origin=origin, at=now, by_name="")
        for path, value, origin in _first_values(given, schema)
    ]
    Cell.objects.bulk_create(cells, batch_size=500, ignore_conflicts=True)
    Submission.objects.filter(pk=given.pk).update(stamp=1, filled=len(cells))
    return len(cells)


def _first_values(given: Submission, schema: Schema) -> Iterator[tuple[str, str, str]]:
    last = previous_values(given)
    for part in schema.parts().values():
        told = _from_master(given, part)
        for path, value in told.items():
            if (taken := _canonical(schema, path, value)) != "":
                yield path, taken, Cell.Origin.MASTER
        if told:
            continue
        kept = {path: value for path, value in last.items() if path.split("/")[0] == part.key}
        for path, value in kept.items():
            if _wants_last(part, path) and (taken := _canonical(schema, path, value)) != "":
                yield path, taken, Cell.Origin.LAST


def _wants_last(part: Part, path: str) -> bool:
    if part.prefill in (Prefill.LAST, Prefill.EITHER):
        return True
    if isinstance(part, Repeat):
        return any(f.key == path.rsplit("/", 1)[-1] and f.prefill == Prefill.LAST for f in part.fields)
    return False


def _from_master(given: Submission, part: Part) -> Mapping[str, str]:
    """Values of a part by path, as the master records have them on the day of the round."""
    if not isinstance(part, (Field, Table)) or part.prefill not in (Prefill.MASTER, Prefill.EITHER):
        return {}
    source = masters.get(part.master)
    values = source.values(given.unit_id, given.round.as_of) if source else {}
    return {f"{part.key}/{rest}" if rest else part.key: value for rest, value in values.items()}


def _canonical(schema: Schema, path: str, value: str) -> str:
    """The value as this version takes it; nothing when the version has no such cell, or takes no such value."""
    slot = slot_at(schema, path)
    if slot is None or slot.type in (FieldType.COMPUTED, FieldType.FILE):
        return ""
    try:
        return cleaned(schema, path, value)
    except Refused:
        return ""


@transaction.atomic
def same_as_last(*, actor: Actor, given: Submission) -> int:
    """ไม่มีอะไรเปลี่ยนจากรอบก่อน: every cell as it was certified then. Returns how many changed."""
    given = lock(given)
    refuse_unless(may_fill(actor, given), NOT_OPEN, "moved_on")
    last = previous_values(given)
    if not last:
        raise Refused("หน่วยงานของท่านไม่มีข้อมูลในรอบก่อน กรอกในหน้านี้", code="no_last")
    schema = schema_of(given.round.version_id)
    versions = dict(Cell.objects.filter(submission=given).values_list("path", "version"))
    wanted = {path: taken for path, value in last.items() if (taken := _canonical(schema, path, value)) != ""}
    for path in versions.keys() - wanted.keys():
        wanted[path] = ""
    changes = [CellChanged(path, value, versions.get(path, 0)) for path, value in wanted.items()]
    with audit.command(actor, "collect.no_change", given):
        told = save_cells(actor=actor, given=given, changes=changes, origin=Cell.Origin.LAST)
        Submission.objects.filter(pk=given.pk).update(no_change=True)
    return len(told.saved)

"""Taking a finished import back: what it made goes, what it changed is as before, while nobody has used any of it."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.imports.outcomes import MADE, Things, key_of, made_by, put_back, things_of, used_since
from khet.org.models import Appointment, ImportedRow, ImportRun, Unit, UnitVersion
from khet.search import services as search

WITHIN = timedelta(days=7)


def in_time(run: ImportRun) -> bool:
    """Finished less than seven days ago; whether its rows are in use is known when it is tried."""
    if run.state != ImportRun.State.DONE or run.done_at is None:
        return False
    return timezone.now() - run.done_at <= WITHIN and run.outcomes.exists()


@transaction.atomic
def undo(*, actor: Actor, run: ImportRun) -> ImportRun:
    """All or nothing, one entry on the trail. Raises Refused after seven days, or naming the first row in use."""
    held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if held.state != ImportRun.State.DONE:
        raise Refused("การนำเข้านี้ย้อนกลับไปแล้วหรือยังทำไม่เสร็จ โหลดหน้าใหม่เพื่อดูสถานะ", code="moved_on")
    if not in_time(held):
        raise Refused("นำเข้าไว้เกิน 7 วันแล้ว จึงย้อนทั้งไฟล์ไม่ได้ ให้แก้เป็นรายการแทน", code="too_old")
    outcomes = list(held.outcomes.all())
    things = things_of(outcomes)
    restored, changed = put_back(outcomes, things)
    used = changed | used_since(held, outcomes, things)
    for outcome in outcomes:
        if key_of(outcome) in used:
            raise _in_use(outcome, things)
    after: dict[str, object] = {"kind": held.kind, "removed": _take_out(held), "restored": len(restored)}
    for key, fields in restored.items():
        things[key].save(update_fields=sorted(fields))
    _finish(actor, held, outcomes, after)
    return held


def forget() -> None:
    """After seven days nothing can be taken back, and what was kept for it goes."""
    ImportedRow.objects.filter(run__done_at__lt=timezone.now() - WITHIN).delete()


def _in_use(outcome: ImportedRow, things: Things) -> Refused:
    thing = things.get(key_of(outcome))
    name = thing.person if isinstance(thing, Appointment) else thing
    return Refused(
        "แถว %(row)s %(name)s มีการใช้หรือแก้ไขหลังนำเข้าแล้ว จึงย้อนทั้งไฟล์ไม่ได้ ให้แก้เป็นรายการแทน",
        code="in_use",
        row=outcome.row,
        name=str(name or "").strip(),
    )


def _take_out(run: ImportRun) -> int:
    """Seats before posts and people, those before units, each with what belongs to it alone. How many rows it was."""
    removed = 0
    for kind, model in MADE.items():
        ids = made_by(run, kind)
        if model is Unit:
            UnitVersion.objects.filter(unit_id__in=ids).delete()
            Unit.objects.filter(pk__in=ids).update(desk=None, parent=None)  # they may hang on one another
        removed += _delete(model, ids)
    return removed


def _delete(model: type[models.Model], ids: models.QuerySet[ImportedRow, int]) -> int:
    _total, by_model = model._default_manager.filter(pk__in=ids).delete()
    return by_model.get(model._meta.label, 0)


def _finish(actor: Actor, run: ImportRun, outcomes: Sequence[ImportedRow], after: dict[str, object]) -> None:
    """The mark, the entry on the trail, and the word to the index: many rows, one entry."""
    run.state, run.undone_at = ImportRun.State.UNDONE, timezone.now()
    run.save(update_fields=["state", "undone_at"])
    audit.record(actor, "org.import_undone", run, after=after)
    for kind in MADE:
        search.touch(kind, sorted({each.target_id for each in outcomes if each.kind == kind}))
    run.outcomes.all().delete()

"""Writing a plan: everything is made ready first, then it goes in whole, in one transaction."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from khet.collect.checks.growth import Table, nutrition
from khet.collect.models import (
    DuplicateCase,
    Enrolment,
    ImportRun,
    Measurement,
    Pupil,
    PupilEvent,
    PupilPersonal,
    PupilSensitive,
    Transfer,
)
from khet.collect.pupils.plans import Entry, Plan, leaving_status
from khet.collect.pupils.rows import PupilRow
from khet.collect.reads import growth
from khet.kernel.actor import Actor
from khet.org.sealing import seal
from khet.thai import citizen
from khet.thai.sorting import sort_key

BATCH = 500
Verb = PupilEvent.Verb
NAMES = ("prefix", "first_name", "last_name", "sort_key", "sex", "citizen_hash", "g_hash")


@dataclass(slots=True)
class Ready:
    """Rows that only wait to be written; sealing is slow and is over by now."""

    pupils: list[Pupil] = field(default_factory=list)
    renamed: list[Pupil] = field(default_factory=list)
    personal: dict[int, PupilPersonal] = field(default_factory=dict)
    sensitive: dict[int, PupilSensitive] = field(default_factory=dict)


def prepare(found: Plan, *, synthetic: bool) -> Ready:
    """Keyed by the place of the entry in the plan."""
    ready = Ready()
    for place, entry in enumerate(found.entries):
        if entry.pupil is None:
            entry.pupil = Pupil(synthetic=synthetic)
            entry.changes, entry.personal, entry.sensitive = {}, True, any(entry.row.sensitive.values())
            ready.pupils.append(_named(entry.pupil, entry.row))
        elif not entry.guarded and (entry.personal or entry.changes):
            ready.renamed.append(_named(entry.pupil, entry.row))
        if entry.personal and not entry.guarded:
            ready.personal[place] = _personal(entry.row)
        if entry.sensitive and not entry.guarded:
            ready.sensitive[place] = PupilSensitive(**entry.row.sensitive)
    return ready


def _named(pupil: Pupil, row: PupilRow) -> Pupil:
    pupil.prefix, pupil.first_name, pupil.last_name, pupil.sex = row.prefix, row.first_name, row.last_name, row.sex
    pupil.sort_key = sort_key(f"{row.first_name} {row.last_name}")
    if row.hashed:
        setattr(pupil, "g_hash" if row.is_g else "citizen_hash", row.hashed)
    return pupil


def _personal(row: PupilRow) -> PupilPersonal:
    details = json.dumps(dict(row.details), ensure_ascii=False, sort_keys=True)
    return PupilPersonal(
        number_sealed=seal(row.number) if row.number else "",
        number_mask=mask_of(row.number),
        birth_date=row.born,
        details_sealed=seal(details) if row.details else "",
    )


def mask_of(number: str) -> str:
    if not number:
        return ""
    return f"{number[:3]}xxxxxxxx{number[-2:]}" if number.startswith("G") else citizen.mask(number)


def write(*, actor: Actor, run: ImportRun, found: Plan, ready: Ready) -> None:
    """Inside a transaction that holds the roll: all of the plan."""
    now = timezone.now()
    Pupil.objects.bulk_create(ready.pupils, batch_size=BATCH)
    Pupil.objects.bulk_update(ready.renamed, NAMES, batch_size=BATCH)
    _layers(found, ready)
    _enrolments(run, found)
    _leave(run, found)
    _measure(run, found)
    _events(actor, run, found, now)


def _layers(found: Plan, ready: Ready) -> None:
    for rows, model in ((ready.personal, PupilPersonal), (ready.sensitive, PupilSensitive)):
        made: list[Any] = []
        waiting: dict[int, Any] = dict(rows)
        for place, one in waiting.items():
            one.pupil = found.entries[place].pupil
            made.append(one)
        names = [each.name for each in model._meta.concrete_fields if each.name not in ("id", "pupil")]
        model._default_manager.bulk_create(
            made, batch_size=BATCH, update_conflicts=True, unique_fields=["pupil"], update_fields=names
        )


def _enrolments(run: ImportRun, found: Plan) -> None:
    turned: list[Enrolment] = []
    changed: list[Enrolment] = []
    made: list[Enrolment] = []
    for entry in found.entries:
        now = entry.enrolment
        if now is None or now.year != found.year:
            made.append(_enrolled(run, found, entry))
            if now is not None:
                now.status, now.until = Enrolment.Status.PROMOTED, max(run.as_of, now.since)
                turned.append(now)
        elif {"grade", "room", "number"} & entry.changes.keys():
            now.grade, now.room, now.number = entry.row.grade, entry.row.room, entry.row.pupil_no
            changed.append(now)
    Enrolment.objects.bulk_update(turned, ["status", "until"], batch_size=BATCH)
    Enrolment.objects.bulk_update(changed, ["grade", "room", "number"], batch_size=BATCH)
    fresh = Enrolment.objects.bulk_create(made, batch_size=BATCH)
    _arrived(run, fresh)
    _cases(run, found, {one.pupil_id: one for one in fresh})


def _enrolled(run: ImportRun, found: Plan, entry: Entry) -> Enrolment:
    return Enrolment(
        pupil=entry.pupil,
        school_id=run.school_id,
        year=found.year,
        grade=entry.row.grade,
        room=entry.row.room,
        number=entry.row.pupil_no,
        since=run.as_of,
    )


def _arrived(run: ImportRun, fresh: Iterable[Enrolment]) -> None:
    """Pupils who were let go to this school are in."""
    mine = {one.pupil_id: one for one in fresh}
    for waiting in Transfer.objects.filter(to_school_id=run.school_id, entered=None):
        if waiting.pupil_id in mine:
            waiting.entered = mine[waiting.pupil_id]
            waiting.save(update_fields=["entered"])


def _cases(run: ImportRun, found: Plan, fresh: dict[int, Enrolment]) -> None:
    for entry in found.twofold:
        assert entry.pupil is not None
        second = fresh.get(entry.pupil.pk) or entry.enrolment
        if second is None or DuplicateCase.objects.filter(pupil=entry.pupil, settled_at=None).exists():
            continue
        assert entry.other is not None
        DuplicateCase.objects.create(
            pupil=entry.pupil, first=entry.other, second=second, differs=entry.differs, opened_at=timezone.now()
        )


def _leave(run: ImportRun, found: Plan) -> None:
    for one in found.leavers:
        one.status, one.until = leaving_status(one, found.year), max(run.as_of, one.since)
    Enrolment.objects.bulk_update(found.leavers, ["status", "until"], batch_size=BATCH)


def _measure(run: ImportRun, found: Plan) -> None:
    table = growth.current()
    taken = [
        _measured(run, entry, table)
        for entry in found.entries
        if not entry.guarded and (entry.row.weight or entry.row.height)
    ]
    names = ["weight", "height", "weight_for_age", "height_for_age", "weight_for_height", "doubtful", "table"]
    Measurement.objects.bulk_create(
        taken, batch_size=BATCH, update_conflicts=True, unique_fields=["pupil", "on"], update_fields=names
    )


def _measured(run: ImportRun, entry: Entry, table: Table) -> Measurement:
    row = entry.row
    weight, height = (float(value) if value is not None else None for value in (row.weight, row.height))
    classes = nutrition(sex=row.sex, months=row.months or 0, weight=weight, height=height, table=table)
    return Measurement(
        pupil=entry.pupil,
        on=run.as_of,
        weight=row.weight,
        height=row.height,
        weight_for_age=classes.weight_for_age,
        height_for_age=classes.height_for_age,
        weight_for_height=classes.weight_for_height,
        doubtful=classes.doubtful,
        table=classes.version[:80],
    )


def _events(actor: Actor, run: ImportRun, found: Plan, now: datetime) -> None:
    rows: list[tuple[Pupil, str, dict[str, Any]]] = []
    for entry in found.entries:
        assert entry.pupil is not None
        if entry.enrolment is None:
            rows.append((entry.pupil, Verb.ENTERED, {"grade": ["", entry.row.grade], "room": ["", entry.row.room]}))
        elif entry.verb == "change":
            rows.append((entry.pupil, Verb.CHANGED, {**entry.changes, **_layers_of(entry)}))
    for one in found.leavers:
        verb = Verb.GRADUATED if one.status == Enrolment.Status.GRADUATED else Verb.LEFT
        rows.append((one.pupil, verb, {"grade": [one.grade, ""], "status": ["", one.status]}))
    remember(actor, run.school_id, rows, now)


def _layers_of(entry: Entry) -> dict[str, list[object]]:
    """Of the restricted layers only that they changed."""
    return {name: [] for name in ("personal", "sensitive") if getattr(entry, name) and not entry.guarded}


def remember(
    actor: Actor, school_id: int, rows: Iterable[tuple[Pupil, str, dict[str, Any]]], at: datetime | None = None
) -> None:
    """Lines of the histories of pupils."""
    moment = at or timezone.now()
    made = [
        PupilEvent(
            pupil=pupil,
            school_id=school_id,
            verb=verb,
            changes=changes,
            by_name=actor.person_name,
            by_post=actor.post_name[:300],
            at=moment,
        )
        for pupil, verb, changes in rows
    ]
    PupilEvent.objects.bulk_create(made, batch_size=BATCH)

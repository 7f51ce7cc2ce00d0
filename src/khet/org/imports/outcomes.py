"""What an import made and changed, and whether anything else has been done to it since."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import QuerySet

from khet.audit import reads as trail
from khet.calendar import reads as calendars
from khet.kernel.refs import Ref
from khet.org.models import Appointment, ImportedRow, ImportRun, Person, PersonRecord, Post, Unit, UnitVersion
from khet.org.rules import POWER

QUIET = ("org.record_looked_at",)
"""Looking at a thing is not doing something to it."""
MADE: dict[str, type[models.Model]] = {
    "org.appointment": Appointment,
    "org.post": Post,
    "org.person": Person,
    "org.unit": Unit,
}
"""What an import makes, in the order in which it can be taken out again."""
Key = tuple[str, int]
Things = dict[Key, Any]


def key_of(outcome: ImportedRow) -> Key:
    return outcome.kind, outcome.target_id


def made_by(run: ImportRun, kind: str) -> QuerySet[ImportedRow, int]:
    """Ids of the things of a kind that the run made, to be asked of inside another question."""
    return run.outcomes.filter(kind=kind, before__isnull=True).order_by().values_list("target_id", flat=True)


def things_of(outcomes: Sequence[ImportedRow]) -> Things:
    """Everything the run made or changed, locked; what is gone is missing."""
    found: Things = {}
    for kind, model in reversed(MADE.items()):
        ids = {each.target_id for each in outcomes if each.kind == kind}
        rows = model._default_manager.select_for_update(of=("self",)).in_bulk(list(ids))
        found.update({(kind, int(pk)): row for pk, row in rows.items()})
    return found


def put_back(outcomes: Sequence[ImportedRow], things: Things) -> tuple[dict[Key, set[str]], set[Key]]:
    """Set the fields that were changed as they were, unsaved: which of which things; and things changed again since."""
    fields: dict[Key, set[str]] = defaultdict(set)
    again: set[Key] = set()
    for each in reversed(outcomes):
        thing = things.get(key_of(each))
        if each.before is None:
            fields.pop(key_of(each), None)  # it goes altogether
        elif thing is None or any(getattr(thing, name) != value for name, value in (each.after or {}).items()):
            again.add(key_of(each))
        else:
            for name, value in each.before.items():
                setattr(thing, name, value)
            fields[key_of(each)].update(each.before)
    return dict(fields), again


def used_since(run: ImportRun, outcomes: Sequence[ImportedRow], things: Things) -> set[Key]:
    """Things the run made that are gone, stand on the trail for something else, or are pointed at by any table."""
    found: set[Key] = set()
    own = Ref("org.importrun", run.pk)
    for kind in MADE:
        ids = [each.target_id for each in outcomes if each.kind == kind and each.before is None]
        used = {pk for pk in ids if (kind, pk) not in things}
        used |= trail.done_besides(kind, ids, but=own, quiet=QUIET)
        used |= _pointed_at(run, kind)
        found.update((kind, pk) for pk in used)
    found.update(("org.unit", pk) for pk in calendars.keep_their_own(made_by(run, "org.unit")))
    found.update(("org.appointment", pk) for pk in _seats_of_weight(run))
    return found


def _seats_of_weight(run: ImportRun) -> set[int]:
    """Seats in which somebody has acted, or whose post has been given power over the hub."""
    seats = Appointment.objects.filter(pk__in=made_by(run, "org.appointment"))
    powerful = set(seats.filter(post__duties__duty__in=POWER).values_list("pk", flat=True))
    return powerful | trail.acted_in(list(seats.values_list("pk", flat=True)), since=run.made_at)


def _pointed_at(run: ImportRun, kind: str) -> set[int]:
    """Those to which a row of any table points that does not go with them."""
    found: set[int] = set()
    ids = made_by(run, kind)
    for table, name in _pointers(MADE[kind]):
        rows = _staying(run, table).filter(**{f"{name}__in": ids}).order_by()
        found.update(rows.values_list(name, flat=True).distinct())
    return found


def _pointers(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """(table, field) of every foreign key to a table, those without a way back among them."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.is_relation:
            yield relation.related_model, relation.field.name  # type: ignore[union-attr, misc]


def _staying(run: ImportRun, table: type[models.Model]) -> QuerySet[Any]:
    """Rows of a table but those that the undoing takes out."""
    rows = table._base_manager.all()
    for kind, model in MADE.items():
        if table is model:
            return rows.exclude(pk__in=made_by(run, kind))
    if table is UnitVersion:
        return rows.exclude(unit_id__in=made_by(run, "org.unit"))
    if table is PersonRecord:
        return rows.exclude(person_id__in=made_by(run, "org.person"))
    return rows

"""Values of a form as they stand: cells, what the unit gave before, how it adds up."""

import json
from collections.abc import Container, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from khet.collect.models import Cell, FormVersion, Snapshot, Submission
from khet.collect.schema import Field, Repeat, Schema, Slot, Table, read, split_path
from khet.collect.validity import Standing, examine
from khet.thai.bangkok import today


@lru_cache(maxsize=128)
def _published(version_id: int) -> Schema:
    return read(FormVersion.objects.values_list("content", flat=True).get(pk=version_id))


def schema_of(version_id: int) -> Schema:
    """The schema of a published version; those never change, so each process reads one once."""
    return _published(version_id)


def forget_schemas() -> None:
    """For tests, where ids come again."""
    _published.cache_clear()


def cells_of(given: Submission) -> dict[str, Cell]:
    """By path, rows of repeats in the order in which they were made."""
    return {cell.path: cell for cell in Cell.objects.filter(submission=given).order_by("pk")}


def values_of(given: Submission) -> dict[str, str]:
    return dict(Cell.objects.filter(submission=given).order_by("pk").values_list("path", "value"))


def previous_of(given: Submission) -> Submission | None:
    """What the same unit gave in the round before."""
    if given.round.previous_id is None:
        return None
    return Submission.objects.filter(round_id=given.round.previous_id, unit_id=given.unit_id).first()


def previous_values(given: Submission) -> dict[str, str]:
    """As the unit certified them in the round before, computed ones among them; nothing when it did not answer."""
    before = previous_of(given)
    kept = Snapshot.objects.filter(submission=before).order_by("-pk").first() if before else None
    return values_in(kept) if kept else {}


def fresh_since(given: Submission, since: datetime, but: Container[str] = ()) -> list[Cell]:
    """Cells that changed since a moment, for a page that stands open elsewhere."""
    rows = Cell.objects.filter(submission=given, at__gte=since - timedelta(seconds=5))
    return [cell for cell in rows if cell.path not in but]


def values_in(kept: Snapshot) -> dict[str, str]:
    found: dict[str, str] = json.loads(kept.content)
    return found


def standing_of(
    given: Submission, values: Mapping[str, str] | None = None, previous: Mapping[str, str] | None = None
) -> Standing:
    """How the form stands now: what is wrong, computed and hidden."""
    return examine(
        schema_of(given.round.version_id),
        values_of(given) if values is None else values,
        previous=previous_values(given) if previous is None else previous,
        today=today(),
    )


def slot_at(schema: Schema, path: str) -> Slot | None:
    """The place a path names, or nothing."""
    key, *steps = split_path(path)
    for section in schema.sections:
        for part in section.parts:
            if part.key != key:
                continue
            if isinstance(part, Field):
                return None if steps else Slot(path, section, part, part)
            if len(steps) != 2:
                return None
            if isinstance(part, Table):
                there = steps[0] in {o.code for o in part.rows} and steps[1] in {o.code for o in part.columns}
                return Slot(path, section, part, None, steps[0], steps[1]) if there else None
            assert isinstance(part, Repeat)
            field = next((each for each in part.fields if each.key == steps[1]), None)
            return Slot(path, section, part, field, steps[0], steps[1]) if field else None
    return None

"""Certified figures as narrow rows: what dashboards and indicators read."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db.models import OuterRef, Subquery

from khet.collect.models import FormVersion, Snapshot, Submission
from khet.collect.schema import Field, FieldType, Repeat, Schema, Slot, slots
from khet.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure. element is the key of the part; row and column are codes of a table, the row and field of a repeat.

    A choice is the code in `row` with value 1 (a repeat: row "r7k2:code"); ใช่/ไม่ใช่ is 1 or 0.
    """

    element: str
    row: str
    column: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class FactSet:
    """All figures of one submission. Not given (any more): rows is empty, and the state says so.

    period is "school-2569-1"; form_key and form_id say of which form. Sensitive fields are never in here.
    """

    submission_id: int
    round_id: int
    form_id: int
    form_key: str
    version_id: int
    desk_id: int
    unit_id: int
    year_type: str
    year: int
    term: int
    as_of: date
    period: str
    revision: int
    state: str
    certified_at: datetime | None
    synthetic: bool
    rows: tuple[Fact, ...]

    @property
    def given(self) -> bool:
        return self.state in Submission.GIVEN_STATES


def facts_of(submission_id: int) -> FactSet:
    """The figures as they were certified last. Two queries. Raises Submission.DoesNotExist."""
    found = Submission.objects.select_related("round__form", "round__version").get(pk=submission_id)
    return _facts(found, found.round.version.schema, values_given(found))


def facts_of_round(round_id: int) -> Iterator[FactSet]:
    """Every unit of a round in the order of units; those that gave nothing too. One query, a few hundred at a time."""
    rows = Submission.objects.filter(round_id=round_id).select_related("round__form", "round__version")
    kept = Snapshot.objects.filter(submission=OuterRef("pk"), revision=OuterRef("revision")).order_by("-pk")
    told = rows.annotate(kept=Subquery(kept.values("content")[:1])).order_by("unit_id")
    schema: Schema | None = None
    for each in told.iterator(chunk_size=200):
        schema = schema or each.round.version.schema
        content = getattr(each, "kept", None) if each.state in Submission.GIVEN_STATES else None
        yield _facts(each, schema, json.loads(content) if content else {})


def _facts(found: Submission, schema: Schema, values: Mapping[str, str]) -> FactSet:
    round_ = found.round
    return FactSet(
        submission_id=found.pk,
        round_id=round_.pk,
        form_id=round_.form_id,
        form_key=round_.form.key,
        version_id=round_.version_id,
        desk_id=round_.desk_id,
        unit_id=found.unit_id,
        year_type=round_.year_type,
        year=round_.year,
        term=round_.term,
        as_of=round_.as_of,
        period=round_.period,
        revision=found.revision,
        state=found.state,
        certified_at=found.certified_at,
        synthetic=round_.synthetic,
        rows=tuple(facts_in(schema, values)),
    )


def values_given(found: Submission) -> dict[str, str]:
    """Values by path as certified last, computed ones among them; nothing while it is not given."""
    if found.state not in Submission.GIVEN_STATES:
        return {}
    kept = Snapshot.objects.filter(submission=found, revision=found.revision).order_by("-pk").first()
    values: dict[str, str] = json.loads(kept.content) if kept else {}
    return values


def facts_in(schema: Schema, values: Mapping[str, str]) -> Iterator[Fact]:
    """The figures among values."""
    for slot in slots(schema, rows_in(schema, values)):
        value = values.get(slot.path, "")
        if value and not (slot.field is not None and slot.field.sensitive):
            yield from _of(slot, value)


def rows_in(schema: Schema, values: Mapping[str, str]) -> list[str]:
    """Addresses of the rows that repeats have among the values ("devices/r7k2"), in their order."""
    repeats = {key for key, part in schema.parts().items() if isinstance(part, Repeat)}
    found = (path.rsplit("/", 1)[0] for path in values if path.count("/") == 2 and path.split("/")[0] in repeats)
    return sorted(dict.fromkeys(found))


def _of(slot: Slot, value: str) -> Iterator[Fact]:
    key = slot.part.key
    if slot.type.is_number:
        number = _number(value)
        if number is not None:
            yield Fact(key, slot.row, slot.column, number)
    elif slot.type == FieldType.YES_NO:
        yield Fact(key, slot.row, slot.column, Decimal(value == "true"))
    elif slot.type in (FieldType.CHOICE, FieldType.CHOICES):
        codes = value.split(" ") if slot.type == FieldType.CHOICES else [value]
        for code in codes:
            yield Fact(key, code if isinstance(slot.part, Field) else f"{slot.row}:{code}", slot.column, Decimal(1))


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@dataclass(frozen=True, slots=True)
class Worded:
    """A version's words: the title of its form and what it asks."""

    form_title: str
    schema: Schema


def words_of(version_id: int) -> Worded:
    """What the elements of FactSet rows are called. Raises FormVersion.DoesNotExist."""
    version = FormVersion.objects.select_related("form").get(pk=version_id)
    return Worded(version.form.title, version.schema)


@dataclass(frozen=True, slots=True)
class Proof:
    """Who certified a submission and when; url is its page for those who may open it, else ""."""

    by: str
    at: datetime | None
    url: str


def certified(ids: Iterable[int], actor: Actor) -> dict[int, Proof]:
    """By submission; two queries however many."""
    wanted = list(ids)
    seen = set(Submission.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    rows = Submission.objects.filter(pk__in=wanted)
    return {
        row.pk: Proof(row.certified_by, row.certified_at, row.get_absolute_url() if row.pk in seen else "")
        for row in rows
    }

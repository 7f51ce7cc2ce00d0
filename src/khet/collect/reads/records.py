"""Registers: rows by filters, what a list shows, a row's history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from khet.collect.models import Form, FormVersion, RecordChange, RecordRow
from khet.collect.reads.drawing import shown
from khet.collect.reads.forms import latest
from khet.collect.rules.records import sees_sensitive
from khet.collect.schema import Field, FieldType, Schema, Slot, slots
from khet.collect.validity import kept_text, label_of
from khet.kernel.actor import Actor
from khet.thai.normal import fold

MOST_COLUMNS = 5
FILTERED = (FieldType.CHOICE, FieldType.YES_NO)
HIDDEN = "●●●"


@dataclass(frozen=True, slots=True)
class Register:
    """A record type as its pages need it: the newest version, its plain fields, what a list shows and filters."""

    form: Form
    version: FormVersion
    schema: Schema
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[Field, ...]:
        """After the title: what fits a list, choices before the rest. Personal data stay out of it."""
        left_out = (FieldType.NOTE, FieldType.FILE, FieldType.LOCATION)
        rest = [each for each in self.fields[1:] if each.type not in left_out and not each.sensitive]
        chosen = sorted(rest, key=lambda each: each.type not in FILTERED)[:MOST_COLUMNS]
        return tuple(each for each in rest if each in chosen)

    @property
    def filters(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.type in FILTERED and not each.sensitive)[:4]


def registers(actor: Actor) -> QuerySet[Form]:
    return Form.objects.all().registers_for(actor).filter(versions__published_at__isnull=False).distinct()


def register_of(form: Form) -> Register | None:
    version = latest(form)
    if version is None or form.kind != Form.Kind.RECORD:
        return None
    schema = version.schema
    fields = tuple(part for part in schema.parts().values() if isinstance(part, Field))
    return Register(form, version, schema, fields)


def rows(
    register: Register,
    actor: Actor,
    *,
    find: str = "",
    wanted: Mapping[str, str] | None = None,
    desk_id: int | None = None,
    archived: bool = False,
) -> QuerySet[RecordRow]:
    """Rows this actor sees. find: words that all stand in a row; wanted: codes by key of a filter."""
    seen = RecordRow.objects.visible_to(actor).filter(form=register.form, archived=archived)
    for word in fold(kept_text(find)).split()[:8]:
        seen = seen.filter(found__contains=word)
    known = {each.key for each in register.filters}
    for key, code in (wanted or {}).items():
        if key in known and code and "\x00" not in code:
            seen = seen.filter(**{f"values__{key}": code})
    return seen.filter(desk_id=desk_id) if desk_id else seen


@dataclass(frozen=True, slots=True)
class ListedRow:
    row: RecordRow
    title: str
    cells: tuple[str, ...]
    desk: str


def listed(register: Register, found: Iterable[RecordRow], actor: Actor) -> list[ListedRow]:
    """Rows as a list shows them; a title that is personal data is hidden from those who only read."""
    slots_ = {slot.path: slot for slot in slots(register.schema)}
    hides = bool(register.fields) and register.fields[0].sensitive
    return [
        ListedRow(
            row,
            HIDDEN if hides and not sees_sensitive(actor, row) else row.title,
            tuple(shown(slots_[each.key], row.values.get(each.key, "")) for each in register.columns),
            str(row.desk),
        )
        for row in found
    ]


def values_for(row: RecordRow, schema: Schema, actor: Actor) -> dict[str, str]:
    """What this actor may read of a row: marked fields are left out for readers from outside."""
    if sees_sensitive(actor, row):
        return dict(row.values)
    hidden = sensitive_paths(schema, row.values)
    return {path: value for path, value in row.values.items() if path not in hidden}


def sensitive_paths(schema: Schema, values: Mapping[str, str]) -> frozenset[str]:
    marked = {part.key for part in schema.parts().values() if isinstance(part, Field) and part.sensitive}
    inner = {
        (key, each.key)
        for key, part in schema.parts().items()
        for each in getattr(part, "fields", ())
        if each.sensitive
    }
    return frozenset(
        path for path in values if path in marked or (path.split("/")[0], path.rpartition("/")[2]) in inner
    )


@dataclass(frozen=True, slots=True)
class Turned:
    """One value that a change turned: label, before and after in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    change: RecordChange
    turned: tuple[Turned, ...]


def history(row: RecordRow, schema: Schema, actor: Actor) -> list[Told]:
    """Who changed what, the newest first."""
    found = list(row.history.all()[:200])
    paths = {path: "" for each in found for path in each.changes}
    hidden = frozenset() if sees_sensitive(actor, row) else sensitive_paths(schema, paths)
    slots_ = {slot.path: slot for slot in slots(schema, _addresses(paths))}
    return [
        Told(
            each,
            tuple(_turned(schema, slots_, path, pair) for path, pair in each.changes.items() if path not in hidden),
        )
        for each in found
    ]


def _addresses(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys("/".join(path.split("/")[:2]) for path in paths if path.count("/") == 2))


def _turned(schema: Schema, known: Mapping[str, Slot], path: str, pair: list[str]) -> Turned:
    slot = known.get(path)
    before, after = (shown(slot, text) if slot else text for text in pair)
    return Turned(label_of(schema, path), before, after)

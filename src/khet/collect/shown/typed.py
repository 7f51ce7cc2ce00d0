"""What a posted form holds, by path."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from khet.collect.schema import FieldType, Schema, slots, split_path
from khet.collect.validity import clean, rows_of
from khet.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Typed:
    """values: canonical, only of what was posted; wrong: sentences by path for what could not be taken, as typed in
    texts.
    """

    values: Mapping[str, str]
    wrong: Mapping[str, str]
    texts: Mapping[str, str]


def typed_in(schema: Schema, post: QueryDict) -> Typed:
    """Cells whose names (paths) were posted; computed cells and files are left out. A row of a repeat without any
    text is no row.
    """
    texts = {path: " ".join(filter(None, post.getlist(path))) for path in post if split_path(path)[0] in schema.parts()}
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    kept = [row for row in rows_of(schema, texts) if any(texts[path] for path in texts if path.startswith(f"{row}/"))]
    for slot in slots(schema, kept):
        if slot.path not in texts or slot.type in (FieldType.COMPUTED, FieldType.FILE):
            continue
        try:
            values[slot.path] = clean(slot, texts[slot.path])
        except Refused as refusal:
            wrong[slot.path] = refusal.message
    return Typed(values, wrong, {path: texts[path] for path in wrong})


def fill_in(values: Mapping[str, str], typed: Typed) -> dict[str, str]:
    """Values as they would be with what was typed."""
    return {**values, **typed.values}

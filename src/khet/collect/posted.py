"""What a posted form holds, by path: inputs are named "v:" and the path."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from khet.collect.schema import FieldType, Schema, slots, split_path
from khet.collect.validity import clean, rows_of
from khet.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Typed:
    """values: canonical text of what was posted. wrong: a sentence by path for what could not be taken; texts: how it
    was typed.
    """

    values: Mapping[str, str]
    wrong: Mapping[str, str]
    texts: Mapping[str, str]


def typed_in(schema: Schema, post: QueryDict) -> Typed:
    """Computed cells and files are left out. A repeat's row without any text is no row. A choice of several of which
    none is ticked is empty: its form was posted, so it was asked.
    """
    texts = {name[2:]: " ".join(filter(None, post.getlist(name))) for name in post if name.startswith("v:")}
    texts = {path: text for path, text in texts.items() if split_path(path)[0] in schema.parts()}
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for slot in slots(schema, _rows(schema, texts)):
        if slot.type in (FieldType.COMPUTED, FieldType.FILE):
            continue
        try:
            values[slot.path] = clean(slot, texts.get(slot.path, ""))
        except Refused as refusal:
            wrong[slot.path] = refusal.message
    return Typed(values, wrong, {path: texts[path] for path in wrong})


def _rows(schema: Schema, texts: Mapping[str, str]) -> list[str]:
    return [row for row in rows_of(schema, texts) if any(texts[path] for path in texts if path.startswith(f"{row}/"))]

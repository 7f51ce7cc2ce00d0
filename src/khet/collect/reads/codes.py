"""Code lists, and forms with their choices spelt out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db.models import F, OuterRef, QuerySet, Subquery

from khet.collect.models import Code, CodeList
from khet.collect.schema import Field, Option, Repeat, Schema, Table
from khet.collect.schema.parts import Part


def latest_lists() -> QuerySet[CodeList]:
    """The newest version of each list."""
    newest = CodeList.objects.filter(key=OuterRef("key")).order_by("-number").values("number")[:1]
    return CodeList.objects.annotate(newest=Subquery(newest)).filter(number=F("newest")).order_by("label")


def choices() -> list[tuple[str, str]]:
    return [(each.key, each.label) for each in latest_lists()]


def options_of(keys: Iterable[str]) -> dict[str, tuple[int, tuple[Option, ...]]]:
    """Version and options of lists, as they are today. A code that the source has twice stands once, as at first."""
    lists = {each.pk: each for each in latest_lists().filter(key__in=set(keys))}
    found: dict[int, dict[str, Option]] = {pk: {} for pk in lists}
    for code in Code.objects.filter(list_id__in=lists).order_by("list", "place", "pk"):
        found[code.list_id].setdefault(code.code, Option(code.code, code.label))
    return {lists[pk].key: (lists[pk].number, tuple(codes.values())) for pk, codes in found.items()}


def keys_in(schema: Schema) -> frozenset[str]:
    """The code lists a form names."""
    return frozenset(key for part in schema.parts().values() for key in _keys(part) if key)


def spelt(schema: Schema) -> Schema:
    """With the choices of its code lists inside, as they are today."""
    keys = keys_in(schema)
    return (
        spelt_with(schema, {key: options for key, (_number, options) in options_of(keys).items()}) if keys else schema
    )


def spelt_with(schema: Schema, lists: Mapping[str, tuple[Option, ...]]) -> Schema:
    sections = tuple(
        replace(section, parts=tuple(_spelt(part, lists) for part in section.parts)) for section in schema.sections
    )
    return replace(schema, sections=sections)


def unspelt(schema: Schema) -> Schema:
    """As it was designed: what comes from code lists is left to them."""
    return spelt_with(schema, dict.fromkeys(keys_in(schema), ()))


def _keys(part: Part) -> tuple[str, ...]:
    if isinstance(part, Table):
        return (part.row_codes, part.column_codes)
    return tuple(each.codes for each in part.fields) if isinstance(part, Repeat) else (part.codes,)


def _spelt(part: Part, lists: Mapping[str, tuple[Option, ...]]) -> Part:
    if isinstance(part, Table):
        rows = lists.get(part.row_codes, part.rows)
        return replace(part, rows=rows, columns=lists.get(part.column_codes, part.columns))
    if isinstance(part, Repeat):
        return replace(part, fields=tuple(_spelt_field(each, lists) for each in part.fields))
    return _spelt_field(part, lists)


def _spelt_field(field: Field, lists: Mapping[str, tuple[Option, ...]]) -> Field:
    return replace(field, options=lists.get(field.codes, field.options))

"""Forms as they are asked now, for whoever counts what they ask."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from khet.collect.models import Form, FormVersion
from khet.collect.schema import Schema


@dataclass(frozen=True, slots=True)
class Asked:
    """The newest published version of a form. ready: of the library, so copies of it count under the same key."""

    form_id: int
    key: str
    title: str
    ready: bool
    schema: Schema


def asked_now(desk_id: int | None) -> list[Asked]:
    """Round forms of a desk and ready ones of the library that are in use, the desk's own first; one query."""
    newer = FormVersion.objects.filter(form=OuterRef("form"), published_at__isnull=False, number__gt=OuterRef("number"))
    found = FormVersion.objects.filter(
        Q(form__desk_id=desk_id) | Q(form__desk__isnull=True),
        ~Exists(newer),
        published_at__isnull=False,
        form__archived=False,
        form__kind=Form.Kind.ROUND,
    ).select_related("form")
    rows = sorted(found, key=lambda each: (each.form.desk_id is None, each.form.title, each.form_id))
    return [
        Asked(each.form_id, each.form.key, each.form.title, each.form.desk_id is None, each.schema) for each in rows
    ]

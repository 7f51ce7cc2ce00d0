"""Which register holds the staff, the lines, the computers of a unit, and its rows as they stood on a day."""

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet

from khet.collect.masters import KINDS, Kind
from khet.collect.masters.taking import day_in
from khet.collect.models import Form, RecordChange, RecordRow
from khet.thai.bangkok import day_of

Verb = RecordChange.Verb
BEGUN = (Verb.ADDED, Verb.IMPORTED)


def kind_of(form: Form) -> Kind | None:
    """What a register takes from EMIS, when it is a copy of a ready one of the library."""
    source = form.copied_from
    return KINDS.get(source.key) if source is not None and source.desk_id is None else None


def register_for(unit_id: int, kind: Kind) -> Form | None:
    """The register that holds rows of a unit: the area's before the unit's own, of two the older."""
    rows = RecordRow.objects.filter(
        desk_id=unit_id, form__copied_from__key=kind.key, form__copied_from__desk=None, form__archived=False
    )
    forms = Form.objects.filter(pk__in=rows.values("form_id"))
    return min(forms, key=lambda form: (form.desk_id == unit_id, form.pk), default=None)


def rows_on(unit_id: int, kind: Kind, day: date) -> list[Mapping[str, str]]:
    """Values of the unit's rows as they stood at the end of a day."""
    form = register_for(unit_id, kind)
    if form is None:
        return []
    rows: QuerySet[RecordRow] = RecordRow.objects.filter(form=form, desk_id=unit_id).prefetch_related("history")
    return [values for row in rows.order_by("pk") if (values := stood(row, kind, day)) is not None]


def stood(row: RecordRow, kind: Kind, day: date) -> dict[str, str] | None:
    """A row as it was on a day: what holds only from a later day is taken back. None: not there then.

    A row typed by hand was there from the day it names itself (started on), else from the day it was typed.
    """
    values, archived = dict(row.values), row.archived
    for change in row.history.all():  # the newest first
        if _begins(change, kind) <= day:
            continue
        if change.verb in BEGUN:
            return None
        archived = archived if change.verb == Verb.CHANGED else change.verb == Verb.RESTORED
        values |= {path: before for path, (before, _after) in change.changes.items()}
    if archived or _later(values.get(kind.begins, ""), day):
        return None
    return {path: text for path, text in values.items() if text}


def _begins(change: RecordChange, kind: Kind) -> date:
    told = change.changes.get(kind.begins, ["", ""])[1] if change.verb == Verb.ADDED else ""
    return change.since or day_in(told) or day_of(change.at)


def _later(text: str, day: date) -> bool:
    begins = day_in(text)
    return begins is not None and begins > day

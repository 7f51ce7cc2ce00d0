"""The trail as the auditor asks for it: by person, action, thing, office and day."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from khet.audit import reads as audit
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.org.models import Person
from khet.org.reads.finding import with_words
from khet.thai.bangkok import midnight
from khet.thai.names import split_title


def entries(actor: Actor, asked: Mapping[str, Any]) -> QuerySet[Any]:
    """Entries newest first; a name narrows to everybody of that name."""
    filters = audit.Filters(action=asked.get("action") or "", since=_start(asked.get("since")))
    if asked.get("until"):
        filters = replace(filters, until=_start(asked["until"] + dt.timedelta(days=1)))
    if asked.get("unit"):
        filters = replace(filters, desk_id=asked["unit"].pk)
    if asked.get("target"):
        kind, _colon, number = asked["target"].partition(":")
        filters = replace(filters, ref=Ref(kind, int(number)))
    found = audit.entries(filters, actor)
    if asked.get("person"):
        found = found.filter(person_id__in=_named(asked["person"]))
    return found


def _named(text: str) -> list[int]:
    name = split_title(text)[1]
    return list(Person.objects.filter(with_words(name)).values_list("pk", flat=True)[:500]) if name else []


def _start(day: dt.date | None) -> dt.datetime | None:
    return midnight(day) if day else None


def lines(rows: Iterable[Any], actor: Actor) -> list[audit.Line]:
    return audit.lines(rows, actor)


def roots(count: int = 30) -> list[Any]:
    return audit.roots(count)

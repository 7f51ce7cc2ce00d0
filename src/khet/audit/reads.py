"""Questions to the trail, answered only to those whose duty it is."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from khet.audit import rules
from khet.audit.models import DailyRoot, Entry, Mention
from khet.audit.registry import Severity, sentence_of, severity_of
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref, ref_kinds


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; empty fields do not narrow. since and until are moments, until excluded."""

    person_id: int | None = None
    desk_id: int | None = None
    action: str = ""
    ref: Ref | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it.

    label is "" when the thing is not visible to the reader or secret; content is empty for a secret entry and for
    a reader without the duty to see it.
    """

    id: int
    chain: int
    seq: int
    at: dt.datetime
    sentence: str
    severity: Severity
    person_name: str
    post_name: str
    phrase: str
    unit_name: str
    ref: Ref | None
    label: str
    secret: bool
    hash: str
    content: Mapping[str, Any] = field(default_factory=dict)


def entries(filters: Filters, actor: Actor) -> QuerySet[Entry]:
    """Entries newest first (order "-id", for a keyset pager); none for whoever may not read the trail."""
    if not rules.may_read_trail(actor):
        return Entry.objects.none()
    found = Entry.objects.order_by("-id")
    exact: dict[str, object] = {"person_id": filters.person_id, "desk_id": filters.desk_id, "at__gte": filters.since}
    exact |= {"at__lt": filters.until, "action": filters.action or None}
    found = found.filter(**{name: value for name, value in exact.items() if value is not None})
    return found.filter(_about(filters.ref)) if filters.ref else found


def _about(ref: Ref) -> Q:
    mentioned = Mention.objects.filter(entry=OuterRef("pk"), kind=ref.kind, target_id=ref.id)
    return Q(target_kind=ref.kind, target_id=ref.id) | Q(Exists(mentioned))


def trail_of(ref: Ref, actor: Actor, *, limit: int = 200) -> list[Line]:
    """What happened to one thing, newest first; empty for whoever may not read the trail."""
    return lines(entries(Filters(ref=ref), actor)[:limit], actor)


def lines(found: Iterable[Entry], actor: Actor) -> list[Line]:
    """Entries as lines, labels fetched in one batch per kind."""
    rows = list(found) if rules.may_read_trail(actor) else []
    labels = _labels({ref for row in rows if (ref := _ref(row))}, actor)
    return [_line(row, labels, actor) for row in rows]


def latest_root() -> DailyRoot | None:
    return DailyRoot.objects.order_by("-day").first()


@dataclass(frozen=True, slots=True)
class Check:
    """The last time the whole trail was re-verified, and by whom."""

    at: dt.datetime
    ok: bool
    entries: int
    problems: int
    first: str
    chains: int = 0
    by: str = ""


def last_check(within: dt.timedelta = dt.timedelta(days=60), *, also: tuple[str, ...] = ()) -> Check | None:
    """The newest check by night, or of another action that records the same (ok, entries, problems)."""
    row = _last(("audit.checked", "audit.broken", *also), within)
    if row is None:
        return None
    content = json.loads(row.content)
    found = content.get("after", {})
    return Check(
        at=row.at,
        ok=bool(found.get("ok")),
        entries=int(found.get("entries", 0)),
        problems=int(found.get("problems", 0)),
        first=str(found.get("first") or content.get("note", "")),
        chains=int(found.get("chains", 0)),
        by=row.person_name,
    )


def newest_at() -> dt.datetime | None:
    """The latest time that any entry carries, whatever the clock says now; None in an empty trail."""
    newest: dt.datetime | None = Entry.objects.order_by("-at").values_list("at", flat=True).first()
    return newest


def last_at(action: str, within: dt.timedelta) -> dt.datetime | None:
    """When something happened last, within a span back from now."""
    row = _last((action,), within)
    return row.at if row else None


def _last(actions: tuple[str, ...], within: dt.timedelta) -> Entry | None:
    """Looks back by the index of time: actions have none of their own."""
    return Entry.objects.filter(at__gte=timezone.now() - within, action__in=actions).order_by("-at").first()


def _ref(entry: Entry) -> Ref | None:
    return Ref(entry.target_kind, entry.target_id) if entry.target_id is not None else None


def _line(entry: Entry, labels: Mapping[Ref, str], actor: Actor) -> Line:
    content = json.loads(entry.content)
    ref = _ref(entry)
    open_content = rules.may_read_content(actor) and not entry.secret
    return Line(
        id=entry.pk,
        chain=entry.chain,
        seq=entry.seq,
        at=entry.at,
        sentence=sentence_of(entry.action, {} if entry.secret else content),
        severity=severity_of(entry.action),
        person_name=entry.person_name,
        post_name=entry.post_name,
        phrase=entry.phrase,
        unit_name=entry.unit_name,
        ref=ref,
        label=labels.get(ref, "") if ref and not entry.secret else "",
        secret=entry.secret,
        hash=entry.hash,
        content=content if open_content else {},
    )


def _labels(refs: set[Ref], actor: Actor) -> dict[Ref, str]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        kind = ref_kinds.get(ref.kind)
        if kind and kind.visible(actor, ref.id):
            by_kind[ref.kind].append(ref.id)
    return {
        Ref(kind, target_id): label
        for kind, ids in by_kind.items()
        for target_id, label in ref_kinds[kind].labels(ids, actor).items()
    }


def about_account(account_id: int, actions: Iterable[str], *, limit: int = 20) -> list[Line]:
    """What happened at the door of one account (kind org.account), newest first; for its own holder's page."""
    about = Q(target_kind="org.account", target_id=account_id)
    found = Entry.objects.filter(about, action__in=list(actions)).order_by("-id")[:limit]
    return [_bare(entry) for entry in found]


def _bare(entry: Entry) -> Line:
    return Line(
        id=entry.pk,
        chain=entry.chain,
        seq=entry.seq,
        at=entry.at,
        sentence=sentence_of(entry.action, {}),
        severity=severity_of(entry.action),
        person_name=entry.person_name,
        post_name=entry.post_name,
        phrase=entry.phrase,
        unit_name=entry.unit_name,
        ref=None,
        label="",
        secret=entry.secret,
        hash=entry.hash,
    )


def last_by(ref: Ref, actions: Iterable[str]) -> str:
    """The name of whoever did one of these to a thing last; "" when nobody did. For those who see the thing itself."""
    rows = Entry.objects.filter(target_kind=ref.kind, target_id=ref.id, action__in=list(actions))
    return rows.order_by("-pk").values_list("person_name", flat=True).first() or ""


def roots(count: int = 30) -> list[DailyRoot]:
    """The latest daily roots, newest first."""
    return list(DailyRoot.objects.order_by("-day")[:count])


IN_ONE_QUESTION = 500


def done_besides(kind: str, ids: Sequence[int], *, but: Ref, quiet: Iterable[str] = ()) -> set[int]:
    """Those of the things that a command was about which was not itself about `but`; quiet: actions that do not count.

    For a package that asks whether something of its own was used since it was made.
    """
    found: set[int] = set()
    entries = Entry.objects.exclude(target_kind=but.kind, target_id=but.id).exclude(action__in=list(quiet))
    for at in range(0, len(ids), IN_ONE_QUESTION):
        about = {"target_id__in": ids[at : at + IN_ONE_QUESTION]}
        found.update(
            pk for pk in entries.filter(target_kind=kind, **about).values_list("target_id", flat=True) if pk is not None
        )
        mentions = Mention.objects.filter(kind=kind, entry__in=entries, **about)
        found.update(mentions.values_list("target_id", flat=True))
    return found


def acted_in(appointment_ids: Sequence[int], *, since: dt.datetime) -> set[int]:
    """Those of the seats in which somebody did something after that moment."""
    found: set[int] = set()
    entries = Entry.objects.filter(at__gte=since)
    for at in range(0, len(appointment_ids), IN_ONE_QUESTION):
        rows = entries.filter(appointment_id__in=appointment_ids[at : at + IN_ONE_QUESTION])
        found.update(pk for pk in rows.values_list("appointment_id", flat=True) if pk is not None)
    return found

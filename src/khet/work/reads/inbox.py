"""The inbox (งานของฉัน): one row per subject, however many things are asked on it."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref, ref_kinds
from khet.kernel.statements import Ids, statement
from khet.thai.due import DueWords
from khet.work.due import words_of_all
from khet.work.kinds import Describe, Described, Kind, kinds
from khet.work.models import WorkItem

Tab = Literal["mine", "asked", "unit", "done"]
PAGE = 50
FEED = PAGE * 4
BADGE_LIMIT = 999
COUNTED = 5000
# Of an item a list shows what is due and how it stands, not how it is reminded nor what came back.
SHOWN = (
    *("kind", "subject_kind", "subject_id", "label", "urgency", "state", "waiting", "due_at", "sort_at"),
    *("answered_at", "late", "asked_unit", "ask__label", "owner"),
)
Line = tuple[int, str, int, datetime | None]
HEADINGS = {
    "late": _("เกินกำหนด"),
    "today": _("วันนี้"),
    "week": _("สัปดาห์นี้"),
    "later": _("หลังจากนั้น"),
    "none": _("ไม่มีกำหนด"),
    "done": _("เสร็จแล้ว"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One subject with everything that is asked on it, worst first; of: who was asked, among what one asked others.

    do, door: the verb and the address where one of them is done, when it has a page of its own.
    """

    subject: Ref
    items: tuple[WorkItem, ...]
    described: Described
    kind: Kind
    due: DueWords
    of: str = ""
    do: str = ""
    door: str = ""

    @property
    def lead(self) -> WorkItem:
        return self.items[0]

    @property
    def bucket(self) -> str:
        """Under which heading it stands: late, today, week, later, none or done."""
        return bucket_of(self.lead, timezone.now())

    @property
    def asks(self) -> str:
        return " · ".join(
            dict.fromkeys(gettext(item.ask.label if item.ask else kinds[item.kind].label) for item in self.items)
        )

    @property
    def unread(self) -> bool:
        return any(item.state == WorkItem.State.OPEN for item in self.items)

    @property
    def drawn_from(self) -> Hashable:
        """All that its line on the page shows; a line is drawn anew only when this changes."""
        lead = self.lead
        return (
            self.kind.key,
            self.described,
            self.asks,
            self.due,
            self.unread,
            len(self.items),
            lead.pk,
            lead.state,
            lead.urgency,
            lead.due_at,
            lead.answered_at,
            lead.late,
            str(lead.owner) if lead.owner_id else "",
            self.of,
            self.do,
            self.door,
        )


def bucket_of(item: WorkItem, now: datetime) -> str:
    if not item.waiting:
        return "done"
    if item.due_at is None:
        return "none"
    if item.due_at < now:
        return "late"
    days = (timezone.localdate(item.due_at) - timezone.localdate(now)).days
    return "today" if days <= 0 else "week" if days <= 6 - timezone.localdate(now).weekday() else "later"


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Rows and where the next page begins ("" = here it ends)."""

    rows: list[Row]
    next_cursor: str

    @property
    def groups(self) -> list[tuple[str, str, list[Row]]]:
        """(bucket, heading, rows) in the order of the rows."""
        return [
            (bucket, str(HEADINGS[bucket]), list(rows))
            for bucket, rows in groupby(self.rows, key=lambda row: row.bucket)
        ]


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits: rows (subjects), of them late, and due before the day ends."""

    waiting: int
    late: int
    today: int


def items_of(actor: Actor, tab: Tab) -> QuerySet[WorkItem]:
    """The items of one tab in the order they are shown."""
    items = WorkItem.objects.all()
    if tab == "mine":
        return items.for_me(actor, waiting=True).order_by("sort_at", "pk")
    if tab == "asked":
        return items.asked_by_me(actor).filter(waiting=True).order_by("sort_at", "pk")
    if tab == "unit":
        return items.for_units(actor).filter(waiting=True).order_by("sort_at", "pk")
    return items.for_me(actor, waiting=False).exclude(state="withdrawn").order_by("-sort_at", "-pk")


def inbox(actor: Actor, tab: Tab = "mine", *, cursor: str = "", find: str = "", size: int = PAGE) -> InboxPage:
    """One page; a fixed number of queries: the items, and one description per kind on the page."""
    items = _after(items_of(actor, tab), cursor, newest_first=tab == "done")
    if find:
        items = items.filter(label__icontains=find[:200])
    return _page(_lines(items)[: FEED + 1], actor, size, asked=tab == "asked")


def inbox_and_counts(actor: Actor) -> tuple[InboxPage, Counts]:
    """The first page of what waits for me and the sentence on top, from one look at all that waits."""
    lines = _mine(actor)
    return _page(lines[: FEED + 1], actor, PAGE), _counts(lines)


@statement
def _mine(actor: Actor) -> "QuerySet[WorkItem, Line]":
    return _lines(items_of(actor, "mine"))[:COUNTED]


@statement
def _shown(ids: Ids, asked: bool) -> QuerySet[WorkItem]:
    named = ("ask", "owner", "asked_unit") if asked else ("ask", "owner")
    return WorkItem.objects.filter(pk__in=ids).select_related(*named).only(*SHOWN)


def _lines(items: QuerySet[WorkItem]) -> "QuerySet[WorkItem, Line]":
    """What pages are cut and counted by; the items themselves are read for one page only."""
    return items.values_list("pk", "subject_kind", "subject_id", "due_at")


def _page(lines: Iterable[Line], actor: Actor, size: int, *, asked: bool = False) -> InboxPage:
    found = list(lines)
    groups: dict[Ref, list[int]] = {}
    cut = 0
    for pk, subject_kind, subject_id, _due in found[:FEED]:
        subject = Ref(subject_kind, subject_id)
        if subject not in groups and len(groups) == size:
            break
        groups.setdefault(subject, []).append(pk)
        cut += 1
    items = {item.pk: item for item in _shown(Ids(pk for pks in groups.values() for pk in pks), asked)}
    there = {ref: kept for ref, pks in groups.items() if (kept := [items[pk] for pk in pks if pk in items])}
    more = items.get(found[cut - 1][0]) if 0 < cut < len(found) else None
    return InboxPage(rows=_rows(there, actor, asked=asked), next_cursor=cursor_of(more) if more else "")


def cursor_of(item: WorkItem) -> str:
    return f"{item.sort_at.timestamp():.6f}_{item.pk}"


def _after(items: QuerySet[WorkItem], cursor: str, *, newest_first: bool) -> QuerySet[WorkItem]:
    try:
        stamp, _, pk = cursor.partition("_")
        at, number = datetime.fromtimestamp(float(stamp), tz=timezone.get_current_timezone()), int(pk)
    except (ValueError, OverflowError, OSError):
        return items
    if newest_first:
        return items.filter(Q(sort_at__lt=at) | Q(sort_at=at, pk__lt=number))
    return items.filter(Q(sort_at__gt=at) | Q(sort_at=at, pk__gt=number))


def _rows(groups: Mapping[Ref, list[WorkItem]], actor: Actor, *, asked: bool) -> list[Row]:
    described = describe_all(((items[0].kind, ref) for ref, items in groups.items()), actor)
    found = doors_of([item for items in groups.values() for item in items]) if not asked else {}
    doors = {
        ref: next(((kinds[i.kind].verb, found[i.pk]) for i in items if i.pk in found), ("", ""))
        for ref, items in groups.items()
    }
    words = words_of_all((items[0] for items in groups.values()), timezone.now())
    return [
        Row(
            subject=ref,
            items=tuple(items),
            kind=kinds[items[0].kind],
            described=described.get((items[0].kind, ref)) or Described(title=items[0].label),
            due=due,
            of=str(items[0].asked_unit) if asked else "",
            do=doors[ref][0],
            door=doors[ref][1],
        )
        for (ref, items), due in zip(groups.items(), words, strict=True)
    ]


def describe_all(wanted: Iterable[tuple[str, Ref]], actor: Actor) -> dict[tuple[str, Ref], Described]:
    """Ask once for all subjects of the kinds that are described alike; foreign subjects say their own name."""
    wanted = list(wanted)
    own = [(key, ref) for key, ref in wanted if kinds[key].subject in ("", ref.kind)]
    together: dict[Describe, list[tuple[str, Ref]]] = {}
    for key, ref in own:
        together.setdefault(kinds[key].describe, []).append((key, ref))
    found: dict[tuple[str, Ref], Described] = {}
    for describe, pairs in together.items():
        texts = describe({ref.id for _key, ref in pairs}, actor)
        found |= {(key, ref): texts[ref.id] for key, ref in pairs if ref.id in texts}
    return found | _named_by_refs([pair for pair in wanted if pair not in own], actor)


def _named_by_refs(pairs: Sequence[tuple[str, Ref]], actor: Actor) -> dict[tuple[str, Ref], Described]:
    by_kind: dict[str, list[tuple[str, Ref]]] = {}
    for key, ref in pairs:
        by_kind.setdefault(ref.kind, []).append((key, ref))
    found: dict[tuple[str, Ref], Described] = {}
    for ref_kind, rows in by_kind.items():
        known = ref_kinds.get(ref_kind)
        labels = known.labels({ref.id for _key, ref in rows}, actor) if known else {}
        for key, ref in rows:
            if known is not None and ref.id in labels:
                found[key, ref] = Described(title=labels[ref.id], url=known.url(ref.id))
    return found


def doors_of(items: Sequence[WorkItem]) -> dict[int, str]:
    """Where items are done that have a page of their own for it, by item id; one question a kind."""
    by_kind: dict[str, list[int]] = {}
    for item in items:
        if item.waiting and kinds[item.kind].opens is not None:
            by_kind.setdefault(item.kind, []).append(item.pk)
    found: dict[int, str] = {}
    for key, ids in by_kind.items():
        opens = kinds[key].opens
        assert opens is not None
        found |= opens(ids)
    return found


def badge(actor: Actor) -> int:
    """How many subjects wait for me, at most BADGE_LIMIT."""
    if not actor.signed_in:
        return 0
    return _subjects.count(actor)


@statement
def _subjects(actor: Actor) -> "QuerySet[WorkItem, tuple[str, int]]":
    waiting = WorkItem.objects.for_me(actor, waiting=True).order_by().values_list("subject_kind", "subject_id")
    return waiting.distinct()[:BADGE_LIMIT]


def counts(actor: Actor, tab: Tab = "mine") -> Counts:
    """The sentence on top of the inbox, in one query."""
    return _counts(_lines(items_of(actor, tab).order_by())[:COUNTED])


def _counts(lines: Iterable[Line]) -> Counts:
    now = timezone.now()
    tonight = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    late, today, seen = set(), set(), set()
    for _pk, subject_kind, subject_id, due_at in lines:
        subject = (subject_kind, subject_id)
        seen.add(subject)
        if due_at is not None and due_at < now:
            late.add(subject)
        elif due_at is not None and due_at <= tonight:
            today.add(subject)
    return Counts(waiting=len(seen), late=len(late), today=len(today - late))

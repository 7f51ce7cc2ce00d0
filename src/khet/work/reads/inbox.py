"""The inbox (งานของฉัน): one row per subject, however many things are asked on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.thai.due import DueWords
from khet.work.due import words_of_all
from khet.work.kinds import Describe, Described, Kind, kinds
from khet.work.models import WorkItem

Tab = Literal["mine", "asked", "unit", "done"]
PAGE = 50
FEED = PAGE * 4
BADGE_LIMIT = 999
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
    """One subject with everything that is asked on it, worst first."""

    subject: Ref
    items: tuple[WorkItem, ...]
    described: Described
    kind: Kind
    due: DueWords

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
            dict.fromkeys(item.ask.label if item.ask else gettext(kinds[item.kind].label) for item in self.items)
        )

    @property
    def unread(self) -> bool:
        return any(item.state == WorkItem.State.OPEN for item in self.items)


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
    found = list(items.select_related("ask", "asked_unit", "asked_post", "owner")[: FEED + 1])
    groups: dict[Ref, list[WorkItem]] = {}
    last: WorkItem | None = None
    for item in found[:FEED]:
        if item.subject not in groups and len(groups) == size:
            break
        groups.setdefault(item.subject, []).append(item)
        last = item
    more = last is not None and last is not found[-1]
    return InboxPage(rows=_rows(groups, actor), next_cursor=cursor_of(last) if more and last else "")


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


def _rows(groups: Mapping[Ref, list[WorkItem]], actor: Actor) -> list[Row]:
    described = describe_all(((items[0].kind, ref) for ref, items in groups.items()), actor)
    words = words_of_all((items[0] for items in groups.values()), timezone.now())
    return [
        Row(
            subject=ref,
            items=tuple(items),
            kind=kinds[items[0].kind],
            described=described.get((items[0].kind, ref.id)) or Described(title=items[0].label),
            due=due,
        )
        for (ref, items), due in zip(groups.items(), words, strict=True)
    ]


def describe_all(wanted: Iterable[tuple[str, Ref]], actor: Actor) -> dict[tuple[str, int], Described]:
    """Ask once for all subjects of the kinds that are described alike."""
    by_kind: dict[str, list[int]] = {}
    for kind, ref in wanted:
        by_kind.setdefault(kind, []).append(ref.id)
    together: dict[Describe, list[str]] = {}
    for key in by_kind:
        together.setdefault(kinds[key].describe, []).append(key)
    found: dict[tuple[str, int], Described] = {}
    for describe, keys in together.items():
        texts = describe({pk for key in keys for pk in by_kind[key]}, actor)
        found |= {(key, pk): texts[pk] for key in keys for pk in by_kind[key] if pk in texts}
    return found


def badge(actor: Actor) -> int:
    """How many subjects wait for me, at most BADGE_LIMIT."""
    if not actor.signed_in:
        return 0
    subjects = WorkItem.objects.for_me(actor, waiting=True).order_by().values("subject_kind", "subject_id")
    return subjects.distinct()[:BADGE_LIMIT].count()


def counts(actor: Actor, tab: Tab = "mine") -> Counts:
    """The sentence on top of the inbox, in one query."""
    now = timezone.now()
    tonight = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    late, today, seen = set(), set(), set()
    rows = items_of(actor, tab).order_by().values_list("subject_kind", "subject_id", "due_at")
    for subject_kind, subject_id, due_at in rows[:5000]:
        subject = (subject_kind, subject_id)
        seen.add(subject)
        if due_at is not None and due_at < now:
            late.add(subject)
        elif due_at is not None and due_at <= tonight:
            today.add(subject)
    return Counts(waiting=len(seen), late=len(late), today=len(today - late))

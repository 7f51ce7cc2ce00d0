"""The registries of work: what can be asked, and on what basis. Capabilities fill them at start."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from khet.kernel.actor import Actor
from khet.kernel.registry import Registry

if TYPE_CHECKING:
    from django import forms

    from khet.work.models import WorkItem


@dataclass(frozen=True, slots=True)
class Described:
    """A subject as one row of the inbox shows it to this actor."""

    title: str
    meta: str = ""
    url: str = ""


Describe = Callable[[Iterable[int], Actor], Mapping[int, Described]]


@dataclass(frozen=True, slots=True)
class Plan:
    """When to remind the asked and when to tell their head, in working days of the asked unit.

    Negative days stand before the due day (spoken at the day's opening), 0 is the due moment, positive ones follow.
    """

    remind_days: tuple[int, ...] = (-1, 0, 1)
    escalate_day: int | None = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the items of one basis are."""

    total: int
    done: int
    late: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of work item.

    describe answers for many subject ids at once (a fixed number of queries). may_act says who may answer.
    askable kinds can be put on a letter; compose_form(data, prefix=, initial=, desk_id=) then asks for what the ask
    needs (its cleaned data, plain JSON, are the ask's options) and answer_form is what the asked fills in. own_page:
    the item moves only with its subject, on the subject's page, so the general page offers neither answer nor handing
    on. hold locks the subject: everybody takes the subject first and the item after it, so that two who meet there
    wait in line and not for each other.

    A kind that keeps something of its own behind its items (a form to fill in) is told in the same transaction: on_open
    of items that were opened (they have ids), on_move of what the asking side or the general page does with them
    (verb "answer", "give_back", "extend", "withdraw" or "close"; the note is the reason), so that both say one thing;
    either may raise Refused. hold_many is hold for many at once. opens gives the address where an item is done, by
    item id. outcome says of asks, by id, how the whole stands, where there is such a page. subject names the kind of
    subject that describe knows; subjects of other kinds are named by their own registry of references. hands_on: an
    item of this kind puts its subject into somebody's hands within the asked unit, who may then do what else is asked
    of the unit there (`reads.items.in_hand`).
    """

    key: str
    label: str
    icon: str
    describe: Describe
    may_act: Callable[[Actor, "WorkItem"], bool]
    verb: str = "ตอบ"
    askable: bool = False
    compose_form: "Callable[..., forms.Form] | None" = None
    answer_form: "type[forms.Form] | None" = None
    on_answer: Callable[[Actor, "WorkItem", Mapping[str, Any]], None] | None = None
    hold: Callable[["WorkItem"], None] | None = None
    hold_many: Callable[[Sequence["WorkItem"]], None] | None = None
    on_open: Callable[[Actor, Sequence["WorkItem"]], None] | None = None
    on_move: Callable[[Actor, Sequence["WorkItem"], str, str], None] | None = None
    opens: Callable[[Iterable[int]], Mapping[int, str]] | None = None
    outcome: Callable[[Iterable[int], Actor], Mapping[int, Described]] | None = None
    subject: str = ""
    one_tap: bool = False
    own_page: bool = False
    hands_on: bool = False
    budget_minutes: int | None = None
    plan: Plan = field(default_factory=Plan)
    duty: str = ""

    @property
    def asks_more(self) -> bool:
        """An ask of this kind has fields of its own."""
        return self.compose_form is not None


@dataclass(frozen=True, slots=True)
class Basis:
    """What items stand on: who may see and manage its wall, and what it does as answers come in.

    remarks: what else the wall says of units, by their id. on_item hears of each single item that is answered or given
    back (verb "answer" or "give_back"), before on_progress hears of the whole.
    """

    key: str
    label: str
    describe: Callable[[int, Actor], Described]
    may_see: Callable[[Actor, int], bool]
    may_manage: Callable[[Actor, int], bool]
    on_progress: Callable[[int, Progress], None] | None = None
    remarks: Callable[[int], Mapping[int, str]] | None = None
    on_item: Callable[["WorkItem", str], None] | None = None


kinds: Registry[Kind] = Registry("work.kinds", key=lambda kind: kind.key)
bases: Registry[Basis] = Registry("work.bases", key=lambda basis: basis.key)

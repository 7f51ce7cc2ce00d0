"""What an actor may see of letters, as conditions for the database."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from khet.kernel.actor import Actor
from khet.kernel.statements import Ids

Look = Callable[[Actor, Ids], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Sight:
    """lead: desks whose whole correspondence one sees (registry, heads); staff: desks whose registers one reads.

    own: units (not desks) whose letters are one's own work; around: units whose circulated papers one reads.
    home: all desks where one sits; being named on a letter shows what happened to it there and nowhere else.
    """

    person: int
    posts: frozenset[int]
    lead: frozenset[int]
    staff: frozenset[int]
    own: frozenset[int]
    around: frozenset[int]
    home: frozenset[int]

    def named(self, letter_field: str) -> Q:
        """Secret letters by name only; letter_field holds the letter's id."""
        access = apps.get_model("saraban", "LetterAccess")
        secret = Q(secrecy__gt=0)
        return secret & Q(Exists(access.objects.filter(letter_id=OuterRef(letter_field), person_id=self.person)))

    def named_at_home(self, letter_field: str) -> Q:
        """As named, for what belongs to a desk."""
        return Q(desk_id__in=self.home) & self.named(letter_field)

    def path(self, **link: object) -> Q:
        """Stops of the path where one sits."""
        route = apps.get_model("saraban", "Route")
        stop = Q(person_id=self.person) | Q(post_id__in=self.posts) | Q(unit_id__in=self.around)
        return Q(Exists(route.objects.filter(stop, **link)))

    def plain_letters(self) -> Q:
        """The part of letters() that one row tells by itself: no look into other tables, so it is cheap."""
        return Q(secrecy=0) & self._own_letters()

    def plain_deliveries(self) -> Q:
        """As plain_letters."""
        return Q(secrecy=0) & self._own_deliveries()

    def letters(self) -> Q:
        delivery = apps.get_model("saraban", "Delivery")
        came = Exists(delivery.objects.filter(letter_id=OuterRef("pk"), desk_id__in=self.lead))
        return Q(secrecy=0) & (self._own_letters() | Q(came) | self.path(letter_id=OuterRef("pk")))

    def deliveries(self) -> Q:
        return Q(secrecy=0) & (self._own_deliveries() | self.path(delivery_id=OuterRef("pk")))

    def all_at(self, desk_id: int | None, whole: frozenset[int], letter_field: str) -> Q | None:
        """For rows of one desk, where one sees the whole of it: all that is not secret, and what names one.

        The same as letters(), deliveries() or entries() with the desk given, without conditions that hold anyway: from
        those PostgreSQL reckons a tenth of the rows and sorts a year of a register for one page of it.
        """
        return Q(secrecy=0) | self.named(letter_field) if desk_id in whole & self.home else None

    def _own_letters(self) -> Q:
        return Q(drafted_by_id=self.person) | Q(unit_id__in=self.own) | Q(desk_id__in=self.lead)

    def _own_deliveries(self) -> Q:
        return Q(desk_id__in=self.lead) | Q(unit_id__in=self.own) | Q(holder_unit_id__in=self.own)

    def entries(self) -> Q:
        return Q(secrecy=0) & (Q(desk_id__in=self.staff) | Q(registered_by_id=self.person))


def sight_of(actor: Actor) -> Sight:
    """The system administrator and pupils see only what reached them by post or by name."""
    person, posts = actor.person_id or 0, actor.post_ids
    nothing: frozenset[int] = frozenset()
    if actor.has_duty("system") or actor.has_duty("pupil"):
        return Sight(person, posts, nothing, nothing, nothing, nothing, actor.desk_ids)
    own = actor.unit_ids - actor.desk_ids
    around = actor.unit_ids | actor.desk_ids
    return Sight(person, posts, actor.lead_desk_ids, actor.staff_desk_ids, own, around, actor.desk_ids)


def seen_rows(plain: Look, whole: Look, actor: Actor, ids: set[int]) -> list[tuple[Any, ...]]:
    """(pk, …) of those one may see: most are told by the cheap look, the dear one is for the rest."""
    found: list[tuple[Any, ...]] = []
    for look in (plain, whole):
        rest = ids - {row[0] for row in found}
        if rest:
            found += look(actor, Ids(rest))
    return found

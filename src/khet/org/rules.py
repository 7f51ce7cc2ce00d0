"""Who may do what with units, people, posts and accounts. Writes nothing."""

from khet.kernel.actor import Actor
from khet.org.models import Account, Appointment, Person, Post, Unit, UnitGroup


def is_staff(actor: Actor) -> bool:
    """Everybody but pupils and people without a post."""
    return actor.post_id is not None and not actor.has_duty("pupil")


def may_set_up(actor: Actor) -> bool:
    """The office's settings."""
    return actor.has_duty("settings")


def may_keep_people(actor: Actor) -> bool:
    """Units, people, posts and appointments of the whole area."""
    return actor.has_duty("people")


def may_keep_unit(actor: Actor, unit: Unit) -> bool:
    """The keepers of people; and a school's director or registry for the card of the own school."""
    return may_keep_people(actor) or (
        unit.desk_id == actor.desk_id and (actor.has_duty("registry") or actor.post_id in actor.head_post_ids)
    )


def may_keep_acting(actor: Actor, post: Post) -> bool:
    """Acting orders: the keepers of people and whoever keeps the unit; of posts with power those who grant it."""
    if holds_power(post):
        return may_grant_power(actor)
    return may_keep_people(actor) or may_keep_unit(actor, post.unit)


POWER = frozenset({"system", "settings", "people", "auditor"})


def holds_power(post: Post) -> bool:
    """The post carries a duty that reaches beyond its own unit."""
    return post.duties.filter(duty__in=POWER).exists()


def may_grant_power(actor: Actor) -> bool:
    """Give or take such duties, and seat people there: the system administrator."""
    return actor.has_duty("system") or actor.has_duty("machine")


def may_keep_post(actor: Actor, post: Post) -> bool:
    return may_keep_people(actor)


def may_keep_person(actor: Actor, person: Person) -> bool:
    return may_keep_people(actor)


def may_keep_seat(actor: Actor, seat: Appointment) -> bool:
    """Holders are the keepers' matter; acting orders also that of the unit itself, and of the holder who made them."""
    if seat.kind == Appointment.Kind.HOLDER:
        return may_keep_people(actor)
    return may_keep_acting(actor, seat.post)


def may_keep_groups(actor: Actor) -> bool:
    """Make groups of units: the keepers of people for the area, a registry for its own office."""
    return may_keep_people(actor) or actor.has_duty("registry")


def may_keep_group(actor: Actor, group: UnitGroup) -> bool:
    if group.owner_id is None:
        return may_keep_people(actor)
    return may_keep_groups(actor) and group.owner_id == actor.desk_id


def may_export(actor: Actor) -> bool:
    """The directory as a workbook: staff of the area office and keepers of people."""
    return may_keep_people(actor) or actor.has_duty("registry")


def may_end_delegation(actor: Actor, seat: Appointment) -> bool:
    """What one handed on oneself."""
    return seat.kind != Appointment.Kind.HOLDER and seat.made_by_id == actor.person_id


def may_help_accounts(actor: Actor) -> bool:
    """The DLICT group's staff, and a school's director and registry for their own school's accounts."""
    return actor.has_duty("accounts") or _keeps_school(actor)


def may_help_account(actor: Actor, account: Account) -> bool:
    return Account.objects.visible_to(actor).filter(pk=account.pk).exists()


def may_open_account(actor: Actor, person: Person) -> bool:
    """An account for somebody who has none."""
    if actor.has_duty("machine") or actor.has_duty("accounts"):
        return True
    return person.home_desk_id == actor.desk_id and _keeps_school(actor)


def _keeps_school(actor: Actor) -> bool:
    return actor.desk_kind == Unit.Kind.SCHOOL and (actor.has_duty("registry") or actor.leads_desk)


def may_see_record(actor: Actor, person: Person) -> bool:
    """The restricted record: oneself and the keepers of people; every look is on the trail."""
    return person.pk == actor.person_id or may_keep_people(actor)


def may_read_trail(actor: Actor) -> bool:
    """Who did what and when: the auditor, and the system administrator, who sees no content."""
    return actor.has_duty("auditor") or actor.has_duty("system")


def may_run_system(actor: Actor) -> bool:
    return actor.has_duty("system")

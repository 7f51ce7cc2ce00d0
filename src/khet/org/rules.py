"""Who may do what with units, people, posts and accounts. Writes nothing."""

from khet.kernel.actor import Actor
from khet.org.models import Account, Person, Unit


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


def may_help_accounts(actor: Actor) -> bool:
    """The DLICT group's staff, and a school's director and registry for their own school's accounts."""
    return actor.has_duty("accounts") or actor.has_duty("registry") or bool(actor.head_post_ids)


def may_help_account(actor: Actor, account: Account) -> bool:
    if actor.has_duty("machine") or actor.has_duty("accounts"):
        return True
    person = account.person
    return person is not None and may_help_accounts(actor) and person.home_desk_id == actor.desk_id


def may_see_record(actor: Actor, person: Person) -> bool:
    """The restricted record: oneself and the keepers of people; every look is on the trail."""
    return person.pk == actor.person_id or may_keep_people(actor)


def may_read_trail(actor: Actor) -> bool:
    return actor.has_duty("auditor")


def may_run_system(actor: Actor) -> bool:
    return actor.has_duty("system")

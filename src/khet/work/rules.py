"""Who may do what with a work item, and which state follows which."""

from khet.kernel.actor import Actor
from khet.org import rules as org_rules
from khet.org.models import Person, Unit
from khet.work.kinds import bases
from khet.work.models import WorkItem

State = WorkItem.State

FOLLOWS: dict[str, frozenset[str]] = {
    "see": frozenset({State.OPEN}),
    "accept": frozenset({State.OPEN, State.SEEN, State.RETURNED}),
    "answer": frozenset(WorkItem.WAITING_STATES),
    "give_back": frozenset({State.ANSWERED, State.CLOSED}),
    "pass_on": frozenset(WorkItem.WAITING_STATES),
    "withdraw": frozenset({*WorkItem.WAITING_STATES, State.ANSWERED}),
    "extend": frozenset(WorkItem.WAITING_STATES),
    "close": frozenset({*WorkItem.WAITING_STATES, State.ANSWERED}),
}


def is_mine(actor: Actor, item: WorkItem) -> bool:
    """Asked of me by name, of a post I hold or act in, or of a unit whose intake I am; secret ones by name only."""
    if item.asked_person_id is not None:
        return item.asked_person_id == actor.person_id
    if item.secret:
        return False
    if item.asked_post_id is not None:
        return item.asked_post_id in actor.post_ids
    return item.asked_unit_id in actor.intake_unit_ids


def is_ours(actor: Actor, item: WorkItem) -> bool:
    return is_mine(actor, item) or (not item.secret and item.asked_unit_id in actor.team_unit_ids)


def may_see(actor: Actor, item: WorkItem) -> bool:
    asked = item.asked_by_person_id == actor.person_id or (
        not item.secret and item.asked_by_unit_id in actor.team_unit_ids
    )
    return is_ours(actor, item) or asked


def may_manage(actor: Actor, item: WorkItem) -> bool:
    """The asking side: withdraw, extend, return, record an answer that came by phone; the basis may name more."""
    if item.asked_by_person_id == actor.person_id:
        return True
    basis = bases.get(item.basis_kind)
    if basis is not None and basis.may_manage(actor, item.basis_id):
        return True
    return not item.secret and (
        item.asked_by_unit_id == actor.unit_id or item.asked_by_unit_id in actor.intake_unit_ids
    )


def may_go(verb: str, item: WorkItem) -> bool:
    return item.state in FOLLOWS[verb]


def may_hand_over(actor: Actor, person: Person) -> bool:
    """The person; who leads or keeps the registry of the same office or school; the keepers of people."""
    if person.pk == actor.person_id or org_rules.may_keep_people(actor):
        return True
    return (
        person.home_desk_id is not None and person.home_desk_id == actor.desk_id and org_rules.may_help_accounts(actor)
    )


def may_count_duties(actor: Actor, unit: Unit) -> bool:
    """Who leads or keeps the registry of the office: they see all of its letters that are not secret."""
    return actor.desk_kind == Unit.Kind.OFFICE and actor.desk_id == unit.desk_id and unit.desk_id in actor.lead_desk_ids

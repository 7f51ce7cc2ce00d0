"""Who reads which layer of a pupil, who keeps the roll of a school, who settles."""

from khet.collect.models import DuplicateCase, Enrolment, ImportRun, Pupil, Transfer
from khet.collect.models.pupil_moves import keeping_desks
from khet.collect.models.pupils import area_desks, listing_desks
from khet.kernel.actor import Actor
from khet.org.models import Unit

SCHOOL = Unit.Kind.SCHOOL


def may_read_lists(actor: Actor) -> bool:
    """Staff of a school, and of the area."""
    return bool(area_desks(actor)) or (actor.desk_kind == SCHOOL and actor.desk_id in listing_desks(actor))


def may_list(actor: Actor, school: Unit) -> bool:
    return school.kind == SCHOOL and (school.pk in listing_desks(actor) or school.parent_id in area_desks(actor))


def may_keep(actor: Actor, school: Unit) -> bool:
    """The registry and those who lead the school, acting in it."""
    return school.kind == SCHOOL and actor.desk_id == school.pk and school.pk in keeping_desks(actor)


def may_keep_own(actor: Actor) -> bool:
    return actor.desk_kind == SCHOOL and actor.desk_id in keeping_desks(actor)


def may_bring(actor: Actor, school: Unit) -> bool:
    """Send in a file of this school: its keepers, and staff of its area office."""
    return may_keep(actor, school) or (
        school.kind == SCHOOL
        and school.active
        and school.parent_id == actor.desk_id
        and actor.desk_id in area_desks(actor)
    )


def may_bring_any(actor: Actor) -> bool:
    return may_keep_own(actor) or (actor.desk_kind == "office" and actor.desk_id in area_desks(actor))


def may_carry(actor: Actor, run: ImportRun) -> bool:
    return may_bring(actor, run.school)


def holding(pupil: Pupil) -> Enrolment | None:
    """The enrolment whose school holds the record: the open one, of two the one that was there first, else the last."""
    case = DuplicateCase.objects.filter(pupil=pupil, settled_at=None).select_related("first").first()
    if case is not None:
        return case.first
    found = list(pupil.enrolments.select_related("school"))
    return next((one for one in found if one.until is None), found[0] if found else None)


def may_see_personal(actor: Actor, pupil: Pupil) -> bool:
    """Keepers of the school that holds the record; the area and a school that only claims the child do not."""
    held = holding(pupil)
    return held is not None and held.school_id == actor.desk_id and held.school_id in keeping_desks(actor)


def may_see_sensitive(actor: Actor, pupil: Pupil) -> bool:
    """Whoever has the duty by name, in the school that holds the record."""
    held = holding(pupil)
    here = held is not None and held.school_id == actor.desk_id and held.school_id in listing_desks(actor)
    return here and actor.has_duty("welfare")


def may_move(actor: Actor, pupil: Pupil) -> bool:
    """Let a pupil go: keepers of the school where the pupil is enrolled."""
    return own_enrolment(actor, pupil) is not None and may_keep_own(actor)


def own_enrolment(actor: Actor, pupil: Pupil) -> Enrolment | None:
    return pupil.enrolments.filter(until=None, school_id=actor.desk_id).first()


def may_receive(actor: Actor, transfer: Transfer) -> bool:
    return transfer.entered_id is None and transfer.to_school_id == actor.desk_id and may_keep_own(actor)


def settles_for_area(actor: Actor, case: DuplicateCase) -> bool:
    return actor.desk_id in area_desks(actor) and actor.desk_id in (
        case.first.school.parent_id,
        case.second.school.parent_id,
    )


def may_settle(actor: Actor, case: DuplicateCase) -> bool:
    """The area decides for either school; a school only gives the child up."""
    if case.settled_at is not None:
        return False
    return settles_for_area(actor, case) or (
        may_keep_own(actor) and actor.desk_id in (case.first.school_id, case.second.school_id)
    )

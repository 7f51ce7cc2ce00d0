"""Who fills in, sends, certifies and accepts, and which state follows which."""

from khet.collect.models import Round, Submission
from khet.collect.rules.rounds import may_manage, sees_all
from khet.kernel.actor import Actor

State = Submission.State


def serves(actor: Actor, given: Submission) -> bool:
    """Staff of the unit that is asked, in the post acted in now."""
    if actor.has_duty("system") or given.unit_id not in (actor.desk_id, actor.unit_id):
        return False
    return given.unit_id in actor.staff_desk_ids or given.unit_id in actor.team_unit_ids


def heads(actor: Actor, given: Submission) -> bool:
    """The director of the unit, or who acts as such, in that post now."""
    return actor.unit_id == given.unit_id and actor.post_id in actor.head_post_ids and serves(actor, given)


def is_open(given: Submission) -> bool:
    return given.round.state == Round.State.OPEN and given.state in Submission.OPEN_STATES


def handed(actor: Actor, given: Submission) -> bool:
    """To whom the unit handed the form, in a post there: fills in, and neither sends nor certifies."""
    if actor.has_duty("system") or given.unit_id not in (actor.desk_id, actor.unit_id) or serves(actor, given):
        return False
    return Submission.objects.handed_to(actor).filter(pk=given.pk).exists()


def is_of_unit(actor: Actor, given: Submission) -> bool:
    """Reads the form as it is being filled in, not only as it was sent."""
    return serves(actor, given) or handed(actor, given)


def may_fill(actor: Actor, given: Submission) -> bool:
    return is_open(given) and is_of_unit(actor, given)


def may_submit(actor: Actor, given: Submission) -> bool:
    return is_open(given) and serves(actor, given)


def may_hand(actor: Actor, given: Submission) -> bool:
    """Hand it to somebody of the unit, or take it back from there."""
    return may_submit(actor, given)


def may_fill_for(actor: Actor, given: Submission) -> bool:
    """The asking side writes down an answer that came by phone or on paper."""
    return is_open(given) and may_manage(actor, given.round)


def may_write(actor: Actor, given: Submission) -> bool:
    return may_fill(actor, given) or may_fill_for(actor, given)


def may_take_back(actor: Actor, given: Submission) -> bool:
    """The unit takes back what it sent, before the director certified it."""
    return given.round.state == Round.State.OPEN and given.state == State.SUBMITTED and serves(actor, given)


def may_certify(actor: Actor, given: Submission) -> bool:
    """What was sent, or what the director filled in alone."""
    waits = given.state in (*Submission.OPEN_STATES, State.SUBMITTED)
    return given.round.state == Round.State.OPEN and waits and heads(actor, given)


def may_send_back(actor: Actor, given: Submission) -> bool:
    """The director returns it to whoever filled it in."""
    return given.round.state == Round.State.OPEN and given.state == State.SUBMITTED and heads(actor, given)


def may_accept(actor: Actor, given: Submission) -> bool:
    return given.round.state == Round.State.OPEN and given.state == State.CERTIFIED and may_manage(actor, given.round)


def may_return(actor: Actor, given: Submission) -> bool:
    """The area returns what was certified; once accepted this is a reopening, and needs its reason as well."""
    given_now = given.state in (State.CERTIFIED, State.ACCEPTED)
    return given.round.state == Round.State.OPEN and given_now and may_manage(actor, given.round)


def may_excuse(actor: Actor, given: Submission) -> bool:
    waits = given.state in (*Submission.OPEN_STATES, State.SUBMITTED)
    return given.round.state == Round.State.OPEN and waits and may_manage(actor, given.round)


def may_ask_again(actor: Actor, given: Submission) -> bool:
    """What was excused is asked after all."""
    return given.round.state == Round.State.OPEN and given.state == State.EXCUSED and may_manage(actor, given.round)


def may_extend(actor: Actor, given: Submission) -> bool:
    return may_excuse(actor, given)


def may_read(actor: Actor, given: Submission) -> bool:
    """The unit always; the asking side from the first sending on, and while it writes an answer down."""
    asked = sees_all(actor, given.round) and (given.revision > 0 or given.via != "hub")
    return serves(actor, given) or asked or handed(actor, given)


VERBS = {
    "fill": may_fill,
    "submit": may_submit,
    "hand": may_hand,
    "fill_for": may_fill_for,
    "take_back": may_take_back,
    "certify": may_certify,
    "send_back": may_send_back,
    "accept": may_accept,
    "return": may_return,
    "excuse": may_excuse,
    "ask_again": may_ask_again,
    "extend": may_extend,
    "read": may_read,
}


def may(actor: Actor, given: Submission) -> frozenset[str]:
    return frozenset(verb for verb, rule in VERBS.items() if rule(actor, given))

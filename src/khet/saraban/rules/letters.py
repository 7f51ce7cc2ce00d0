"""Who may write, review, sign, send and withdraw a letter, and when."""

from khet.kernel.actor import Actor
from khet.saraban.models import Letter
from khet.saraban.rules.capacity import keeps_registry, may_write_letters

State = Letter.State
WITHDRAWABLE = (State.READY, State.DISPATCHED, State.CLOSED)


def is_author(actor: Actor, letter: Letter) -> bool:
    """The drafter, a colleague of the drafting unit (not of a whole desk), or the desk's registry; secret: drafter."""
    if letter.origin != Letter.Origin.OWN or not may_write_letters(actor):
        return False
    if letter.drafted_by_id == actor.person_id:
        return True
    ours = letter.unit_id == actor.unit_id and actor.unit_id != actor.desk_id and not actor.has_duty("system")
    return letter.secrecy == 0 and (ours or keeps_registry(actor, letter.desk_id))


def may_edit(actor: Actor, letter: Letter) -> bool:
    """Drafts, by their author; on review by whoever has it."""
    if letter.state in Letter.EDITABLE_STATES:
        return is_author(actor, letter)
    return letter.state == State.REVIEW and may_review(actor, letter)


def may_discard(actor: Actor, letter: Letter) -> bool:
    return letter.state in Letter.EDITABLE_STATES and is_author(actor, letter)


def may_submit(actor: Actor, letter: Letter) -> bool:
    return letter.state in (State.DRAFT, State.RETURNED, State.APPROVED) and is_author(actor, letter)


def may_review(actor: Actor, letter: Letter) -> bool:
    return letter.state == State.REVIEW and letter.held_by_post_id == actor.post_id


def may_return(actor: Actor, letter: Letter) -> bool:
    """A reviewer, or the signer instead of signing."""
    return may_review(actor, letter) or may_sign(actor, letter)


def may_propose(actor: Actor, letter: Letter) -> bool:
    return may_submit(actor, letter) or may_review(actor, letter)


def may_recall(actor: Actor, letter: Letter) -> bool:
    """The author takes back what lies with a reviewer or signer."""
    return letter.state in (State.REVIEW, State.PROPOSED, State.APPROVED) and is_author(actor, letter)


def may_sign(actor: Actor, letter: Letter) -> bool:
    """Whoever holds or acts in the signer's post now."""
    return letter.state == State.PROPOSED and letter.signer_post_id == actor.post_id and actor.post_id is not None


def may_issue(actor: Actor, letter: Letter) -> bool:
    """ออกเลข for paper signed by hand: the registry's work."""
    return letter.is_draft and (
        keeps_registry(actor, letter.desk_id) or (letter.secrecy > 0 and letter.drafted_by_id == actor.person_id)
    )


def may_attach_signed(actor: Actor, letter: Letter) -> bool:
    return letter.state in (State.ISSUED, State.READY) and (
        keeps_registry(actor, letter.desk_id) or is_author(actor, letter)
    )


def may_dispatch(actor: Actor, letter: Letter) -> bool:
    """Its author, the registry or the signer; once the PDF stands."""
    if letter.origin != Letter.Origin.OWN:
        return False
    ours = is_author(actor, letter) or letter.signed_by_id == actor.person_id
    return letter.state in (State.READY, State.DISPATCHED, State.CLOSED) and ours


def may_manage(actor: Actor, letter: Letter) -> bool:
    """The sender's side after dispatch: wall, reminders, deadlines, answers by phone."""
    return letter.origin == Letter.Origin.OWN and (
        is_author(actor, letter) or (letter.signed_by_id is not None and letter.signed_by_id == actor.person_id)
    )


def may_withdraw(actor: Actor, letter: Letter) -> bool:
    return letter.state in WITHDRAWABLE and may_manage(actor, letter)


def may_replace(actor: Actor, letter: Letter) -> bool:
    return letter.state in (State.DISPATCHED, State.CLOSED) and may_manage(actor, letter)


def may_close(actor: Actor, letter: Letter) -> bool:
    return letter.state == State.DISPATCHED and may_manage(actor, letter)

"""Who may do what with a letter that came, and when."""

from khet.kernel.actor import Actor
from khet.org.models import Unit
from khet.saraban.models import Delivery, Letter
from khet.saraban.rules.capacity import keeps_registry, sits_in

Stage = Delivery.Stage


def is_addressee(actor: Actor, delivery: Delivery) -> bool:
    """Whoever it is addressed to by name or post, takes in the unit's letters, or has it now."""
    addressed = sits_in(actor, unit_id=delivery.unit_id, post_id=delivery.to_post_id, person_id=delivery.to_person_id)
    registry = delivery.secrecy == 0 and keeps_registry(actor, delivery.desk_id)
    return addressed or registry or holds(actor, delivery)


def holds(actor: Actor, delivery: Delivery) -> bool:
    """The matter is with me now, in the post acted in."""
    if delivery.secrecy and delivery.holder_person_id is None:
        return False
    return sits_in(
        actor, unit_id=delivery.holder_unit_id, post_id=delivery.holder_post_id, person_id=delivery.holder_person_id
    )


def may_register(actor: Actor, delivery: Delivery) -> bool:
    """ลงรับ: the desk's registry; a secret letter by the person named."""
    if delivery.stage not in (Stage.ARRIVED, Stage.OPENED) or delivery.internal:
        return False
    if delivery.secrecy:
        return delivery.to_person_id == actor.person_id and actor.desk_id == delivery.desk_id
    return keeps_registry(actor, delivery.desk_id)


def may_reject(actor: Actor, delivery: Delivery) -> bool:
    """Back to a sender in the hub."""
    return delivery.live and delivery.from_desk_id is not None and is_addressee(actor, delivery)


def may_endorse(actor: Actor, delivery: Delivery) -> bool:
    """เกษียน: whoever has the matter, once it is registered (inside one desk: once it is there)."""
    there = delivery.stage == Stage.REGISTERED or (delivery.internal and delivery.live)
    return there and holds(actor, delivery)


def may_answer(actor: Actor, delivery: Delivery) -> bool:
    return delivery.stage != Stage.WITHDRAWN and is_addressee(actor, delivery)


def may_reply(actor: Actor, delivery: Delivery) -> bool:
    return delivery.stage not in (Stage.REJECTED, Stage.WITHDRAWN) and is_addressee(actor, delivery)


def may_reopen(actor: Actor, delivery: Delivery) -> bool:
    """The desk's registry, or whoever closed it."""
    if delivery.stage != Stage.CLOSED:
        return False
    return holds(actor, delivery) or (delivery.secrecy == 0 and keeps_registry(actor, delivery.desk_id))


def may_unopen(actor: Actor, delivery: Delivery) -> bool:
    """Opened by mistake: only while nothing else happened, and by whoever opened it."""
    opened = delivery.stage == Stage.OPENED and delivery.opened_by_id == actor.person_id
    return opened and not delivery.entries.exists()


def may_set_duty(actor: Actor, delivery: Delivery) -> bool:
    """Of what an area office received from outside: the desk's registry, or whoever has the matter now."""
    letter = delivery.letter
    if letter.origin != Letter.Origin.OUTSIDE or delivery.desk_id != letter.desk_id:
        return False
    ours = actor.desk_id == delivery.desk_id and delivery.desk.kind == Unit.Kind.OFFICE
    return ours and (holds(actor, delivery) or (delivery.secrecy == 0 and keeps_registry(actor, delivery.desk_id)))

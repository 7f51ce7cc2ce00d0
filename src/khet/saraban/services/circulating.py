"""เวียนให้ทราบ inside a desk: people, posts and units are asked to read; the matter stays with its holder."""

from collections.abc import Sequence

from django.db import transaction

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Appointment, Person, Post, Unit
from khet.saraban.models import Delivery, Endorsement, LetterAccess
from khet.saraban.rules.deliveries import may_endorse
from khet.saraban.services.endorsing import NOT_HOLDER, Order, Seat, seat_in, write
from khet.saraban.services.locking import lock_delivery, refuse_unless
from khet.saraban.services.paths import add_stop, name_people
from khet.saraban.services.wording import shown
from khet.thai.bangkok import today
from khet.work import services as work
from khet.work.reads.items import items_on
from khet.work.services import Spec

MOST_READERS = 500
NAMED = 4
"""So many receivers stand in the endorsement by name; the rest is counted."""


@transaction.atomic
def circulate(
    *,
    actor: Actor,
    delivery: Delivery,
    note: str = "",
    units: Sequence[Unit] = (),
    posts: Sequence[Post] = (),
    persons: Sequence[Person] = (),
    whole_desk: bool = False,
) -> Endorsement:
    """Ask those named to read it, each once; whole_desk lets everybody of the desk read it, without asking each.

    Raises Refused for people of another desk, and when all of them have been asked before.
    """
    delivery = lock_delivery(actor, delivery)
    refuse_unless(may_endorse(actor, delivery), NOT_HOLDER, code="not_holder")
    seats = [*_people(delivery, persons), *(seat_in(delivery, each, None, None) for each in posts)]
    seats += [seat_in(delivery, None, each, None) for each in units]
    chosen = list(dict.fromkeys(seat for seat in seats if seat is not None))
    _refuse(delivery, chosen, whole_desk)
    fresh = _not_asked_yet(delivery, chosen)
    if not fresh and not whole_desk:
        raise Refused("ผู้ที่เลือกได้รับเวียนเรื่องนี้แล้วทุกคน เลือกคนอื่น หรือดูว่าใครอ่านแล้วในหน้านี้", code="asked_before", field="persons")
    with audit.command(actor, "saraban.circulated", delivery, after={"to": len(fresh)}, secret=delivery.secrecy > 0):
        entry = write(actor, delivery, Order.CIRCULATE, note, Seat(_in_words(fresh, whole_desk)))
        _put_on_path(actor, delivery, fresh, whole_desk)
        work.open_many(actor=actor, specs=[_read_spec(delivery, seat) for seat in fresh])
    return entry


def _refuse(delivery: Delivery, chosen: Sequence[Seat], whole_desk: bool) -> None:
    if not chosen and not whole_desk:
        raise Refused("เลือกผู้ที่จะเวียนให้ทราบ", code="no_receiver", field="persons")
    if len(chosen) > MOST_READERS:
        raise Refused(
            "เวียนได้ครั้งละไม่เกิน %(most)s คน เลือกให้ทุกคนในหน่วยงานเปิดอ่านแทน",
            code="count",
            field="persons",
            most=MOST_READERS,
        )
    if whole_desk and delivery.secrecy:
        raise Refused("หนังสือลับเวียนทั้งหน่วยงานไม่ได้ เลือกผู้รับเป็นรายคน", code="secret_needs_name", field="whole_desk")


def _people(delivery: Delivery, persons: Sequence[Person]) -> list[Seat]:
    """Those who serve at the desk today, in one query."""
    rows = Appointment.objects.on(today()).filter(person__in=persons, post__unit__desk_id=delivery.desk_id)
    here = set(rows.values_list("person_id", flat=True))
    refuse_unless(
        all(each.pk in here for each in persons),
        "มีผู้ที่ไม่ได้อยู่ในหน่วยงานนี้แล้ว เลือกรายชื่อใหม่",
        code="other_desk",
        field="persons",
    )
    return [Seat(each.full_name, person_id=each.pk) for each in persons]


def _not_asked_yet(delivery: Delivery, seats: Sequence[Seat]) -> list[Seat]:
    items = items_on("saraban.delivery", delivery.pk).filter(kind="saraban.read")
    asked = set(items.exclude(state="withdrawn").values_list("asked_unit_id", "asked_post_id", "asked_person_id"))
    people = {person for _unit, _post, person in asked if person}
    posts = {post for _unit, post, person in asked if post and not person}
    units = {unit for unit, post, person in asked if not post and not person}
    return [
        seat
        for seat in seats
        if seat.person_id not in people
        and (seat.person_id or seat.post_id not in posts)
        and (seat.person_id or seat.post_id or seat.unit_id not in units)
    ]


def _in_words(seats: Sequence[Seat], whole_desk: bool) -> str:
    shown_names = [seat.name for seat in seats[:NAMED]] + (["ทุกคนในหน่วยงาน"] if whole_desk else [])
    more = f" และอีก {len(seats) - NAMED} ราย" if len(seats) > NAMED else ""
    return (", ".join(shown_names) + more)[:300]


def _put_on_path(actor: Actor, delivery: Delivery, seats: Sequence[Seat], whole_desk: bool) -> None:
    letter = delivery.letter
    if letter.is_secret:
        people = [seat.person_id for seat in seats if seat.person_id]
        name_people(letter, people, LetterAccess.Why.GRANTED, by=actor)
        return
    for seat in seats:
        stop = {"unit_id": seat.unit_id, "post_id": seat.post_id, "person_id": seat.person_id}
        add_stop(letter, "circulated", delivery=delivery, **stop)
    if whole_desk:
        add_stop(letter, "circulated", delivery=delivery, unit_id=delivery.desk_id)


def _read_spec(delivery: Delivery, seat: Seat) -> Spec:
    return Spec(
        kind="saraban.read",
        subject=delivery.ref,
        basis=delivery.ref,
        asked_unit_id=seat.unit_id or delivery.desk_id,
        asked_post_id=seat.post_id,
        asked_person_id=seat.person_id,
        label=shown(delivery.letter),
        urgency=delivery.urgency,
        secret=delivery.secrecy > 0,
        duty=delivery.letter.duty_id,
        synthetic=delivery.synthetic,
    )

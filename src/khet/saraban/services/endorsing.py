"""เกษียน and สั่งการ: append-only, and the matter moves with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Person, Post, Unit
from khet.saraban.models import Delivery, Endorsement, LetterAccess
from khet.saraban.rules.capacity import keeps_registry, title_of
from khet.saraban.rules.deliveries import may_endorse, may_reopen
from khet.saraban.services.delivering import matter_spec
from khet.saraban.services.locking import lock_delivery, refuse_unless
from khet.saraban.services.paths import add_stop, name_people, true_holder
from khet.saraban.services.telling import tell_asked
from khet.work import services as work
from khet.work.reads.items import WorkItem, items_about, items_on

Order = Endorsement.Order
Stage = Delivery.Stage
NEEDS_RECEIVER = (Order.PROPOSE, Order.ASSIGN)
NOT_HOLDER = gettext_noop("หนังสือเรื่องนี้ไม่ได้อยู่ที่ท่านแล้ว โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร")
MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a matter goes: exactly one of them; name is as the endorsement shows it."""

    name: str
    unit_id: int | None = None
    post_id: int | None = None
    person_id: int | None = None


@transaction.atomic
def endorse(
    *,
    actor: Actor,
    delivery: Delivery,
    order: str,
    note: str = "",
    to_post: Post | None = None,
    to_unit: Unit | None = None,
    to_person: Person | None = None,
) -> Endorsement:
    """Add one เกษียน and move the matter (ระเบียบงานสารบรรณ, part on receiving).

    เสนอ and มอบ need somebody to go to. ทราบ, อนุมัติ, ดำเนินการ and แจ้งโรงเรียน go back to whoever proposed when
    nobody is named; คืนเรื่อง always does; ยุติเรื่อง ends it. Raises Refused when the actor does not hold the matter.
    """
    delivery = lock_delivery(actor, delivery)
    refuse_unless(may_endorse(actor, delivery), NOT_HOLDER, code="not_holder")
    order = _order(order)
    with audit.command(actor, "saraban.endorsed", delivery, secret=delivery.secrecy > 0) as command:
        seat = None if order == Order.CLOSE else _next_seat(delivery, order, to_post, to_unit, to_person)
        entry = write(actor, delivery, order, note, seat)
        command.after = {"order": order, "to": entry.to_name, "seq": entry.seq}
        _finish_items(actor, delivery, note)
        if order == Order.CLOSE:
            _close(delivery)
        elif seat is not None:
            _hand(actor, delivery, seat)
            _open_item(actor, delivery)
    return entry


def _order(order: str) -> str:
    if order not in Order.values or order in (Order.REOPEN, Order.TAKE_BACK, Order.CIRCULATE):
        raise Refused("เลือกการสั่งการจากรายการ", code="unknown_order", field="order")
    return order


def _next_seat(
    delivery: Delivery, order: str, to_post: Post | None, to_unit: Unit | None, to_person: Person | None
) -> Seat | None:
    seat = seat_in(delivery, to_post, to_unit, to_person)
    if seat is not None and order != Order.RETURN:
        return seat
    if order in NEEDS_RECEIVER:
        raise Refused("เลือกว่าจะส่งเรื่องให้ใคร", code="no_receiver", field="to")
    before = _came_from(delivery)
    if before is None and order == Order.RETURN:
        raise Refused("เรื่องนี้เพิ่งเข้ามา ยังไม่มีผู้เสนอให้คืน ส่งคืนผู้ส่งแทน", code="nobody_before", field="order")
    return before or _here(delivery)


def seat_in(delivery: Delivery, post: Post | None, unit: Unit | None, person: Person | None) -> Seat | None:
    """The receiver chosen, inside the same desk."""
    if person is not None:
        desks = set(person.appointments.on(timezone.localdate()).values_list("post__unit__desk_id", flat=True))
        refuse_unless(delivery.desk_id in desks, "ผู้รับไม่ได้อยู่ในหน่วยงานนี้ เลือกผู้รับใหม่", code="other_desk", field="to")
        return Seat(person.full_name, person_id=person.pk)
    if post is not None:
        refuse_unless(
            post.unit.desk_id == delivery.desk_id, "ผู้รับไม่ได้อยู่ในหน่วยงานนี้ เลือกผู้รับใหม่", code="other_desk", field="to"
        )
        if delivery.secrecy:
            return _true_seat(post)
        return Seat(str(post), post_id=post.pk)
    if unit is not None:
        refuse_unless(unit.desk_id == delivery.desk_id, "ผู้รับไม่ได้อยู่ในหน่วยงานนี้ เลือกผู้รับใหม่", code="other_desk", field="to")
        refuse_unless(not delivery.secrecy, "หนังสือลับส่งต่อได้เฉพาะบุคคล เลือกชื่อผู้รับ", code="secret_needs_name", field="to")
        return Seat(str(unit), unit_id=unit.pk)
    return None


def _true_seat(post: Post) -> Seat:
    person_id = true_holder(post.pk)
    refuse_unless(person_id is not None, "ตำแหน่งนี้ไม่มีผู้ดำรงตำแหน่งจริง ระบุชื่อผู้รับแทน", code="secret_needs_name", field="to")
    return Seat(Person.objects.get(pk=person_id or 0).full_name, person_id=person_id)


def _came_from(delivery: Delivery) -> Seat | None:
    """Whoever put the matter where it is now, as long as that was not its holder."""
    last = delivery.endorsements.order_by("-seq").first()
    if last is None or last.by_post_id is None or last.order in (Order.TAKE_BACK, Order.REOPEN):
        return None
    if delivery.secrecy:
        return Seat(last.by_name, person_id=last.by_id)
    if last.by_post_id == delivery.holder_post_id:
        return None
    return Seat(last.by_title or last.by_name, post_id=last.by_post_id)


def _here(delivery: Delivery) -> Seat:
    return Seat(
        "",
        unit_id=delivery.holder_unit_id,
        post_id=delivery.holder_post_id,
        person_id=delivery.holder_person_id,
    )


def write(actor: Actor, delivery: Delivery, order: str, note: str, seat: Seat | None) -> Endorsement:
    return delivery.endorsements.create(
        seq=delivery.endorsements.count() + 1,
        at=timezone.now(),
        order=order,
        note=note.strip(),
        by_id=actor.person_id,
        by_post_id=actor.post_id,
        by_name=actor.person_name,
        by_title=title_of(actor),
        phrase=actor.phrase,
        phrase_for=actor.phrase_for,
        to_unit_id=seat.unit_id if seat else None,
        to_post_id=seat.post_id if seat else None,
        to_person_id=seat.person_id if seat else None,
        to_name=seat.name if seat else "",
    )


def _matter(delivery: Delivery) -> QuerySet[WorkItem]:
    return items_on("saraban.delivery", delivery.pk).filter(kind="saraban.endorse", waiting=True)


def _finish_items(actor: Actor, delivery: Delivery, note: str) -> None:
    for item in _matter(delivery):
        work.close(actor=actor, item=item, note=note)


def _hand(actor: Actor, delivery: Delivery, seat: Seat) -> None:
    """The matter is at the seat now, and whoever sits there sees it from now on."""
    delivery.holder_unit_id, delivery.holder_post_id = seat.unit_id, seat.post_id
    delivery.holder_person_id, delivery.held_since = seat.person_id, timezone.now()
    delivery.accepted_at = delivery.accepted_at or timezone.now()
    delivery.save(update_fields=["holder_unit", "holder_post", "holder_person", "held_since", "accepted_at"])
    letter = delivery.letter
    if letter.is_secret:
        name_people(letter, [seat.person_id] if seat.person_id else [], LetterAccess.Why.GRANTED, by=actor)
    elif seat.unit_id != delivery.desk_id:
        stop = {"unit_id": seat.unit_id, "post_id": seat.post_id, "person_id": seat.person_id}
        add_stop(letter, "holder", delivery=delivery, **stop)


def _open_item(actor: Actor, delivery: Delivery) -> None:
    spec = matter_spec(delivery.letter, delivery)
    if spec.asked_post_id is not None:
        unit_id = Post.objects.values_list("unit_id", flat=True).get(pk=spec.asked_post_id)
        spec = matter_spec(delivery.letter, delivery, unit_id=unit_id)
    tell_asked(actor, delivery.letter, work.open_items(actor=actor, spec=spec))


def _close(delivery: Delivery) -> None:
    owed = items_about("saraban.delivery", delivery.pk).filter(waiting=True, ask__isnull=False)
    if owed.exists():
        raise Refused("ผู้ส่งยังรอคำตอบอยู่ ตอบให้ครบก่อนยุติเรื่อง หรือแจ้งว่าไม่เกี่ยวข้อง", code="asks_open", field="order")
    delivery.stage, delivery.closed_at = Stage.CLOSED, timezone.now()
    delivery.save(update_fields=["stage", "closed_at"])


@transaction.atomic
def assign_many(
    *,
    actor: Actor,
    deliveries: Sequence[Delivery],
    note: str = "",
    to_post: Post | None = None,
    to_unit: Unit | None = None,
    to_person: Person | None = None,
) -> list[Endorsement]:
    """มอบ several matters to one receiver; all or none."""
    if not 1 <= len(deliveries) <= MOST_AT_ONCE:
        raise Refused("มอบได้ครั้งละ 1 ถึง %(most)s เรื่อง", code="count", most=MOST_AT_ONCE)
    with audit.command(actor, "saraban.assigned_many", after={"count": len(deliveries)}):
        return [
            endorse(
                actor=actor,
                delivery=each,
                order=Order.ASSIGN,
                note=note,
                to_post=to_post,
                to_unit=to_unit,
                to_person=to_person,
            )
            for each in sorted(deliveries, key=lambda row: row.pk)
        ]


@transaction.atomic
def take_back(*, actor: Actor, delivery: Delivery, note: str = "") -> Endorsement:
    """Fetch back what one passed on by mistake, while the next has not acted on it."""
    delivery = lock_delivery(actor, delivery)
    last = delivery.endorsements.order_by("-seq").first()
    mine = last is not None and (last.by_id == actor.person_id or last.by_post_id == actor.post_id)
    moved = last is not None and last.order not in (Order.CLOSE, Order.CIRCULATE, Order.TAKE_BACK)
    refuse_unless(mine and moved and delivery.live, "ดึงกลับได้เฉพาะเรื่องที่ท่านเพิ่งส่งต่อ ขอให้ผู้รับคืนเรื่องแทน", code="not_sender")
    items = list(_matter(delivery).select_for_update(of=("self",), no_key=True))
    acted = any(item.accepted_at is not None for item in items) or not items
    refuse_unless(not acted, "ผู้รับเริ่มทำเรื่องนี้แล้ว ขอให้ผู้รับคืนเรื่องแทน", code="acted")
    with audit.command(actor, "saraban.taken_back", delivery, note=note, secret=delivery.secrecy > 0):
        work.withdraw(actor=actor, items=_matter(delivery), reason="ผู้ส่งดึงกลับ")
        seat = _own_seat(actor, delivery)
        entry = write(actor, delivery, Order.TAKE_BACK, note, seat)
        _hand(actor, delivery, seat)
        _open_item(actor, delivery)
    return entry


def _own_seat(actor: Actor, delivery: Delivery) -> Seat:
    if delivery.secrecy or actor.post_id is None:
        return Seat(actor.person_name, person_id=actor.person_id)
    if keeps_registry(actor, delivery.desk_id):
        return Seat(actor.desk_name, unit_id=delivery.desk_id)
    return Seat(actor.post_name, post_id=actor.post_id)


@transaction.atomic
def reopen(*, actor: Actor, delivery: Delivery, note: str) -> Endorsement:
    """Open a closed matter again; it lies with whoever opens it."""
    delivery = lock_delivery(actor, delivery)
    refuse_unless(may_reopen(actor, delivery), NOT_HOLDER, code="not_holder")
    if not note.strip():
        raise Refused("เขียนเหตุผลที่เปิดเรื่องใหม่", code="no_reason", field="note")
    with audit.command(actor, "saraban.reopened", delivery, note=note, secret=delivery.secrecy > 0):
        seat = _own_seat(actor, delivery)
        delivery.stage = Stage.REGISTERED if delivery.registered_at else Stage.OPENED
        delivery.closed_at = None
        delivery.save(update_fields=["stage", "closed_at"])
        entry = write(actor, delivery, Order.REOPEN, note, seat)
        _hand(actor, delivery, seat)
        _open_item(actor, delivery)
    return entry

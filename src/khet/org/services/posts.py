"""Posts, appointments, acting and delegation: all by date, with the order they stand on."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Appointment, Person, Post, PostDuty, StandIn, Unit

Kind = Appointment.Kind
LONGEST_OWN_DELEGATION = timedelta(days=90)


@transaction.atomic
def set_up_post(
    *, actor: Actor, unit: Unit, title: str, role: str, short: str = "", order: int = 0, duties: Sequence[str] = ()
) -> Post:
    """A new post in a unit with its duties."""
    post = Post.objects.create(unit=unit, title=title, short=short, role=role, order=order)
    PostDuty.objects.bulk_create(PostDuty(post=post, duty=duty) for duty in duties)
    audit.record(actor, "org.post_set_up", post, after={"title": title, "unit": unit.code, "duties": sorted(duties)})
    return post


@transaction.atomic
def set_duties(*, actor: Actor, post: Post, duties: Sequence[str]) -> None:
    """Replace the duties of a post. Nobody takes the system duty from the last post that carries it."""
    before = set(post.duties.values_list("duty", flat=True))
    wanted = set(duties)
    if "system" in before - wanted and not PostDuty.objects.filter(duty="system").exclude(post=post).exists():
        raise Refused("ต้องเหลือผู้ดูแลระบบอย่างน้อยหนึ่งตำแหน่ง มอบหน้าที่นี้ให้ตำแหน่งอื่นก่อน", code="last_system")
    post.duties.filter(duty__in=before - wanted).delete()
    PostDuty.objects.bulk_create(PostDuty(post=post, duty=duty) for duty in wanted - before)
    audit.record(actor, "org.duties_set", post, before={"duties": sorted(before)}, after={"duties": sorted(wanted)})


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    person: Person,
    post: Post,
    valid_from: date,
    kind: str = Kind.HOLDER,
    valid_until: date | None = None,
    order_text: str = "",
    subjects: str = "",
    own_post: Post | None = None,
    main: bool = True,
) -> Appointment:
    """Put a person in a post from a day on (valid_until is the first day no longer in it).

    A post with one seat has one holder at a time; acting and delegation may stand beside the holder.
    """
    Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    _refuse_bad_span(valid_from, valid_until)
    _refuse_overlap(person, post, kind, valid_from, valid_until)
    seat = Appointment.objects.create(
        person=person,
        post=post,
        kind=kind,
        own_post=own_post,
        main=main,
        valid_from=valid_from,
        valid_until=valid_until,
        order_text=order_text,
        subjects=subjects,
        made_by_id=actor.person_id,
    )
    audit.record(
        actor,
        "org.appointed",
        seat,
        after={
            "person": person.pk,
            "post": post.pk,
            "kind": kind,
            "from": valid_from.isoformat(),
            "until": valid_until.isoformat() if valid_until else None,
        },
        note=order_text,
    )
    return seat


def _refuse_bad_span(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until <= valid_from:
        raise Refused("วันสิ้นสุดต้องอยู่หลังวันเริ่ม แก้วันที่แล้วบันทึกใหม่", code="bad_span", field="valid_until")


def _refuse_overlap(person: Person, post: Post, kind: str, valid_from: date, valid_until: date | None) -> None:
    others = post.appointments.filter(kind=kind).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=valid_from))
    if valid_until is not None:
        others = others.filter(valid_from__lt=valid_until)
    if others.filter(person=person).exists():
        raise Refused("บุคคลนี้อยู่ในตำแหน่งนี้ในช่วงวันดังกล่าวแล้ว", code="already_there", field="person")
    if kind == Kind.HOLDER and others.count() >= post.seats:
        raise Refused("ตำแหน่งนี้มีผู้ดำรงตำแหน่งครบแล้ว บันทึกวันพ้นตำแหน่งของผู้เดิมก่อน", code="post_taken", field="post")


@transaction.atomic
def end(*, actor: Actor, appointment: Appointment, on: date, reason: str = "") -> Appointment:
    """The person is no longer in the post from that day on; one that never began is ended on its first day."""
    seat = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if seat.valid_until is not None and seat.valid_until <= on:
        raise Refused("บันทึกวันพ้นตำแหน่งนี้ไว้แล้ว", code="ended")
    seat.valid_until = max(on, seat.valid_from + timedelta(days=1))
    seat.save(update_fields=["valid_until"])
    audit.record(actor, "org.appointment_ended", seat, after={"on": seat.valid_until.isoformat()}, note=reason)
    return seat


@transaction.atomic
def delegate_own(
    *, actor: Actor, post: Post, to: Person, valid_from: date, until: date, order_text: str, subjects: str = ""
) -> Appointment:
    """A holder hands the own post on before leave (รักษาราชการแทน), without an administrator.

    until is the last day. Only the holder may, to staff of the same desk, for 90 days at most.
    """
    seat = Appointment.objects.on(timezone.localdate()).filter(person_id=actor.person_id, post=post, kind=Kind.HOLDER)
    if not seat.exists():
        raise Refused("มอบได้เฉพาะตำแหน่งที่ท่านดำรงอยู่เอง", code="not_holder", field="post")
    if to.pk == actor.person_id:
        raise Refused("เลือกผู้อื่นเป็นผู้รักษาราชการแทน", code="self", field="to")
    if valid_from < timezone.localdate():
        raise Refused("วันเริ่มต้องเป็นวันนี้หรือหลังจากนี้", code="past", field="valid_from")
    if until - valid_from > LONGEST_OWN_DELEGATION:
        raise Refused("มอบเองได้ไม่เกิน 90 วัน นานกว่านี้ให้ฝ่ายบุคคลบันทึกตามคำสั่ง", code="too_long", field="until")
    own = capacity_post(to, desk_id=post.unit.desk_id)
    if own is None or own.role == Post.Role.PUPIL:
        raise Refused("เลือกบุคลากรในหน่วยงานเดียวกัน", code="other_desk", field="to")
    return appoint(
        actor=actor,
        person=to,
        post=post,
        kind=Kind.ACTING,
        own_post=own,
        valid_from=valid_from,
        valid_until=until + timedelta(days=1),
        order_text=order_text,
        subjects=subjects,
        main=False,
    )


def capacity_post(person: Person, *, desk_id: int | None) -> Post | None:
    """The post the person holds in that desk today."""
    seats = Appointment.objects.on(timezone.localdate()).filter(
        person=person, kind=Kind.HOLDER, post__unit__desk_id=desk_id
    )
    seat = seats.select_related("post").first()
    return seat.post if seat else None


@transaction.atomic
def rank_stand_ins(*, actor: Actor, post: Post, by: Sequence[Post]) -> None:
    """Name the ranked stand-ins of a post (ลำดับ 1, 2, 3)."""
    if post.pk in {each.pk for each in by}:
        raise Refused("ตำแหน่งนี้แทนตัวเองไม่ได้ เลือกตำแหน่งอื่น", code="self", field="by")
    post.stand_ins.all().delete()
    StandIn.objects.bulk_create(
        StandIn(post=post, by_post=each, rank=rank) for rank, each in enumerate(dict.fromkeys(by), start=1)
    )
    audit.record(actor, "org.stand_ins_ranked", post, after={"by": [each.pk for each in by]})

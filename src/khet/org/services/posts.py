"""Posts, appointments, acting and delegation: all by date, with the order they stand on."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org import rules
from khet.org.models import Appointment, Person, Post, PostDuty, StandIn, Unit

Kind = Appointment.Kind
LONGEST_OWN_DELEGATION = timedelta(days=90)
ANNUL_WITHIN = timedelta(days=7)


@transaction.atomic
def set_up_post(
    *,
    actor: Actor,
    unit: Unit,
    title: str,
    role: str,
    short: str = "",
    order: int = 0,
    seats: int = 1,
    duties: Sequence[str] = (),
) -> Post:
    """A new post in a unit with its duties."""
    post = Post.objects.create(unit=unit, title=title, short=short, role=role, order=order, seats=seats)
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
    if (before ^ wanted) & rules.POWER and not rules.may_grant_power(actor):
        raise Refused("หน้าที่ดูแลระบบ ตั้งค่า ทะเบียนบุคคล และตรวจสอบ ให้ผู้ดูแลระบบเป็นผู้กำหนด", code="not_system", field="duties")
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
    if rules.holds_power(post) and not rules.may_grant_power(actor) and actor.post_id != post.pk:
        raise Refused("ตำแหน่งนี้มีสิทธิทั้งระบบ ให้ผู้ดูแลระบบเป็นผู้บันทึก", code="not_system", field="post")
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
    found = list(others.select_related("person"))
    refuse_clash(found, person=person, seats=post.seats if kind == Kind.HOLDER else None, valid_from=valid_from)


def refuse_clash(found: Sequence[Appointment], *, person: Person, seats: int | None, valid_from: date) -> None:
    """Whether a person may sit beside those of the same kind in that span. seats: how many hold the post, None: any."""
    if any(seat.person_id == person.pk for seat in found):
        raise Refused("บุคคลนี้อยู่ในตำแหน่งนี้ในช่วงวันนั้นแล้ว เลือกช่วงอื่น หรือแก้รายการเดิม", code="already_there", field="person")
    if seats is not None and _most_at_once(found, valid_from) >= seats:
        names = ", ".join(seat.person.full_name for seat in found)
        raise Refused(
            "ตำแหน่งนี้มีผู้ดำรงตำแหน่งครบแล้ว (%(names)s) บันทึกวันพ้นตำแหน่งของผู้เดิมก่อน",
            code="post_taken",
            field="post",
            names=names,
        )


def _most_at_once(seats: Sequence[Appointment], valid_from: date) -> int:
    """How many sit in the post together on the fullest day from a day on."""
    days = {valid_from, *(seat.valid_from for seat in seats if seat.valid_from > valid_from)}
    return max(sum(_sits(seat, day) for seat in seats) for day in days)


def _sits(seat: Appointment, day: date) -> bool:
    return seat.valid_from <= day and (seat.valid_until is None or seat.valid_until > day)


@transaction.atomic
def end(*, actor: Actor, appointment: Appointment, on: date, reason: str = "") -> Appointment:
    """The person is no longer in the post from that day on."""
    seat = _locked(appointment)
    if seat.valid_until is not None and seat.valid_until <= on:
        raise Refused("บันทึกวันพ้นตำแหน่งนี้ไว้แล้ว โหลดหน้าใหม่เพื่อดูรายการ", code="ended")
    if on <= seat.valid_from:
        raise Refused("วันพ้นต้องอยู่หลังวันเริ่ม ถ้าบันทึกผิดให้ยกเลิกรายการแทน", code="before_start", field="on")
    _refuse_last_system(seat, on)
    seat.valid_until = on
    seat.save(update_fields=["valid_until"])
    audit.record(actor, "org.appointment_ended", seat, after={"on": seat.valid_until.isoformat()}, note=reason)
    return seat


@transaction.atomic
def annul(*, actor: Actor, appointment: Appointment, reason: str) -> None:
    """Take back what was entered by mistake: the row goes, the trail keeps what it said and why it went.

    Only within a week of entering it, or before it begins; later the end is recorded instead.
    """
    seat = _locked(appointment)
    now = timezone.now()
    if seat.valid_from <= timezone.localdate() and now - seat.made_at > ANNUL_WITHIN:
        raise Refused("รายการนี้บันทึกไว้เกิน 7 วันและเริ่มมีผลแล้ว ให้บันทึกวันพ้นแทน", code="too_old")
    _refuse_last_system(seat, timezone.localdate())
    audit.record(
        actor,
        "org.appointment_annulled",
        seat.post,
        before={
            "person": seat.person_id,
            "post": seat.post_id,
            "kind": seat.kind,
            "from": seat.valid_from.isoformat(),
            "until": seat.valid_until.isoformat() if seat.valid_until else None,
            "order": seat.order_text,
        },
        note=reason,
    )
    seat.delete()


def stop(*, actor: Actor, appointment: Appointment, on: date, reason: str) -> None:
    """End a seat on a day, or take it back when it would only begin then or later; one that ended before stays."""
    if appointment.valid_until is not None and appointment.valid_until <= on:
        return
    if appointment.valid_from >= on:
        annul(actor=actor, appointment=appointment, reason=reason)
    else:
        end(actor=actor, appointment=appointment, on=on, reason=reason)


def _locked(appointment: Appointment) -> Appointment:
    """Held with its post, as whoever appoints holds the post."""
    Post.objects.select_for_update(of=("self",)).get(pk=appointment.post_id)
    return Appointment.objects.select_for_update(of=("self",)).select_related("post").get(pk=appointment.pk)


def _refuse_last_system(seat: Appointment, on: date) -> None:
    """Somebody must be able to run the hub on the day after."""
    held = PostDuty.objects.filter(duty="system").values("post_id")
    if not PostDuty.objects.filter(post_id=seat.post_id, duty="system").exists():
        return
    if not Appointment.objects.on(on).filter(post_id__in=held).exclude(pk=seat.pk).exists():
        raise Refused("ต้องเหลือผู้ดูแลระบบอย่างน้อยหนึ่งคน ตั้งผู้รับช่วงก่อน", code="last_system")


@transaction.atomic
def mend_post(*, actor: Actor, post: Post, title: str, short: str, seats: int, order: int) -> Post:
    """Change how a post is called, how many sit in it and where it stands in lists."""
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    now = Appointment.objects.on(timezone.localdate()).filter(post=locked, kind=Kind.HOLDER).count()
    if seats < now:
        raise Refused(
            "วันนี้มีผู้ดำรงตำแหน่ง %(now)s คน จำนวนอัตราน้อยกว่านี้ไม่ได้ บันทึกวันพ้นก่อน", code="too_few_seats", field="seats", now=now
        )
    before = {"title": locked.title, "short": locked.short, "seats": locked.seats, "order": locked.order}
    locked.title, locked.short, locked.seats, locked.order = title, short, seats, order
    locked.save(update_fields=["title", "short", "seats", "order"])
    after = {"title": title, "short": short, "seats": seats, "order": order}
    audit.record(actor, "org.post_mended", locked, before=before, after=after)
    return locked


@transaction.atomic
def close_post(*, actor: Actor, post: Post, reason: str) -> Post:
    """The post is used no more; who sat in it stays readable. Refused while somebody sits there or is to sit."""
    locked = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    today = timezone.localdate()
    if locked.appointments.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today)).exists():
        raise Refused("ยังมีผู้ดำรงตำแหน่งหรือผู้แทนอยู่ บันทึกวันพ้นก่อน", code="still_seated")
    locked.active = False
    locked.save(update_fields=["active"])
    StandIn.objects.filter(Q(post=locked) | Q(by_post=locked)).delete()
    audit.record(actor, "org.post_closed", locked, note=reason)
    return locked


@transaction.atomic
def delegate_own(
    *, actor: Actor, post: Post, to: Person, valid_from: date, until: date, order_text: str, subjects: str = ""
) -> Appointment:
    """A holder hands the own post on before leave (รักษาราชการแทน), without an administrator.

    until is the last day. Only the holder may, to staff of the same desk, for 90 days at most.
    """
    held = Appointment.objects.on(timezone.localdate()).filter(post=post, kind=Kind.HOLDER)
    if not held.filter(person_id=actor.person_id or 0).exists():
        raise Refused("มอบได้เฉพาะตำแหน่งที่ท่านดำรงอยู่เอง", code="not_holder", field="post")
    if to.pk == actor.person_id:
        raise Refused("เลือกผู้อื่นเป็นผู้รักษาราชการแทน", code="self", field="to")
    if valid_from < timezone.localdate():
        raise Refused("วันเริ่มต้องเป็นวันนี้หรือหลังจากนี้", code="past", field="valid_from")
    if until < valid_from:
        raise Refused("วันสุดท้ายต้องเป็นวันเริ่มหรือหลังจากนั้น เลือกวันใหม่", code="bad_span", field="until")
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

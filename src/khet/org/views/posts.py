"""Posts: who sits in them, who stands in, what they may."""

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.org import rules
from khet.org.forms import posts as forms
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Appointment, Person, Post, PostDuty, Unit
from khet.org.reads.acting import acting_on
from khet.org.reads.posts import reachable
from khet.org.services import posts as services
from khet.org.views.deeds import Sheet, deed
from khet.ui import days as dates
from khet.ui.answers import page

FORM = ["GET", "HEAD", "POST"]


@require_safe
@guarded(None, Post)
def post(request: Request, post: Post) -> HttpResponse:
    """One post: who acts today, who stands in, who sat there before."""
    today = timezone.localdate()
    now = acting_on(post.pk, today)
    reached = [] if now else reachable([post.pk]).get(post.pk, [])
    context = {
        "post": post,
        "today": today,
        "now": now,
        "reached": Person.objects.filter(pk__in=reached),
        "history": post.appointments.select_related("person", "own_post").order_by("-valid_from", "-pk"),
        "stand_ins": post.stand_ins.select_related("by_post__unit").order_by("rank"),
        "duties": [PostDuty.Duty(row.duty).label for row in post.duties.all()],
        "may_keep": rules.may_keep_post(request.actor, post),
        "may_act": rules.may_keep_acting(request.actor, post),
    }
    return page(request, "org/post.html", context)


def _sheet(post: Post, title: str, verb: str, *, note: str = "", risk: bool = False) -> Sheet:
    back = post.get_absolute_url()
    return Sheet(title=title, verb=verb, then=back, back=back, note=note, risk=risk, place=str(post))


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def new(request: Request, unit: Unit) -> HttpResponse:
    form = forms.NewPostForm(request.POST or None)
    back = unit.get_absolute_url()
    sheet = Sheet(title=_("เพิ่มตำแหน่ง"), verb=_("เพิ่มตำแหน่ง"), then=back, back=back, place=str(unit))

    def do() -> str:
        made = services.set_up_post(actor=request.actor, unit=unit, **form.cleaned_data)
        return _("เพิ่มตำแหน่ง %(title)s แล้ว") % {"title": made.title}

    return deed(request, form, sheet, do)


@require_http_methods(FORM)
@guarded(rules.may_keep_post, Post)
def mend(request: Request, post: Post) -> HttpResponse:
    known = {"title": post.title, "short": post.short, "seats": post.seats, "order": post.order}
    form = forms.PostForm(request.POST or None, initial=known)

    def do() -> str:
        services.mend_post(actor=request.actor, post=post, **form.cleaned_data)
        return _("บันทึกตำแหน่งแล้ว")

    return deed(request, form, _sheet(post, _("แก้ตำแหน่ง"), _("บันทึก")), do)


@require_http_methods(FORM)
@guarded(rules.may_keep_post, Post)
def duties(request: Request, post: Post) -> HttpResponse:
    now = set(post.duties.values_list("duty", flat=True))
    form = forms.DutiesForm(request.POST or None, initial={"duties": sorted(now)})
    note = _("สิทธิในระบบมาจากตำแหน่ง ผู้ดำรงตำแหน่งและผู้แทนได้สิทธิเท่ากัน")
    sheet = _sheet(post, _("หน้าที่ของ%(post)s") % {"post": post}, _("บันทึกหน้าที่"), note=note, risk=True)

    def do() -> str:
        services.set_duties(actor=request.actor, post=post, **form.cleaned_data)
        return _("บันทึกหน้าที่แล้ว")

    def foresee() -> Iterator[str]:
        wanted = set(form.cleaned_data["duties"])
        for duty in sorted(wanted - now):
            yield _("เพิ่มหน้าที่ %(duty)s") % {"duty": PostDuty.Duty(duty).label}
        for duty in sorted(now - wanted):
            yield _("ถอนหน้าที่ %(duty)s") % {"duty": PostDuty.Duty(duty).label}
        if wanted == now:
            yield _("หน้าที่เหมือนเดิม")
        yield _("มีผลทันทีกับ %(count)d คนที่อยู่ในตำแหน่งวันนี้") % {"count": len(acting_on(post.pk, timezone.localdate()))}

    return deed(request, form, sheet, do, foresee)


@require_http_methods(FORM)
@guarded(rules.may_keep_acting, Post)
def stand_ins(request: Request, post: Post) -> HttpResponse:
    form = forms.StandInsForm(request.POST or None, post=post)
    note = _("เมื่อตำแหน่งว่าง งานจะถึงลำดับที่ 1 ก่อน ถ้าว่างอีกจึงถึงลำดับถัดไป แล้วถึงหัวหน้าหน่วยงาน")
    sheet = _sheet(post, _("ลำดับผู้แทนของ%(post)s") % {"post": post}, _("บันทึกลำดับ"), note=note)

    def do() -> str:
        services.rank_stand_ins(actor=request.actor, post=post, by=form.cleaned_data["by"])
        return _("บันทึกลำดับผู้แทน %(count)d ตำแหน่งแล้ว") % {"count": len(form.cleaned_data["by"])}

    return deed(request, form, sheet, do)


@require_http_methods(FORM)
@guarded(rules.may_keep_post, Post)
def seat(request: Request, post: Post) -> HttpResponse:
    """A holder for this post."""
    form = forms.SeatForm(request.POST or None, post=post)
    note = _("ไม่พบชื่อ ให้เพิ่มบุคคลก่อน หรือแก้ต้นสังกัดของบุคคลนั้น")
    sheet = _sheet(post, _("แต่งตั้งผู้ดำรงตำแหน่ง"), _("บันทึกการแต่งตั้ง"), note=note)

    def do() -> str:
        made = services.appoint(actor=request.actor, post=post, **form.asked())
        return _("%(name)s ดำรงตำแหน่งตั้งแต่ %(day)s") % {
            "name": made.person.full_name,
            "day": dates.record(made.valid_from),
        }

    return deed(request, form, sheet, do)


@require_http_methods(FORM)
@guarded(rules.may_keep_post, Post)
def close(request: Request, post: Post) -> HttpResponse:
    form = forms.ReasonForm(request.POST or None)
    back = post.unit.get_absolute_url()
    sheet = Sheet(
        title=_("เลิกใช้ตำแหน่ง"),
        verb=_("เลิกใช้ตำแหน่ง"),
        then=back,
        back=post.get_absolute_url(),
        risk=True,
        place=str(post),
    )

    def do() -> str:
        services.close_post(actor=request.actor, post=post, **form.cleaned_data)
        return _("เลิกใช้ตำแหน่ง %(title)s แล้ว") % {"title": post.title}

    def foresee() -> Iterator[str]:
        yield _("ตำแหน่ง %(title)s ไม่อยู่ในรายการอีก ประวัติผู้ดำรงตำแหน่งยังอยู่") % {"title": post.title}

    return deed(request, form, sheet, do, foresee)


@require_http_methods(FORM)
@guarded(rules.may_keep_seat, Appointment)
def end(request: Request, seat: Appointment) -> HttpResponse:
    """The last day of somebody in a post."""
    form = forms.EndForm(request.POST or None, initial={"last": timezone.localdate()})
    sheet = _seat_sheet(seat, _("บันทึกวันพ้น"), _("บันทึกวันพ้น"))

    def do() -> str:
        on = form.cleaned_data["last"] + timedelta(days=1)
        services.end(actor=request.actor, appointment=seat, on=on, reason=form.cleaned_data["reason"])
        return _("บันทึกวันพ้นของ %(name)s แล้ว") % {"name": seat.person.full_name}

    return deed(request, form, sheet, do, lambda: _leaving(seat, form))


def _leaving(seat: Appointment, form: forms.EndForm) -> Iterator[str]:
    last = form.cleaned_data["last"]
    shown = {"name": seat.person.full_name, "post": seat.post.title, "day": dates.record(last)}
    yield _("%(name)s อยู่ในตำแหน่ง %(post)s ถึง %(day)s") % shown
    if seat.kind == Appointment.Kind.HOLDER:
        others = reachable([seat.post_id], on=last + timedelta(days=1)).get(seat.post_id, [])
        people = Person.objects.filter(pk__in=set(others) - {seat.person_id})
        names = ", ".join(person.full_name for person in people)
        yield _("จากนั้นงานของตำแหน่งถึง %(names)s") % {"names": names or _("หัวหน้าหน่วยงานตามลำดับ")}
    else:
        yield _("จากนั้นไม่มีสิทธิลงนามหรือสั่งการแทนตำแหน่งนี้")


@require_http_methods(FORM)
@guarded(rules.may_keep_seat, Appointment)
def annul(request: Request, seat: Appointment) -> HttpResponse:
    """An entry made by mistake."""
    form = forms.ReasonForm(request.POST or None)
    sheet = _seat_sheet(seat, _("ยกเลิกรายการที่บันทึกผิด"), _("ยกเลิกรายการนี้"))

    def do() -> str:
        services.annul(actor=request.actor, appointment=seat, **form.cleaned_data)
        return _("ยกเลิกรายการที่บันทึกผิดแล้ว")

    def foresee() -> Iterator[str]:
        yield _("รายการนี้หายจากประวัติของบุคคลและตำแหน่ง เหมือนไม่เคยบันทึก")
        yield _("ประวัติการใช้งานยังเก็บว่าเคยบันทึกอะไร ใครยกเลิก และเพราะอะไร")
        yield _("เลขและหนังสือที่ลงนามไปแล้วไม่เปลี่ยน")

    return deed(request, form, sheet, do, foresee)


def _seat_sheet(seat: Appointment, title: str, verb: str) -> Sheet:
    if seat.kind == Appointment.Kind.HOLDER:
        back = seat.person.get_absolute_url()
    else:
        back = reverse("org:unit_acting", args=[(seat.post.unit.desk or seat.post.unit).code])
    note = f"{seat.person.full_name} {seat.phrase} {seat.post.title}"
    return Sheet(
        title=title, verb=verb, then=back, back=back, note=" ".join(note.split()), risk=True, place=str(seat.post)
    )

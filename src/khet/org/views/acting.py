"""Who stands for whom."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.kernel.errors import Refused
from khet.kernel.ids import read_id
from khet.org import rules
from khet.org.forms.posts import ActingForm
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Appointment, Unit
from khet.org.reads import acting as read
from khet.org.services import posts as services
from khet.org.services.posts import capacity_post
from khet.org.views.deeds import Sheet, deed
from khet.ui import days as dates
from khet.ui.answers import page


@require_safe
@guarded(rules.is_staff)
def area(request: Request) -> HttpResponse:
    """The whole area today and coming; vacant posts of the own office or school."""
    own = Unit.objects.filter(pk=request.actor.desk_id or 0).first()
    return _page(request, None, own)


@require_safe
@guarded(lambda actor, unit: rules.is_staff(actor), Unit, by="code")
def unit(request: Request, unit: Unit) -> HttpResponse:
    return _page(request, unit, unit)


def _page(request: Request, unit: Unit | None, vacant_in: Unit | None) -> HttpResponse:
    today = timezone.localdate()
    desk = (unit.desk or unit) if unit else vacant_in
    context = {
        "unit": unit,
        "desk": desk,
        "today": today,
        "standing": read.standing(unit, today),
        "vacant": read.vacant(vacant_in, today) if vacant_in else [],
        "may_keep": desk is not None and rules.may_keep_unit(request.actor, desk),
    }
    return page(request, "org/acting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_keep_unit, Unit, by="code")
def new(request: Request, unit: Unit) -> HttpResponse:
    """One acting order."""
    desk = unit.desk or unit
    wanted = request.GET.get("post", "")
    form = ActingForm(request.POST or None, desk=desk, initial={"post": wanted} if read_id(wanted) else {})
    back = reverse("org:unit_acting", args=[desk.code])
    sheet = Sheet(title=_("บันทึกคำสั่งให้แทน"), verb=_("บันทึกคำสั่ง"), then=back, back=back, risk=True, place=str(desk))

    def do() -> str:
        data = form.asked()
        _refuse_self(request, data)
        own = capacity_post(data["person"], desk_id=desk.pk)
        made = services.appoint(actor=request.actor, own_post=own, **data)
        return _("%(name)s %(phrase)s %(post)s") % {
            "name": made.person.full_name,
            "phrase": made.phrase,
            "post": made.post,
        }

    return deed(request, form, sheet, do, lambda: _foreseen(form))


def _refuse_self(request: Request, data: dict[str, Any]) -> None:
    if not rules.may_keep_acting(request.actor, data["post"]):
        raise Refused(_("ตำแหน่งนี้มีสิทธิทั้งระบบ ให้ผู้ดูแลระบบเป็นผู้บันทึก"), code="not_system", field="post")
    if data["person"].pk == request.actor.person_id and not rules.may_keep_people(request.actor):
        raise Refused(_("บันทึกคำสั่งให้ตัวเองแทนไม่ได้ ให้ผู้อื่นในหน่วยงานบันทึก"), code="self", field="person")


def _foreseen(form: ActingForm) -> Iterator[str]:
    data = form.cleaned_data
    shown = {
        "name": data["person"].full_name,
        "phrase": str(Appointment.Kind(data["kind"]).label),
        "post": data["post"].title,
        "from": dates.record(data["valid_from"]),
    }
    yield _("%(name)s %(phrase)s %(post)s ตั้งแต่ %(from)s") % shown
    if data["until"]:
        yield _("วันสุดท้าย %(day)s แล้วพ้นเอง") % {"day": dates.record(data["until"])}
    yield _("ท้ายลายมือชื่อจะมีคำว่า %(phrase)s และหนังสือลับเฉพาะบุคคลไม่ตามมาด้วย") % shown
    others = read.acting_on(data["post"].pk, data["valid_from"])
    for seat in others:
        if seat.kind != Appointment.Kind.HOLDER:
            yield _("วันนั้นมี %(name)s แทนตำแหน่งนี้อยู่แล้ว") % {"name": seat.person.full_name}

"""People: entered, mended, appointed, left."""

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khet.org import rules
from khet.org.forms import people as forms
from khet.org.forms.posts import AppointForm, ReasonForm
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Person, Unit
from khet.org.services import people as services
from khet.org.services import posts
from khet.org.views.deeds import Sheet, deed
from khet.ui import days as dates

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@guarded(rules.may_keep_people)
def new(request: Request) -> HttpResponse:
    """Somebody who is not in the house yet; people of the same name are shown first."""
    form = forms.NewPersonForm(request.POST or None)
    back = reverse("org:people")
    note = _("ค้นชื่อก่อนทุกครั้ง คนเดียวกันไม่ควรมีสองรายการ ตำแหน่งบันทึกได้ในหน้าของบุคคล")
    sheet = Sheet(title=_("เพิ่มบุคคล"), verb=_("เพิ่มบุคคล"), then=back, back=back, note=note, place=_("บุคคล"))

    def do() -> str:
        made = services.enter(actor=request.actor, **form.cleaned_data)
        return _("เพิ่ม%(name)sแล้ว") % {"name": made.full_name}

    def foresee() -> Iterator[str]:
        data = form.cleaned_data
        same = Person.objects.filter(first_name=data["first_name"], last_name=data["last_name"])
        for person in same.select_related("home_desk")[:5]:
            yield _("มีชื่อนี้แล้วที่%(desk)s ถ้าเป็นคนเดียวกันให้กลับไปหน้าของบุคคลนั้น") % {"desk": person.home_desk or "–"}
        whole = f"{data['prefix']}{data['first_name']} {data['last_name']}".strip()
        yield _("เพิ่มบุคคลใหม่ %(name)s สังกัด%(desk)s") % {"name": whole, "desk": data["home_desk"]}

    return deed(request, form, sheet, do, foresee)


def _sheet(person: Person, title: str, verb: str, *, note: str = "", risk: bool = False) -> Sheet:
    back = person.get_absolute_url()
    return Sheet(title=title, verb=verb, then=back, back=back, note=note, risk=risk, place=person.full_name)


@require_http_methods(FORM)
@guarded(rules.may_keep_person, Person)
def mend(request: Request, person: Person) -> HttpResponse:
    form = forms.PersonForm(request.POST or None, initial={name: getattr(person, name) for name in services.CARD})

    def do() -> str:
        services.mend(actor=request.actor, person=person, **form.cleaned_data)
        return _("บันทึกแล้ว")

    return deed(request, form, _sheet(person, _("แก้ชื่อและการติดต่อ"), _("บันทึก")), do)


@require_http_methods(FORM)
@guarded(rules.may_keep_person, Person)
def appoint(request: Request, person: Person) -> HttpResponse:
    """A post for this person, in the own office or school or another (?desk=code)."""
    code = request.GET.get("desk", "")
    desk = Unit.objects.desks().filter(code=code, active=True).first() if code else person.home_desk
    form = AppointForm(request.POST or None, desk=desk)
    note = _("ตำแหน่งใน%(desk)s") % {"desk": desk.name} if desk else _("บุคคลนี้ยังไม่มีต้นสังกัด")

    def do() -> str:
        made = posts.appoint(actor=request.actor, person=person, **form.asked())
        return _("ดำรงตำแหน่ง %(post)s ตั้งแต่ %(day)s") % {
            "post": made.post.title,
            "day": dates.record(made.valid_from),
        }

    return deed(request, form, _sheet(person, _("บันทึกตำแหน่ง"), _("บันทึกตำแหน่ง"), note=note), do)


@require_http_methods(FORM)
@guarded(rules.may_keep_person, Person)
def leave(request: Request, person: Person) -> HttpResponse:
    form = forms.LeaveForm(request.POST or None)
    sheet = _sheet(person, _("บันทึกการพ้นจากราชการ"), _("บันทึกการพ้นจากราชการ"), risk=True)

    def do() -> str:
        on = form.cleaned_data["last"] + timedelta(days=1)
        services.leave(actor=request.actor, person=person, on=on, reason=form.cleaned_data["reason"])
        return _("บันทึกการพ้นจากราชการของ%(name)sแล้ว ส่งมอบงานที่ค้างให้ผู้รับช่วงต่อไป") % {"name": person.full_name}

    def foresee() -> Iterator[str]:
        last = form.cleaned_data["last"]
        seats = [
            seat
            for seat in person.appointments.select_related("post")
            if not seat.valid_until or seat.valid_until > last
        ]
        for seat in seats:
            shown = {"post": seat.post.title, "day": dates.record(last)}
            yield _("พ้นตำแหน่ง %(post)s หลัง %(day)s") % shown
        if hasattr(person, "account"):
            yield _("บัญชี %(name)s เข้าสู่ระบบไม่ได้หลังวันนั้น") % {"name": person.account.username}
        yield _("ประวัติ หนังสือ และลายมือชื่อที่ลงไว้ยังอยู่ครบ")

    return deed(request, form, sheet, do, foresee)


@require_http_methods(FORM)
@guarded(rules.may_keep_person, Person)
def come_back(request: Request, person: Person) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    note = _("บัญชีเปิดใช้ได้อีก ตำแหน่งต้องบันทึกใหม่")

    def do() -> str:
        services.come_back(actor=request.actor, person=person, **form.cleaned_data)
        return _("ยกเลิกการพ้นจากราชการแล้ว")

    return deed(request, form, _sheet(person, _("ยกเลิกการพ้นจากราชการ"), _("ยกเลิกการพ้น"), note=note), do)

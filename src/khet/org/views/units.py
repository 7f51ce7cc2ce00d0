"""The life of units: forms with what will happen before it happens."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.calendar import reads as calendars
from khet.calendar import rules as calendar_rules
from khet.calendar import services as calendar_services
from khet.org import rules
from khet.org.forms import units as forms
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Appointment, Unit, UnitVersion
from khet.org.reads.units import subtree
from khet.org.services import units as services
from khet.org.views.deeds import Sheet, deed
from khet.ui import days as dates
from khet.ui.finders import fragment

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@guarded(rules.may_keep_people)
def new(request: Request) -> HttpResponse:
    """A unit under the office, or a new school."""
    return _found(request, None)


@require_http_methods(FORM)
@guarded(rules.may_keep_people)
def below(request: Request, code: str) -> HttpResponse:
    """A unit below another."""
    return _found(request, get_object_or_404(Unit, code=code))


def _found(request: Request, parent: Unit | None) -> HttpResponse:
    form = forms.FoundForm(request.POST or None, parent=parent)
    back = parent.get_absolute_url() if parent else reverse("org:directory")
    place = str(parent) if parent else ""
    title = _("ตั้งหน่วยงานใต้%(parent)s") % {"parent": parent} if parent else _("ตั้งหน่วยงานใหม่")
    sheet = Sheet(title=title, verb=_("ตั้งหน่วยงาน"), then=back, back=back, place=place)

    def do() -> str:
        unit = services.found(actor=request.actor, **form.asked())
        return _("ตั้ง%(name)sแล้ว เพิ่มตำแหน่งได้ในหน้าหน่วยงาน") % {"name": unit.name}

    def foresee() -> Iterator[str]:
        data = form.cleaned_data
        yield _("มีหน่วยงานใหม่ชื่อ %(name)s ตั้งแต่ %(on)s") % {"name": data["name"], "on": dates.record(data["on"])}
        if data["kind"] in Unit.DESK_KINDS:
            yield _("หน่วยงานนี้มีทะเบียนหนังสือและเลขของตัวเอง")
        else:
            yield _("ใช้ทะเบียนหนังสือและเลขของ%(desk)s") % {"desk": data["parent"].desk if data["parent"] else "–"}

    return deed(request, form, sheet, do, foresee)


def _sheet(unit: Unit, title: str, verb: str, *, note: str = "", risk: bool = False) -> Sheet:
    back = unit.get_absolute_url()
    return Sheet(title=title, verb=verb, then=back, back=back, note=note, risk=risk, place=str(unit))


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def rename(request: Request, unit: Unit) -> HttpResponse:
    form = forms.RenameForm(request.POST or None, initial={"name": unit.name, "short": unit.short})
    note = _("ชื่อเดิมยังอยู่ในประวัติ หนังสือที่ออกแล้วคงชื่อเดิม พิมพ์ผิดให้ใช้ แก้คำพิมพ์ผิด ในประวัติแทน")
    sheet = _sheet(unit, _("เปลี่ยนชื่อ%(unit)s") % {"unit": unit}, _("เปลี่ยนชื่อ"), note=note, risk=True)

    def do() -> str:
        services.rename(actor=request.actor, unit=unit, **form.cleaned_data)
        return _("เปลี่ยนชื่อเป็น %(name)s แล้ว") % {"name": form.cleaned_data["name"]}

    def foresee() -> Iterator[str]:
        data = form.cleaned_data
        yield _("ตั้งแต่ %(on)s ใช้ชื่อ %(name)s") % {"on": dates.record(data["on"]), "name": data["name"]}
        yield _("ก่อนวันนั้นยังแสดงชื่อ %(name)s") % {"name": unit.name}
        yield _("ตำแหน่ง ทะเบียน และงานที่ค้างอยู่ไม่เปลี่ยน")

    return deed(request, form, sheet, do, foresee)


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def move(request: Request, unit: Unit) -> HttpResponse:
    form = forms.MoveForm(request.POST or None, unit=unit)
    sheet = _sheet(unit, _("ย้ายสังกัด%(unit)s") % {"unit": unit}, _("ย้ายสังกัด"), risk=True)

    def do() -> str:
        services.move(actor=request.actor, unit=unit, **form.cleaned_data)
        return _("ย้ายไปอยู่ใต้%(parent)sแล้ว") % {"parent": form.cleaned_data["parent"]}

    def foresee() -> Iterator[str]:
        data = form.cleaned_data
        shown = {"on": dates.record(data["on"]), "parent": data["parent"].name, "old": unit.parent or "–"}
        yield _("ตั้งแต่ %(on)s อยู่ใต้%(parent)s จากเดิม %(old)s") % shown
        count = len(subtree(unit.pk)) - 1
        if count:
            yield _("หน่วยงานย่อย %(count)d แห่งย้ายตามไปด้วย") % {"count": count}

    return deed(request, form, sheet, do, foresee)


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def close(request: Request, unit: Unit) -> HttpResponse:
    form = forms.CloseForm(request.POST or None)
    note = _("หน่วยงานที่ยุบแล้วยังเปิดดูย้อนหลังได้ ลบไม่ได้")
    sheet = _sheet(unit, _("ยุบเลิก%(unit)s") % {"unit": unit}, _("ยุบเลิกหน่วยงาน"), note=note, risk=True)

    def do() -> str:
        services.close(actor=request.actor, unit=unit, **form.cleaned_data)
        return _("บันทึกการยุบเลิก%(unit)sแล้ว") % {"unit": unit}

    return deed(request, form, sheet, do, lambda: _ending([unit], form.cleaned_data["on"]))


def _ending(units: list[Unit], on: Any) -> Iterator[str]:
    for unit in units:
        yield _("ตั้งแต่ %(on)s ไม่มี%(unit)s") % {"on": dates.record(on), "unit": unit.name}
        seats = Appointment.objects.on(on).filter(post__unit=unit).select_related("person")
        names = [seat.person.full_name for seat in seats]
        if names:
            shown = {"count": len(names), "names": ", ".join(names[:5]) + (" …" if len(names) > 5 else "")}
            yield _("ผู้ดำรงตำแหน่งและผู้แทน %(count)d คนพ้นตำแหน่งในวันนั้น: %(names)s") % shown


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def merge(request: Request, unit: Unit) -> HttpResponse:
    form = forms.MergeForm(request.POST or None, unit=unit)
    note = _("หน่วยงานที่เลือกจะยุบเลิก และ%(unit)sรับช่วงต่อพร้อมหน่วยงานย่อย") % {"unit": unit}
    sheet = _sheet(unit, _("รวมหน่วยงานเข้ากับ%(unit)s") % {"unit": unit}, _("รวมหน่วยงาน"), note=note, risk=True)

    def chosen() -> list[Unit]:
        return list(Unit.objects.filter(pk__in=form.cleaned_data["units"]))

    def do() -> str:
        data = {**form.cleaned_data, "units": chosen()}
        services.merge(actor=request.actor, into=unit, **data)
        return _("รวม %(count)d หน่วยงานเข้ากับ%(unit)sแล้ว") % {"count": len(data["units"]), "unit": unit}

    return deed(request, form, sheet, do, lambda: _ending(chosen(), form.cleaned_data["on"]))


@require_safe
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def mergers(request: Request, unit: Unit) -> HttpResponse:
    """What a search or a district gives, as a piece of the form of merging."""
    return HttpResponse(fragment(forms.mergers(unit), request.GET, "units"))


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor), Unit, by="code")
def split(request: Request, unit: Unit) -> HttpResponse:
    form = forms.SplitForm(request.POST or None)
    sheet = _sheet(unit, _("แยก%(unit)s") % {"unit": unit}, _("แยกหน่วยงาน"), risk=True)

    def do() -> str:
        data = form.cleaned_data
        facts = {"named": data["names"], "on": data["on"], "legal_basis": data["legal_basis"]}
        heirs = services.split(actor=request.actor, unit=unit, **facts)
        return _("แยก%(unit)sเป็น %(count)d หน่วยงานแล้ว") % {"unit": unit, "count": len(heirs)}

    def foresee() -> Iterator[str]:
        for name in form.cleaned_data["names"]:
            yield _("มีหน่วยงานใหม่ชื่อ %(name)s ยังไม่มีตำแหน่ง") % {"name": name}
        yield from _ending([unit], form.cleaned_data["on"])

    return deed(request, form, sheet, do, foresee)


@require_http_methods(FORM)
@guarded(rules.may_keep_people)
def correct(request: Request, pk: int) -> HttpResponse:
    """A typing error in one version of the name."""
    version = get_object_or_404(UnitVersion.objects.select_related("unit"), pk=pk)
    known = {"name": version.name, "short": version.short, "legal_basis": version.legal_basis}
    form = forms.CorrectForm(request.POST or None, initial=known)
    note = _("แก้เฉพาะคำที่พิมพ์ผิดในประวัติช่วงนี้ ไม่นับเป็นการเปลี่ยนชื่อ")
    sheet = _sheet(version.unit, _("แก้คำพิมพ์ผิด"), _("บันทึกการแก้"), note=note)

    def do() -> str:
        services.correct(actor=request.actor, version=version, **form.cleaned_data)
        return _("แก้เป็น %(name)s แล้ว") % {"name": form.cleaned_data["name"]}

    return deed(request, form, sheet, do)


@require_http_methods(FORM)
@guarded(rules.may_keep_unit, Unit, by="code")
def card(request: Request, unit: Unit) -> HttpResponse:
    known = {name: getattr(unit, name) for name in services.CARD}
    form = forms.CardForm(request.POST or None, initial=known)
    sheet = _sheet(unit, _("แก้ที่อยู่และการติดต่อ"), _("บันทึก"))

    def do() -> str:
        services.mend_card(actor=request.actor, unit=unit, **form.cleaned_data)
        return _("บันทึกที่อยู่และการติดต่อแล้ว")

    return deed(request, form, sheet, do)


@require_http_methods(FORM)
@guarded(lambda actor, unit: rules.may_keep_people(actor) or calendar_rules.may_edit(actor), Unit, by="code")
def calendar(request: Request, unit: Unit) -> HttpResponse:
    """Which calendar the unit keeps from a day on."""
    known = {one.key: one for one in calendars.calendars()}
    now = calendars.calendar_of(unit.pk)
    choices = [(key, one.name) for key, one in known.items()]
    form = forms.CalendarForm(request.POST or None, choices=choices, initial={"calendar": now.key if now else ""})
    note = _("กำหนดที่นับเป็นวันทำการของหน่วยงานนี้และหน่วยงานย่อยจะคิดใหม่ตามปฏิทินที่เลือก")
    sheet = _sheet(unit, _("ปฏิทินของ%(unit)s") % {"unit": unit}, _("ใช้ปฏิทินนี้"), note=note)

    def do() -> str:
        chosen, starts = known[form.cleaned_data["calendar"]], form.cleaned_data["starts"]
        calendar_services.use_calendar(actor=request.actor, unit_id=unit.pk, calendar=chosen, starts=starts)
        return _("ใช้%(calendar)sตั้งแต่ %(day)s") % {"calendar": chosen.name, "day": dates.record(starts)}

    return deed(request, form, sheet, do)

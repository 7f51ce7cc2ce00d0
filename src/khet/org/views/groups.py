"""Groups of units: lists of receivers, school clusters."""

from collections import defaultdict
from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.org import rules
from khet.org.forms.groups import GroupForm, finder
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit, UnitGroup
from khet.org.reads import groups as read
from khet.org.reads.directory import by_district
from khet.org.services import groups as services
from khet.org.views.deeds import Sheet, deed
from khet.ui import days as dates
from khet.ui.answers import answer, page
from khet.ui.finders import fragment

FORM = ["GET", "HEAD", "POST"]


@require_safe
@guarded(rules.is_staff)
def groups(request: Request) -> HttpResponse:
    context = {
        "groups": read.groups(request.actor, timezone.localdate()),
        "may_keep": rules.may_keep_groups(request.actor),
    }
    return page(request, "org/groups.html", context)


@require_safe
@guarded(None, UnitGroup)
def group(request: Request, group: UnitGroup) -> HttpResponse:
    """Who belongs today, and who came and went."""
    today = timezone.localdate()
    units = read.members(group, today)
    moves: dict[date, dict[str, list[Unit]]] = defaultdict(lambda: {"in": [], "out": []})
    for row in read.moves(group):
        moves[row.valid_from]["in"].append(row.unit)
        if row.valid_until:
            moves[row.valid_until]["out"].append(row.unit)
    context = {
        "group": group,
        "units": units,
        "districts": by_district(unit for unit in units if unit.kind == Unit.Kind.SCHOOL),
        "others": [unit for unit in units if unit.kind != Unit.Kind.SCHOOL],
        "moves": sorted(moves.items(), reverse=True),
        "today": today,
        "may_keep": rules.may_keep_group(request.actor, group),
    }
    return page(request, "org/group.html", context)


@require_safe
@guarded(rules.may_keep_groups)
def units(request: Request) -> HttpResponse:
    """What a search or a district gives, as a piece of the form."""
    return HttpResponse(fragment(finder(), request.GET, "units"))


@require_http_methods(FORM)
@guarded(rules.may_keep_groups)
def new(request: Request) -> HttpResponse:
    may_share = rules.may_keep_people(request.actor)
    form = GroupForm(request.POST or None, may_share=may_share)
    back = reverse("org:groups")
    sheet = Sheet(title=_("ตั้งกลุ่มใหม่"), verb=_("ตั้งกลุ่ม"), then=back, back=back, place=_("กลุ่มของหน่วยงาน"))

    def do() -> str:
        data = dict(form.cleaned_data)
        owner = None if data.pop("shared", False) else Unit.objects.filter(pk=request.actor.desk_id or 0).first()
        made = services.make(actor=request.actor, owner=owner, **data)
        return _("ตั้งกลุ่ม %(name)s %(count)d แห่งแล้ว") % {"name": made.name, "count": len(data["units"])}

    return deed(request, form, sheet, do)


@require_http_methods(FORM)
@guarded(rules.may_keep_group, UnitGroup)
def mend(request: Request, group: UnitGroup) -> HttpResponse:
    """Name, note and the members from a day on."""
    now = [unit.pk for unit in read.members(group, timezone.localdate())]
    known = {"name": group.name, "note": group.note, "units": now}
    form = GroupForm(request.POST or None, may_share=False, initial=known)
    back = group.get_absolute_url()
    sheet = Sheet(
        title=_("แก้กลุ่ม %(name)s") % {"name": group.name},
        verb=_("บันทึกกลุ่ม"),
        then=back,
        back=back,
        risk=True,
        place=group.name,
    )

    def do() -> str:
        data = form.cleaned_data
        facts = {"name": data["name"], "note": data["note"], "units": data["units"], "on": data["on"]}
        came, went = services.mend(actor=request.actor, group=group, **facts)
        return _("บันทึกแล้ว เข้า %(came)d ออก %(went)d แห่ง") % {"came": came, "went": went}

    def foresee() -> list[str]:
        data = form.cleaned_data
        was = {unit.pk for unit in read.members(group, data["on"])}
        wanted = set(data["units"])
        day, lines = dates.record(data["on"]), []
        for verb, ids in ((_("เข้ากลุ่ม"), wanted - was), (_("ออกจากกลุ่ม"), was - wanted)):
            names = [str(unit) for unit in Unit.objects.filter(pk__in=ids)]
            if names:
                lines.append(
                    _("%(verb)sตั้งแต่ %(day)s: %(names)s") % {"verb": verb, "day": day, "names": ", ".join(names)}
                )
        return lines or [_("สมาชิกเหมือนเดิม")]

    return deed(request, form, sheet, do, foresee)


@require_POST
@guarded(rules.may_keep_group, UnitGroup)
def close(request: Request, group: UnitGroup) -> HttpResponse:
    services.close(actor=request.actor, group=group, on=timezone.localdate())
    said = _("เลิกใช้กลุ่ม %(name)s แล้ว หนังสือที่ส่งไปแล้วไม่เปลี่ยน") % {"name": group.name}
    return answer(request, None, "org/groups.html", then=reverse("org:groups"), message=said)

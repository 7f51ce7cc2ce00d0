"""The wall of one basis: who has answered and who has not, and one press to remind."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from khet.files.made import as_file
from khet.kernel.ids import read_id
from khet.kernel.refs import Ref
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.ui.answers import answer, page, refusals_into
from khet.ui.fences import FenceCounts
from khet.work import services
from khet.work.exports import wall_sheet
from khet.work.forms import FindForm, RemindForm
from khet.work.kinds import Basis, bases
from khet.work.models import WorkItem
from khet.work.reads.wall import PICKETS, WallRow
from khet.work.reads.wall import wall as wall_of
from khet.work.reads.wall_pages import Group, WallPage, Wanted, wall_page

SHOW = {
    "all": gettext_noop("ทั้งหมด"),
    "owing": gettext_noop("ยังไม่ครบ"),
    "late": gettext_noop("เกินกำหนด"),
    "unopened": gettext_noop("ยังไม่เปิดอ่าน"),
    "done": gettext_noop("ครบแล้ว"),
}
FEW = 30  # units that one finds without a search


def _basis(request: Request, basis: str, pk: int) -> Basis:
    """A basis that one may not see is not there."""
    found = bases.get(basis)
    if found is None or not found.may_see(request.actor, pk):
        raise Http404
    return found


def fence_of(wall: WallPage | Group) -> FenceCounts:
    known = {key: wall.counts.get(key, 0) for key in PICKETS}
    return FenceCounts(**known, answered_late=wall.answered_late if isinstance(wall, WallPage) else 0)


def _remarks(kind: Basis, pk: int, rows: tuple[WallRow, ...]) -> list[tuple[str, str]]:
    """(unit, what is said of it) in the order of the wall."""
    said = kind.remarks(pk) if kind.remarks else {}
    return [(row.unit_name, said[row.unit_id]) for row in rows if row.unit_id in said]


def _wanted(request: Request) -> Wanted:
    asked = request.GET
    show = asked.get("show", "all")
    return Wanted(
        show=show if show in SHOW else "all",
        find=asked.get("find", "").strip()[:100],
        group=asked.get("group", ""),
        page=read_id(asked.get("page", "")) or 1,
    )


def _address(wanted: Wanted, **changed: object) -> str:
    """The query of the same wall, looked at otherwise; what is not said is left out."""
    parts = {"show": wanted.show if wanted.show != "all" else "", "find": wanted.find, "group": wanted.group} | changed
    return f"?{urlencode({key: value for key, value in parts.items() if value})}"


@require_safe
@guarded()
def wall(request: Request, basis: str, pk: int) -> HttpResponse:
    kind = _basis(request, basis, pk)
    wanted = _wanted(request)
    found = wall_page(Ref(basis, pk), wanted)
    districts = _districts(found.rows)
    context = {
        "wall": found,
        "described": kind.describe(pk, request.actor),
        "fence": fence_of(found),
        "wanted": wanted,
        "find": FindForm(initial={"find": wanted.find}) if found.total > FEW else None,
        "filters": [
            (key, _(label), found.tallies[key], _address(wanted, show="" if key == "all" else key))
            for key, label in SHOW.items()
        ],
        "groups": [(each, fence_of(each), _address(wanted, group=each.key)) for each in found.groups],
        "all_groups": _address(wanted, group=""),
        "before": _address(wanted, page=found.number - 1) if found.number > 1 else "",
        "after": _address(wanted, page=found.number + 1) if found.number < found.pages else "",
        "open_districts": [entry for entry in districts if not all(row.complete for row in entry[1])],
        "whole_districts": [entry for entry in districts if all(row.complete for row in entry[1])],
        "remarks": _remarks(kind, pk, found.rows),
        "may_manage": kind.may_manage(request.actor, pk),
        "form": RemindForm(initial={"message": _default_message(found)}),
        "basis": basis,
        "pk": pk,
    }
    return page(request, "work/wall.html", context)


def _districts(rows: tuple[WallRow, ...]) -> list[tuple[str, list[WallRow]]]:
    groups: dict[str, list[WallRow]] = {}
    for row in rows:
        groups.setdefault(row.district, []).append(row)
    return sorted(groups.items(), key=lambda entry: (entry[0] == "", entry[0]))


def _default_message(wall: WallPage) -> str:
    return _("ขอให้ตอบรายการที่ค้างอยู่ หากติดขัดแจ้งผู้ส่งได้ทันที") if wall.owing else ""


@require_POST
@guarded()
def remind(request: Request, basis: str, pk: int) -> HttpResponse:
    kind = _basis(request, basis, pk)
    if not kind.may_manage(request.actor, pk):
        raise Http404
    form = RemindForm(request.POST)
    items = WorkItem.objects.filter(basis_kind=basis, basis_id=pk, waiting=True, ask__isnull=False)
    if request.POST.get("unit"):
        items = items.filter(asked_unit_id=read_id(request.POST["unit"]) or 0)
    count = 0
    with refusals_into(form):
        if form.is_valid():
            count = services.remind(actor=request.actor, items=list(items), message=form.cleaned_data["message"])
    said = ngettext("ทวงถาม %(count)s แห่งแล้ว", "ทวงถาม %(count)s แห่งแล้ว", count) % {"count": count}
    if form.errors:
        return answer(request, form, "ui/trouble.html", {"errors": form.errors}, then=f"/work/wall/{basis}/{pk}/")
    return answer(request, form, "work/wall.html", then=f"/work/wall/{basis}/{pk}/", message=said)


@require_safe
@guarded()
def sheet(request: Request, basis: str, pk: int) -> HttpResponse:
    """The wall as Excel."""
    kind = _basis(request, basis, pk)
    content = wall_sheet(wall_of(Ref(basis, pk)), kind.describe(pk, request.actor).title)
    return as_file(content, MIME, f"wall-{pk}.xlsx")

"""The growth reference: looked at, taken as a file, changed into the next edition."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from khet.collect.checks.growth import shipped, shipped_text
from khet.collect.models import GrowthTable
from khet.collect.reads.growth import table_of
from khet.collect.rules.forms import may_keep_codes, may_make
from khet.collect.services.growth import save_table
from khet.files.made import as_file
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into

MEASURES = (
    ("weight_for_age", gettext_lazy("น้ำหนักตามอายุ")),
    ("height_for_age", gettext_lazy("ส่วนสูงตามอายุ")),
    ("weight_for_height", gettext_lazy("น้ำหนักตามส่วนสูง")),
)
SEXES = ((1, gettext_lazy("ชาย")), (2, gettext_lazy("หญิง")))


class TableForm(forms.Form):
    version = forms.CharField(label=gettext_lazy("ชื่อฉบับ"), max_length=80)
    source = forms.CharField(label=gettext_lazy("ที่มา"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("แถวของตาราง"),
        max_length=200_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "wrap": "off"}),
        help_text=gettext_lazy(
            "วางจาก Excel หรือ CSV ได้ คอลัมน์ measure, group, sex, at, cut_1 ถึง cut_5, doubt "
            "at คือปีของอายุหรือเซนติเมตรของส่วนสูง แถวที่ต้นฉบับน่าสงสัยให้เขียนเหตุผลในช่อง doubt"
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_make)
def tables(request: Request) -> HttpResponse:
    """The edition in force or an older one (?v); ?edit makes the next from it."""
    found = list(GrowthTable.objects.all())
    shown, may = _asked(request, found), may_keep_codes(request.actor)
    start = {"version": _version(shown), "source": shown.source if shown else "", "text": _text(shown)}
    typed = TableForm(request.POST or None, initial=start)
    if request.method == "POST" and typed.is_valid():
        made: GrowthTable | None = None
        with refusals_into(typed):
            made = save_table(actor=request.actor, **typed.cleaned_data)
        if not typed.errors:
            said = _("ใช้เกณฑ์ฉบับ %(version)s ตั้งแต่การนำเข้าครั้งต่อไป ผลเดิมคงฉบับเดิม") % {"version": _version(made)}
            return answer(request, None, "", then=reverse("collect:growth"), message=said)
    if (may and "edit" in request.GET) or request.method == "POST":
        context: dict[str, Any] = {"typed": typed, "version": _version(shown)}
        return page(request, "collect/growth_edit.html", context, status=422 if typed.errors else 200)
    return page(request, "collect/growth.html", _context(request, found, shown, may))


def _context(request: Request, found: list[GrowthTable], shown: GrowthTable | None, may: bool) -> dict[str, Any]:
    measure = request.GET.get("measure", MEASURES[0][0])
    sex = 2 if request.GET.get("sex") == "2" else 1
    lines = [line for line in table_of(shown).lines if (line.measure, line.sex) == (measure, sex)]
    return {
        "lines": lines,
        "cuts": range(1, max((len(line.cuts) for line in lines), default=0) + 1),
        "by_height": measure == "weight_for_height",
        "measures": MEASURES,
        "measure": measure,
        "sexes": SEXES,
        "sex": sex,
        "version": _version(shown),
        "shown": shown,
        "at": shown.pk if shown else 0,
        "in_force": shown == (found[0] if found else None),
        "editions": found,
        "shipped": shipped().version,
        "may_keep": may,
    }


@require_safe
@guarded(may_make)
def download(request: Request) -> HttpResponse:
    shown = _asked(request, list(GrowthTable.objects.all()))
    content = f"# version: {_version(shown)}\n{_text(shown)}".encode("utf-8-sig")
    return as_file(content, "text/csv; charset=utf-8", _("เกณฑ์น้ำหนักส่วนสูง %s.csv") % _version(shown))


def _asked(request: Request, found: list[GrowthTable]) -> GrowthTable | None:
    """By ?v; 0 is the shipped edition, and without it the one in force."""
    wanted = request.GET.get("v", "")
    if not wanted:
        return found[0] if found else None
    if wanted == "0":
        return None
    shown = next((each for each in found if str(each.pk) == wanted), None)
    if shown is None:
        raise Http404
    return shown


def _version(row: GrowthTable | None) -> str:
    return row.version if row else shipped().version


def _text(row: GrowthTable | None) -> str:
    return row.text if row else shipped_text().partition("\n")[2]

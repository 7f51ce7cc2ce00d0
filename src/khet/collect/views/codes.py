"""Code lists: what choices stand on, by version."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.collect.forms.abouts import CodeListForm
from khet.collect.models import CodeList
from khet.collect.reads.codes import latest_lists
from khet.collect.rules.forms import may_keep_codes
from khet.collect.services.codes import save_list
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into


@require_safe
@guarded()
def lists(request: Request) -> HttpResponse:
    context = {"found": list(latest_lists()), "may_keep": may_keep_codes(request.actor)}
    return page(request, "collect/codes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep_codes)
def new_list(request: Request) -> HttpResponse:
    typed = CodeListForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        given = typed.cleaned_data
        key = f"area.{given['key']}"
        if CodeList.objects.filter(key=key).exists():
            typed.add_error("key", _("มีรายการรหัสนี้แล้ว เปิดรายการเดิมแล้วแก้"))
        else:
            return _saved(request, typed, key)
    return page(request, "collect/code_list_edit.html", {"typed": typed}, status=422 if typed.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded()
def code_list(request: Request, key: str) -> HttpResponse:
    """One list with its versions; ?edit makes the next one."""
    found = list(CodeList.objects.filter(key=key).order_by("-number"))
    if not found:
        raise Http404
    last, may = found[0], may_keep_codes(request.actor)
    start = {"label": last.label, "source": last.source, "codes": list(last.codes.values_list("code", "label"))}
    typed = CodeListForm(request.POST or None, initial=start, known=True)
    if request.method == "POST" and typed.is_valid():
        return _saved(request, typed, key)
    if (may and "edit" in request.GET) or request.method == "POST":
        context = {"typed": typed, "list": last}
        return page(request, "collect/code_list_edit.html", context, status=422 if typed.errors else 200)
    shown = next((each for each in found if str(each.number) == request.GET.get("v")), last)
    context = {"list": shown, "codes": list(shown.codes.all()), "versions": found, "may_keep": may}
    return page(request, "collect/code_list.html", context)


def _saved(request: Request, typed: CodeListForm, key: str) -> HttpResponse:
    given = typed.cleaned_data
    number = 0
    with refusals_into(typed):
        told = {name: given[name] for name in ("label", "codes", "source")}
        number = save_list(actor=request.actor, key=key, **told).number
    if typed.errors:
        return page(request, "collect/code_list_edit.html", {"typed": typed}, status=422)
    said = _("บันทึก %(label)s ฉบับที่ %(number)s แล้ว แบบที่ประกาศใช้แล้วไม่เปลี่ยน")
    said %= {"label": given["label"], "number": number}
    return answer(request, None, "", then=reverse("collect:code_list", args=[key]), message=said)

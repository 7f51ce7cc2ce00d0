"""Facts of schools: an EMIS file against the cards of units, and mending what is ticked. No file is kept."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.collect.forms.records import SchoolsFileForm
from khet.collect.reads.school_facts import Compared, compared
from khet.collect.rules.forms import may_make
from khet.collect.services import school_facts as services
from khet.collect.sheets import read
from khet.files.services import peek
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into

MOST_SHOWN = 500


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_make)
def compare(request: Request) -> HttpResponse:
    typed = SchoolsFileForm(request.POST or None, request.FILES or None)
    found: Compared | None = None
    with refusals_into(typed):
        if request.method == "POST" and typed.is_valid():
            content = peek(typed.cleaned_data["file"][0], actor=request.actor)
            found = compared(read(content, "schools"), request.actor)
    context = {
        "typed": typed,
        "found": found,
        "differing": found.differing[:MOST_SHOWN] if found else (),
        "may_mend": any(each.may_mend and each.key for each in found.differing) if found else False,
    }
    return page(request, "collect/school_facts.html", context, status=422 if typed.errors else 200)


@require_POST
@guarded(may_make)
def mend(request: Request) -> HttpResponse:
    count = services.mend(actor=request.actor, picks=request.POST.getlist("pick"))
    said = _("ปรับข้อมูลตามไฟล์แล้ว %s โรงเรียน") % count
    return answer(request, None, "", then=reverse("collect:school_facts"), message=said)

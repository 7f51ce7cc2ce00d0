"""The office's own type faces: sent in, looked at, taken off."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit
from khet.paper import services as paper
from khet.paper.documents import Memo
from khet.saraban import services
from khet.saraban.forms.settings import FontsForm
from khet.saraban.reads.faces import fonts_of, own_faces
from khet.saraban.rules.registers import may_set_up
from khet.saraban.views.pictures import png
from khet.saraban.views.registers import desk_of
from khet.thai.bangkok import today
from khet.ui.answers import answer, page, refusals_into

SAMPLE = "ทั้งนี้ ญี่ปุ่น ปี่ พี่น้อง ก๊ก จ๋า ฎีกา ฏูฐ สำนักงาน น้ำใจ กตัญญู พฤษภาคม ฤๅษี ฯลฯ ๐๑๒๓๔๕๖๗๘๙ 0123456789"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def fonts(request: Request) -> HttpResponse:
    """Which faces the desk prints with, a sample of them, and others to put in their place."""
    form = FontsForm(request.POST, request.FILES) if request.method == "POST" else FontsForm()
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                services.set_fonts(actor=request.actor, given=form.cleaned_data["fonts"])
        if not form.errors:
            said = _("ใช้แบบอักษรนี้แล้ว ดูตัวอย่างในหน้านี้")
            return answer(request, None, "", then=reverse("saraban:fonts"), message=said)
    own = own_faces(desk_of(request))
    context = {"form": form, "own": own, "fresh": "-".join(str(row.pk) for row in own)}
    return page(request, "saraban/fonts.html", context, status=422 if form.errors else 200)


@require_POST
@guarded(may_set_up)
def remove_fonts(request: Request) -> HttpResponse:
    services.remove_fonts(actor=request.actor)
    return answer(request, None, "", then=reverse("saraban:fonts"), message=_("กลับไปใช้แบบอักษรของระบบแล้ว"))


@require_safe
@guarded(may_set_up)
def fonts_sample(request: Request) -> HttpResponse:
    """The head of a memo and signs that are hard to set, in the desk's faces."""
    desk = Unit.objects.get(pk=desk_of(request))
    memo = Memo(
        agency=desk.name, date=today(), subject="ตัวอย่างแบบอักษร", recipient="ผู้อ่าน", body=SAMPLE, thai_digits=True
    )
    pdf = paper.render(memo, fonts=fonts_of(desk.pk))
    return png(request, paper.preview_png(pdf, width=1000, top=0.32), days=0)

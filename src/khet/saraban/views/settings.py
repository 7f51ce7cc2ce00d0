"""Settings of the desk's letters: its number prefix, series, digits, head, contact, signer and emblem."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Unit
from khet.paper import services as paper
from khet.saraban import reads, services
from khet.saraban.forms.settings import DeskForm, EmblemForm
from khet.saraban.models import Letter
from khet.saraban.reads.faces import fonts_of
from khet.saraban.rules.numbering import write_no
from khet.saraban.rules.registers import may_keep, may_set_up
from khet.saraban.views.pictures import png
from khet.saraban.views.registers import desk_of
from khet.thai.bangkok import today
from khet.ui.answers import answer, page, refusals_into

SAMPLE = "ข้อความนี้เป็นตัวอย่าง ใช้ดูตำแหน่งของตรา ชื่อส่วนราชการ เลขที่หนังสือ และเบอร์ติดต่อบนหน้ากระดาษ\n\nจึงเรียนมาเพื่อโปรดทราบ"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def settings(request: Request) -> HttpResponse:
    """The desk acted in: its own settings, never another's."""
    setting = reads.settings_of(desk_of(request))
    form = DeskForm(request.POST or None, initial=DeskForm.initial_of(setting), desk_id=desk_of(request))
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                services.save_settings(actor=request.actor, **form.wanted())
        if not form.errors:
            said = _("บันทึกการตั้งค่าของ%s แล้ว") % request.actor.desk_name
            return answer(request, None, "", then=reverse("saraban:settings"), message=said)
    return page(request, "saraban/settings.html", _about(request, form=form), status=422 if form.errors else 200)


def _about(request: Request, **more: Any) -> dict[str, Any]:
    setting = reads.settings_of(desk_of(request))
    return {
        "form": DeskForm(initial=DeskForm.initial_of(setting), desk_id=desk_of(request)),
        "emblem_form": EmblemForm(),
        "setting": setting,
        "may_keep": may_keep(request.actor),
        "templates": reads.templates(request.actor).count(),
        "fresh": setting.emblem_id or 0,
    } | more


@require_POST
@guarded(may_set_up)
def emblem(request: Request) -> HttpResponse:
    """Put the office's own emblem on its letters, or take it off."""
    if request.POST.get("do") == "remove":
        services.set_emblem(actor=request.actor, content=None)
        return answer(request, None, "", then=reverse("saraban:settings"), message=_("เอาตราออกแล้ว"))
    form = EmblemForm(request.POST, request.FILES)
    with refusals_into(form):
        if form.is_valid():
            services.set_emblem(actor=request.actor, content=form.cleaned_data["emblem"])
    if form.errors:
        return page(request, "saraban/settings.html", _about(request, emblem_form=form), status=422)
    said = _("ใช้ตรานี้บนหนังสือแล้ว ดูตัวอย่างด้านข้าง")
    return answer(request, None, "", then=reverse("saraban:settings"), message=said)


@require_safe
@guarded(may_set_up)
def sample(request: Request) -> HttpResponse:
    """A letter with these settings, as it will be on paper; nothing is saved."""
    pdf = paper.render(reads.paper_of(_sample(request)), fonts=fonts_of(desk_of(request)))
    return png(request, paper.preview_png(pdf, width=900), days=0)


def _sample(request: Request) -> Letter:
    desk, setting = Unit.objects.get(pk=desk_of(request)), reads.settings_of(desk_of(request))
    number = write_no("sent", prefix=setting.letter_prefix, number=1, year_be=services.this_year(), circular=False)
    return Letter(
        desk=desk,
        unit=desk,
        subject="ตัวอย่างหนังสือภายนอก",
        to_text="ผู้อำนวยการโรงเรียนในสังกัด",
        salutation="เรียน",
        body=SAMPLE,
        closing="ขอแสดงความนับถือ",
        thai_digits=setting.thai_digits,
        signer_post=setting.default_signer,
        letter_no=number,
        dated=today(),
    )

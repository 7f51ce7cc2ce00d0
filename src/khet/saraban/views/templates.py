"""Letter templates: those that came with the system and the desk's own, with a look at the paper they make."""

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
from khet.saraban.forms.settings import TemplateForm
from khet.saraban.models import Kind, Letter, LetterTemplate
from khet.saraban.rules.registers import may_keep_template, may_set_up
from khet.saraban.views.pictures import draft_pdf, png
from khet.saraban.views.registers import desk_of
from khet.ui.answers import answer, page, refusals_into

PARTS = ("name", "kind", "subject", "to_text", "body", "closing", "circular")


def sets_up(actor: Any, template: LetterTemplate) -> bool:
    """Whoever keeps the settings may open any template: a shared one is copied when changed."""
    return may_set_up(actor)


@require_safe
@guarded(may_set_up)
def templates(request: Request) -> HttpResponse:
    """By kind: the desk's own first, then the shared ones."""
    found: dict[str, list[LetterTemplate]] = {}
    for each in reads.templates(request.actor).order_by("kind", "desk_id", "order", "name"):
        found.setdefault(str(Kind(each.kind).label), []).append(each)
    return page(request, "saraban/templates.html", {"groups": list(found.items())})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_set_up)
def new_template(request: Request) -> HttpResponse:
    return _form_page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(sets_up, LetterTemplate)
def template(request: Request, template: LetterTemplate) -> HttpResponse:
    return _form_page(request, template)


def _form_page(request: Request, template: LetterTemplate | None) -> HttpResponse:
    start = (
        {part: getattr(template, part) for part in PARTS} if template else {"kind": request.GET.get("kind", "external")}
    )
    form = TemplateForm(request.POST or None, initial=start)
    own = template is not None and may_keep_template(request.actor, template)
    if request.method == "POST":
        with refusals_into(form):
            if form.is_valid():
                services.save_template(actor=request.actor, template=template, **form.cleaned_data)
        if not form.errors:
            said = _("บันทึกแบบ %s แล้ว") % form.cleaned_data["name"]
            return answer(request, None, "", then=reverse("saraban:templates"), message=said)
    context = {"form": form, "template": template, "own": own}
    return page(request, "saraban/template.html", context, status=422 if form.errors else 200)


@require_POST
@guarded(may_keep_template, LetterTemplate)
def remove(request: Request, template: LetterTemplate) -> HttpResponse:
    name = template.name
    services.remove_template(actor=request.actor, template=template)
    return answer(request, None, "", then=reverse("saraban:templates"), message=_("ลบแบบ %s แล้ว") % name)


@require_safe
@guarded(sets_up, LetterTemplate)
def picture(request: Request, template: LetterTemplate) -> HttpResponse:
    """The first page it makes, marked ร่าง."""
    desk, setting = Unit.objects.get(pk=desk_of(request)), reads.settings_of(desk_of(request))
    letter = Letter(
        desk=desk,
        unit=desk,
        kind=template.kind,
        subject=template.subject or "……",
        to_text=template.to_text,
        salutation="เรียน",
        body=template.body,
        closing=template.closing,
        thai_digits=setting.thai_digits,
        signer_post=setting.default_signer,
    )
    return png(request, paper.preview_png(draft_pdf(letter), width=900), days=0)

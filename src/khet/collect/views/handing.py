"""A form handed to somebody of the unit, taken back, and given back filled in."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khet.collect.forms.sending import HandForm
from khet.collect.models import Submission
from khet.collect.reads.handing import holding, people_of
from khet.collect.rules import submissions as rules
from khet.collect.services import handing as services
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into

TEMPLATE = "collect/hand.html"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_hand, Submission)
def hand(request: Request, given: Submission) -> HttpResponse:
    """Choose who fills it in."""
    form = HandForm(request.POST or None, people=people_of(given.unit))
    with refusals_into(form):
        if form.is_bound and form.is_valid():
            to, note = form.cleaned_data["to"], form.cleaned_data["note"]
            services.hand(actor=request.actor, given=given, to=to, note=note)
            said = _("มอบให้ %(name)s กรอกแล้ว") % {"name": to.full_name}
            return answer(request, None, TEMPLATE, then=given, message=said)
    status = 422 if form.errors else 200
    return page(request, TEMPLATE, {"given": given, "form": form, "holding": holding(given)}, status=status)


@require_POST
@guarded(rules.may_hand, Submission)
def take(request: Request, given: Submission) -> HttpResponse:
    services.take(actor=request.actor, given=given)
    return answer(request, None, TEMPLATE, then=given, message=_("รับแบบคืนแล้ว เจ้าหน้าที่กรอกต่อได้"))


@require_POST
@guarded(None, Submission)
def done(request: Request, given: Submission) -> HttpResponse:
    services.finish(actor=request.actor, given=given)
    said = _("แจ้งผู้มอบแล้ว ผู้มอบจะตรวจและส่งต่อ")
    return answer(request, None, TEMPLATE, then=reverse("work:inbox"), message=said)

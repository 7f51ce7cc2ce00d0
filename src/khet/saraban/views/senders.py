"""The address book of senders from outside."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khet.org.guard import guarded
from khet.org.http import Request
from khet.saraban import reads, services
from khet.saraban.forms.receiving import FindForm, SenderForm
from khet.saraban.models import OutsideSender
from khet.saraban.rules.registers import may_keep
from khet.ui.answers import answer, page, refusals_into
from khet.ui.keyset import CURSOR, page_of

PARTS = ("name", "letter_prefix", "email", "phone", "address")


def keeps_sender(actor: Any, sender: OutsideSender) -> bool:
    return may_keep(actor, sender.desk_id)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def senders(request: Request) -> HttpResponse:
    """Those written with most often first; a new one is added here, most come in by themselves."""
    form = SenderForm(request.POST or None)
    if request.method == "POST" and _saved(request, form, None):
        return _done(request, form)
    find = FindForm(request.GET)
    words = find.cleaned_data.get("find", "") if find.is_valid() else ""
    rows = reads.senders(request.actor, words)
    found = page_of(rows, order=("-times_used", "name", "pk"), cursor=request.GET.get(CURSOR))
    context = {"form": form, "find": find, "found": found, "words": words}
    return page(request, "saraban/senders.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(keeps_sender, OutsideSender)
def sender(request: Request, sender: OutsideSender) -> HttpResponse:
    form = SenderForm(request.POST or None, initial={part: getattr(sender, part) for part in PARTS})
    if request.method == "POST" and _saved(request, form, sender):
        return _done(request, form)
    return page(request, "saraban/sender.html", {"form": form, "sender": sender}, status=422 if form.errors else 200)


def _saved(request: Request, form: SenderForm, sender: OutsideSender | None) -> bool:
    with refusals_into(form):
        if form.is_valid():
            services.upsert_sender(actor=request.actor, sender=sender, **form.cleaned_data)
    return not form.errors


def _done(request: Request, form: SenderForm) -> HttpResponse:
    said = _("บันทึก %s แล้ว") % form.cleaned_data["name"]
    return answer(request, None, "", then=reverse("saraban:senders"), message=said)

"""The home: what waits for me, and what stands around it for the post I act in."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from khet.org.guard import public
from khet.org.http import Request
from khet.ui import home as home_of
from khet.ui.answers import page
from khet.work.views.inbox import inbox_context


@public
@require_safe
def home(request: Request) -> HttpResponse:
    """Signed out it leads to the sign-in page; signed in it is the inbox with the panels of the post."""
    actor = request.actor
    if not actor.signed_in:
        return redirect(reverse("account_login"))
    context = {
        **inbox_context(request),
        "today": timezone.localdate(),
        "top": home_of.panels_for(actor, "top"),
        "aside": home_of.panels_for(actor, "aside"),
        "actions": home_of.actions_for(actor),
    }
    return page(request, "portal/home.html", context)

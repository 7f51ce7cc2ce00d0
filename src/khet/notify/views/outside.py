"""Doors without a sign-in: LINE's webhook, the service worker with its offline page, and the end of e-mails."""

import json

from django.http import HttpResponse, HttpResponseBadRequest
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from khet.kernel.doors import public
from khet.kernel.errors import Refused
from khet.notify import services
from khet.notify.channels import channels, line
from khet.notify.http import Request
from khet.notify.services.channels import open_channels
from khet.notify.services.line import receive_event
from khet.notify.tokens import token_means
from khet.ui.answers import page

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@public
@csrf_exempt
@require_POST
def line_webhook(request: Request) -> HttpResponse:
    """Only what LINE signed is read; anything else is answered as if nobody lived here."""
    secret = open_channels().get("line", {}).get("secret", "")
    if request.content_type in FORMS:  # it has been read by then, its bytes are gone
        return HttpResponse(status=404 if not secret else 403)
    if not line.signature_fits(request.body, request.headers.get("X-Line-Signature", ""), secret):
        return HttpResponse(status=404 if not secret else 403)
    try:
        events = json.loads(request.body)["events"]
        for event in events:
            receive_event(event)
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponseBadRequest()
    return HttpResponse("{}", content_type="application/json")


@public
@require_GET
@cache_control(no_cache=True)
def service_worker(request: Request) -> HttpResponse:
    """At the root, because a service worker rules only what lies below its own address."""
    return HttpResponse(render_to_string("notify/sw.js"), content_type="text/javascript; charset=utf-8")


@public
@require_GET
def offline(request: Request) -> HttpResponse:
    """Kept by the service worker for when the network is gone; names nobody."""
    return HttpResponse(render_to_string("notify/offline.html"))


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: Request, token: str) -> HttpResponse:
    """A person presses the button; a mail program posts by itself (RFC 8058), without cookies or a CSRF token."""
    try:
        _person, key = token_means(token)
        if request.method == "POST":
            services.unsubscribe(token=token)
        context = {"done": request.method == "POST", "channel": channels[key].label, "error": ""}
    except Refused as refused:
        return page(request, "notify/unsubscribe.html", {"error": refused.message})
    return page(request, "notify/unsubscribe.html", context)

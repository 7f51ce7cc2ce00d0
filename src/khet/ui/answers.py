"""How a view answers: one handler for people with and without script."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme

from khet.kernel.errors import Refused


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A rendered page, or a fragment when the template names one ("saraban/letter.html#trail")."""
    return HttpResponse(loader.render_to_string(template, dict(context or {}), request=request), status=status)


def answer(
    request: HttpRequest,
    form: BaseForm | None,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    then: object = None,
    message: str = "",
) -> HttpResponse:
    """What a POST gives back.

    With script (htmx): the fragment, 422 when the form has errors; when template names no fragment and nothing is
    wrong, the browser is sent to then. Without: 422 with the whole page as typed, else a redirect to then (an
    address, or what has get_absolute_url; the page itself by default). message: said once, with its number.
    """
    wrong = form is not None and form.is_bound and not form.is_valid()
    shown = {**({"form": form} if form is not None else {}), **(context or {})}
    whole, _hash, fragment = template.partition("#")
    if wrong:
        return page(request, template if is_fragment(request) else whole, shown, status=422)
    if is_fragment(request) and fragment:
        return said(page(request, template, shown), message)
    if message:
        messages.success(request, message)
    return go(request, address(then) or request.get_full_path())


def go(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect after POST; htmx is told to go there as a whole page. Foreign addresses lead home."""
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        url = "/"
    if not is_fragment(request):
        return HttpResponseRedirect(url, status=303)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


def said(response: HttpResponse, message: str, *, tone: str = "ok") -> HttpResponse:
    """Lets a fragment also say a sentence at the corner of the page."""
    if message:
        response["HX-Trigger"] = json.dumps({"khet:toast": {"text": message, "tone": tone}})
    return response


def is_fragment(request: HttpRequest) -> bool:
    """Asked for by htmx, not by following a boosted link."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def address(then: object) -> str:
    if then is None:
        return ""
    find = getattr(then, "get_absolute_url", None)
    return str(find()) if find else str(then)


@contextmanager
def refusals_into(form: BaseForm | None) -> Iterator[None]:
    """Turns a Refused inside into an error of the form, at its field when it names one; without a form it goes on."""
    try:
        yield
    except Refused as refusal:
        if form is None or not form.is_bound:
            raise
        known = refusal.field if refusal.field in form.fields else None
        form.add_error(known, refusal.message)

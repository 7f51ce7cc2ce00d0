"""The door of a person's own pages: notify stands below org, so it asks the actor itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from khet.kernel.doors import own_rule
from khet.notify.http import Request

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Whoever is signed in, and then only what is theirs."""

    @wraps(view)
    def door(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.signed_in:
            return view(request, *args, **kwargs)
        if request.headers.get("HX-Request") or request.content_type == "application/json":
            return HttpResponse(status=401)
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/notices/")

    return own_rule(door)


def is_real_visit(request: Request) -> bool:
    """A person opened this, not a browser looking ahead nor a link checker."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in ahead

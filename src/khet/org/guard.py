"""The door of a view: who is signed in, what they may see (else 404), what they may do (else a plain no)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from khet.kernel.doors import own_rule, public
from khet.org.http import Request

__all__ = ["guarded", "own_rule", "public"]

Rule = Callable[..., bool]
View = Callable[..., HttpResponseBase]


def guarded(rule: Rule | None = None, model: type[Model] | None = None, *, by: str = "pk") -> Callable[[View], View]:
    """Let in whoever is signed in, may see the object and passes the rule.

    With a model the object named in the address by ``by`` is looked up in ``model.objects.visible_to(actor)``:
    what one may not see answers 404. The rule is asked ``rule(actor, obj)``, or ``rule(actor)`` without a model:
    what one may see but not do answers 403 with a sentence.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.actor.signed_in:
                return _to_sign_in(request)
            found: tuple[Model, ...] = ()
            if model is not None:
                visible = model._default_manager.visible_to(request.actor)  # type: ignore[attr-defined]
                found = (get_object_or_404(visible, **{by: kwargs.pop(by)}),)
            if rule is not None and not rule(request.actor, *found):
                raise PermissionDenied
            return view(request, *found, *args, **kwargs)

        door.khet_door = "guarded"  # type: ignore[attr-defined]
        return door

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=401)
        response["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).headers["Location"]
        return response
    path = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return redirect_to_login(path)

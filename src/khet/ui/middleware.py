"""The outermost and the innermost skin of a request: security headers, and refusals as pages."""

from collections.abc import Callable, Iterable
from typing import Final

from django.http import HttpRequest, HttpResponse, QueryDict

from khet.kernel.errors import Refused
from khet.kernel.registry import Slot
from khet.ui import errors

Handler = Callable[[HttpRequest], HttpResponse]
NUL: Final = "\0"

# Origins a form may lead to besides our own: sign-in at a provider, and the clients of our own provider.
form_action_origins: Slot[Callable[[HttpRequest], Iterable[str]]] = Slot("ui.form_action_origins", lambda request: ())

POLICY: Final = {
    "default-src": "'self'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' blob:",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "worker-src": "'self'",
    "frame-src": "'self' blob:",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
PERMISSIONS: Final = (
    "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()"
)


def security_headers(get_response: Handler) -> Handler:
    """A strict Content-Security-Policy on everything we answer, unless the view set its own."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            headers["Content-Security-Policy"] = content_security_policy(form_action_origins()(request))
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if response.get("Content-Type", "").startswith("text/html"):
            headers.setdefault("Cache-Control", "no-store, private")
        return response

    return handle


def content_security_policy(more_form_actions: Iterable[str] = ()) -> str:
    policy = dict(POLICY)
    policy["form-action"] = " ".join([policy["form-action"], *more_form_actions])
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def clean_text(get_response: Handler) -> Handler:
    """Takes NUL out of what was typed or pasted: no database keeps it. An address with one leads nowhere."""

    def handle(request: HttpRequest) -> HttpResponse:
        if NUL in request.path:
            return errors.not_found(request)
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST" and any(NUL in f"{name}{value}" for name, value in _pairs(request.POST)):
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return get_response(request)

    return handle


def _pairs(given: QueryDict) -> Iterable[tuple[str, str]]:
    return ((name, str(value)) for name, values in given.lists() for value in values)


def _without_nul(given: QueryDict) -> QueryDict:
    clean = QueryDict(mutable=True)
    for name, value in _pairs(given):
        clean.appendlist(name.replace(NUL, ""), value.replace(NUL, ""))
    clean._mutable = False
    return clean


class Refusals:
    """An uncaught Refused becomes a page, or a fragment, with its sentence (409)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.refused(request, exception) if isinstance(exception, Refused) else None


def refusals(get_response: Handler) -> Handler:
    return Refusals(get_response)

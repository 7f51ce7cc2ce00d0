"""Machines that several people use: the lock that keeps who was there, the last four people, the end of the day."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from khet.org.models import Account
from khet.ui.answers import go

Handler = Callable[[HttpRequest], HttpResponse]
SHARED_COOKIE: Final = "khet_shared"
PEOPLE_COOKIE: Final = "khet_people"
YEAR: Final = 60 * 60 * 24 * 365
MOST: Final = 4
LOCKED: Final = "locked"  # in the session: the page to come back to
DAY: Final = "day"
_SALT = "khet.org.people"
# A locked session reaches its own lock, the way out, and what asks nothing of who one is.
_OPEN: Final = (
    "/me/lock/",
    "/me/change-person/",
    "/me/language/",
    "/accounts/logout/",
    "/sw.js",
    "/healthz",
    "/readyz",
)


def is_shared(request: HttpRequest) -> bool:
    """This machine, or this person's every machine, is used together with others."""
    return request.COOKIES.get(SHARED_COOKIE) == "1" or bool(getattr(request.user, "shared_pc", False))


def has_session(request: HttpRequest) -> bool:
    """Somebody signed in here, locked or not."""
    return request.user.is_authenticated


def is_locked(request: HttpRequest) -> bool:
    return request.user.is_authenticated and LOCKED in request.session


def people_here(request: HttpRequest) -> list[Account]:
    """The last people who signed in on this machine, newest first; nobody on a machine of one's own."""
    ids = _ids(request) if request.COOKIES.get(SHARED_COOKIE) == "1" else []
    found = {one.pk: one for one in Account.objects.filter(pk__in=ids, is_active=True).select_related("person")}
    return [found[pk] for pk in ids if pk in found]


def mark(response: HttpResponse, request: HttpRequest, *, shared: bool) -> None:
    """Make this machine a shared one, or one's own again; then it forgets who was here."""
    if shared:
        _keep(response, request, SHARED_COOKIE, "1")
    else:
        response.delete_cookie(SHARED_COOKIE)
        response.delete_cookie(PEOPLE_COOKIE)


def machine(get_response: Handler) -> Handler:
    """Keeps a locked session at its lock, ends yesterday's on a shared machine, and remembers who was here."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        if is_locked(request) and not request.path.startswith(_OPEN):
            return to_lock(request)
        shared = is_shared(request)
        if shared and _is_of_another_day(request):
            logout(request)
            return go(request, f"{reverse('account_login')}?{urlencode({'locked': '1', 'next': _here(request)})}")
        response = get_response(request)
        if shared and request.user.is_authenticated:
            _remember(request, response)
        return response

    return handle


def to_lock(request: HttpRequest) -> HttpResponse:
    return go(request, f"{reverse('org:lock')}?{urlencode({'next': _here(request)})}")


def _here(request: HttpRequest) -> str:
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.path


def _is_of_another_day(request: HttpRequest) -> bool:
    """A session on a shared machine ends with its day, however many hours it has left."""
    today = timezone.localdate().isoformat()
    begun = request.session.get(DAY)
    if begun is None:
        request.session[DAY] = today
    return begun is not None and begun != today


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    ids = _ids(request)
    wanted = [int(request.user.pk or 0), *(pk for pk in ids if pk != request.user.pk)][:MOST]
    if wanted != ids and request.COOKIES.get(SHARED_COOKIE) == "1":
        _keep(response, request, PEOPLE_COOKIE, signing.dumps(wanted, salt=_SALT))


def _ids(request: HttpRequest) -> list[int]:
    try:
        found = signing.loads(request.COOKIES.get(PEOPLE_COOKIE, ""), salt=_SALT, max_age=YEAR)
    except signing.BadSignature:
        return []
    return [pk for pk in found if isinstance(pk, int)][:MOST]


def _keep(response: HttpResponse, request: HttpRequest, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure())

"""The door of /api/ for whoever is signed in at a browser: every package's router stands behind the same one."""

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from khet.kernel.actor import NOBODY, Actor


class SignedIn(APIKeyCookie):
    """The session of the browser."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        actor: Actor = getattr(request, "actor", NOBODY)
        return actor if actor.signed_in else None

"""Programs at the door of /api/: by the session of a browser, or by a token with scopes.

A capability registers its scopes at start and guards its router: `Router(auth=access("insight.read"))`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer
from ninja.security.base import AuthBase

from khet.kernel.actor import NOBODY, Actor
from khet.kernel.programs import SignedIn
from khet.kernel.registry import Registry
from khet.org.models import ProgramToken
from khet.org.reads.actors import actor_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PREFIX = "khet_"
SEEN_EVERY = timedelta(minutes=5)
"""So often at the most is it written down that a token was used."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing a token may be allowed, such as "insight.read"."""

    key: str
    label: "StrOrPromise"


scopes: Registry[Scope] = Registry("org.scopes", key=lambda scope: scope.key)


def access(scope: str) -> Sequence[AuthBase]:
    """Who may ask: whoever is signed in, and tokens with this scope."""
    return [SignedIn(), _Bearer(scope)]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def asking(request: HttpRequest) -> Actor:
    """The actor that was let in."""
    found = getattr(request, "auth", NOBODY)
    return found if isinstance(found, Actor) else NOBODY


class _Bearer(HttpBearer):
    """Authorization: Bearer khet_…"""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token.startswith(PREFIX):
            return None
        found = ProgramToken.objects.valid().select_related("account").filter(digest=digest_of(token)).first()
        if found is None or self.scope not in found.scope_keys:
            return None
        actor = actor_of(found.account, appointment_id=found.appointment_id)
        if not actor.signed_in:
            return None
        _note_use(found)
        return actor


def _note_use(token: ProgramToken) -> None:
    now = timezone.now()
    if token.used_at is None or now - token.used_at > SEEN_EVERY:
        ProgramToken.objects.filter(pk=token.pk).update(used_at=now)

"""The request as our views see it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from khet.kernel.actor import Actor

if TYPE_CHECKING:
    from khet.org.models import Account


class Request(HttpRequest):
    """An HttpRequest with the one who acts."""

    actor: Actor
    user: "Account"
    htmx: bool

"""The request as the views of this package see it: the floor above has put the actor on it."""

from django.http import HttpRequest

from khet.kernel.actor import Actor


class Request(HttpRequest):
    actor: Actor

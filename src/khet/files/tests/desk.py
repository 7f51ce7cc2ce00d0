"""A small front door for the tests: who is there stands in the session; one form takes files for desk 7."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.csrf import ensure_csrf_cookie

from khet.files.access import FileAccess, access
from khet.files.forms import FilesField
from khet.files.services.uploads import keep
from khet.kernel.actor import NOBODY, Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref

DESK = Ref("files.test_desk", 7)
READERS = {1, 2}
access.register(FileAccess(DESK.kind, lambda actor, owner: actor.account_id in READERS and owner == DESK.id))


def an_actor(account: int) -> Actor:
    return Actor(account_id=account, person_id=account * 10, person_name=f"บุคคลสมมุติ {account}")


def actor_of_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def handle(request: HttpRequest) -> HttpResponse:
        account = request.session.get("account")
        signed: Any = request
        signed.user = SimpleNamespace(is_authenticated=account is not None, pk=account)
        signed.actor = an_actor(account) if account else NOBODY
        return get_response(request)

    return handle


class DeskForm(forms.Form):
    papers = FilesField(most=3)


@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    form = DeskForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actor: Any = request
            kept = keep(form.cleaned_data["papers"], actor=actor.actor, owner=DESK)
        except Refused as refused:
            return HttpResponse(refused.message, status=409)
        return HttpResponse(",".join(stored.public_id for stored in kept))
    body = f"<!doctype html><html lang=th>{form.media}<form method=post enctype=multipart/form-data>"
    body += f'<input type=hidden name=csrfmiddlewaretoken value="{get_token(request)}">'
    body += f"{form.as_div()}<button>บันทึก</button></form>"
    return HttpResponse(body, status=422 if form.is_bound else 200)

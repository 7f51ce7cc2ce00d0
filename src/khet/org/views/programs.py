"""Tokens for programs, on one's own pages."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from khet.org.accounts.proof import proven
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import ProgramToken
from khet.org.programs import scopes
from khet.org.services import programs as services
from khet.ui.answers import answer, page, refusals_into

TEMPLATE = "org/tokens.html"


class TokenForm(forms.Form):
    """What a program is called, what it may read, and for how long."""

    name = forms.CharField(label=gettext_lazy("ใช้กับโปรแกรมใด"), max_length=120)
    scopes = forms.MultipleChoiceField(label=gettext_lazy("ให้อ่านอะไรได้"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=gettext_lazy("ใช้ได้นาน"),
        coerce=int,
        choices=[(30, gettext_lazy("30 วัน")), (90, gettext_lazy("90 วัน")), (365, gettext_lazy("1 ปี"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(scope.key, scope.label) for scope in scopes]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded()
@proven
def tokens(request: Request) -> HttpResponse:
    """The new token is in the answer itself and nowhere else."""
    form = TokenForm(request.POST or None)
    shown = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusals_into(form):
            _token, shown = services.make_token(
                actor=request.actor, name=data["name"], wanted=data["scopes"], days=data["days"]
            )
    context = {
        "form": TokenForm() if shown else form,
        "shown": shown,
        "tokens": ProgramToken.objects.visible_to(request.actor)[:60],
        "labels": {scope.key: scope.label for scope in scopes},
        "openapi": reverse("api:openapi-json"),
    }
    response = page(request, TEMPLATE, context)
    response.status_code = 422 if form.errors else 200
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@guarded(None, ProgramToken)
def revoke(request: Request, token: ProgramToken) -> HttpResponse:
    services.revoke_token(actor=request.actor, token=token)
    return answer(request, None, TEMPLATE, {}, then=reverse("org:tokens"), message=_("เพิกถอนแล้ว โปรแกรมนั้นอ่านไม่ได้อีก"))

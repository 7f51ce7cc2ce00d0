"""How a page of letters answers a form: done and led on, or shown again as it was typed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse

from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into
from khet.ui.finders import looking

Done = Callable[[dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may be done here: its form opens in a dialog, and stands on the page when it was wrong."""

    key: str
    label: object
    icon: str
    url: str
    form: forms.Form
    text: object = ""
    kind: str = ""
    busy: object = ""
    item_id: int = 0

    @property
    def bad(self) -> bool:
        return self.form.is_bound and (looking(self.form) or not self.form.is_valid())

    @property
    def risk(self) -> bool:
        return self.kind == "risk"


def acted(
    request: Request,
    form: forms.Form,
    do: Done,
    *,
    template: str,
    context: Callable[[], dict[str, Any]],
    then: object,
    message: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """Do what the form asks, then redirect; a refusal or a wrong field shows the page as typed (422).

    then: an address or a thing with one, or a callable of what was done. A form sent only to look for units is shown
    again.
    """
    if looking(form):
        return page(request, template, context())
    result: Any = None
    with refusals_into(form):
        if form.is_valid():
            result = do(form.cleaned_data)
    if form.errors:
        return answer(request, form, template, context())
    said = message(result) if callable(message) else message
    return answer(request, None, template, then=then(result) if callable(then) else then, message=said)


def acts_of(found: Iterable[Act | None], typed: "Act | None" = None) -> list[Act]:
    """Those that are open here; the one that was just typed wrong in place of its empty twin."""
    acts = [act for act in found if act is not None]
    if typed is None:
        return acts
    return [typed if act.key == typed.key else act for act in acts]

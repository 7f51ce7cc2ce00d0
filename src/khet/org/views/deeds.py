"""Pages that change something: the form, then what will happen, then the doing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.forms import Form
from django.http import HttpResponse

from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into
from khet.ui.finders import looking

TEMPLATE = "org/deed.html"


@dataclass(frozen=True, slots=True)
class Sheet:
    """title, a note under it, the verb of the button, where it leads back, and whether it cannot be undone lightly."""

    title: str
    verb: str
    then: object
    back: str
    note: str = ""
    risk: bool = False
    place: str = ""


def deed(
    request: Request,
    form: Form,
    sheet: Sheet,
    do: Callable[[], str],
    foresee: Callable[[], Iterable[str]] | None = None,
) -> HttpResponse:
    """GET shows the form; the first POST what will happen (tried and taken back); with "sure" it is done.

    do returns the sentence to say. Without foresee the first POST does it.
    """
    context = {"sheet": sheet, "form": form}
    if request.method != "POST" or "edit" in request.POST:
        return page(request, TEMPLATE, context)
    if looking(form):
        form.errors.clear()  # who only looks for units is not through yet
        return page(request, TEMPLATE, context)
    message, sure = "", foresee is None or "sure" in request.POST
    with refusals_into(form):
        if form.is_valid():
            message = do() if sure else _tried(do)
    if form.is_valid() and not sure and foresee is not None:
        return page(request, TEMPLATE, {**context, "lines": list(foresee())})
    return answer(request, form, TEMPLATE, context, then=sheet.then, message=message)


def _tried(do: Callable[[], str]) -> str:
    """Every rule is asked by doing it and taking it back."""
    with transaction.atomic():
        said = do()
        transaction.set_rollback(True)
    return said

"""ส่งมอบงาน: the work of somebody who leaves a desk goes to the one who takes it over."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Person
from khet.org.reads.acting import in_desk
from khet.ui.answers import answer, page, refusals_into
from khet.ui.forms import TickField
from khet.work import rules, services
from khet.work.models import WorkItem
from khet.work.reads.handover import Left, left_by


class HandOverForm(forms.Form):
    """Which work, to whom, with what words."""

    items = TickField(label=gettext_lazy("งานที่ส่งมอบ"))
    to = forms.ModelChoiceField(label=gettext_lazy("ผู้รับมอบ"), queryset=Person.objects.none())
    note = forms.CharField(
        label=gettext_lazy("เรื่องที่ควรรู้"), widget=forms.Textarea(attrs={"rows": 3}), max_length=500, required=False
    )

    def __init__(self, *args: Any, person: Person, left: Left, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = [(item.pk, _words(item)) for item in left.items]  # type: ignore[attr-defined]
        self.initial.setdefault("items", [item.pk for item in left.items])
        desks = [person.home_desk_id] if person.home_desk_id else []
        self.fields["to"].queryset = in_desk(desks).exclude(pk=person.pk)  # type: ignore[attr-defined]


def _words(item: WorkItem) -> str:
    by = f" · {item.asked_by_unit}" if item.asked_by_unit else ""
    return f"{item.label}{by}"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(rules.may_hand_over, Person)
def hand_over(request: Request, person: Person) -> HttpResponse:
    """The list with everything ticked; one press moves it, and the story of each item says so."""
    left = left_by(person)
    form = HandOverForm(request.POST or None, person=person, left=left)
    context = {"person": person, "left": left, "form": form}
    if request.method != "POST":
        return page(request, "work/handover.html", context)
    message = ""
    with refusals_into(form):
        if form.is_valid():
            data = form.cleaned_data
            items = [item for item in left.items if item.pk in set(data["items"])]
            note = data["note"] or _("ส่งมอบงานจาก%(name)s") % {"name": person.full_name}
            count = services.hand_over(actor=request.actor, items=items, to_person=data["to"], note=note)
            message = _("ส่งมอบ %(count)d เรื่องให้%(name)sแล้ว") % {"count": count, "name": data["to"].full_name}
    return answer(request, form, "work/handover.html", context, then=person, message=message)

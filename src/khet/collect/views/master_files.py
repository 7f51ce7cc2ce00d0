"""An EMIS file on the import page of a register: what it would do, and doing it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from khet.collect.forms.records import TakeOverForm
from khet.collect.masters import Trial
from khet.collect.masters.taking import day_in
from khet.collect.models import Form
from khet.collect.services.master_rows import Done, bring_file
from khet.collect.services.master_trials import try_file
from khet.collect.services.records import open_register
from khet.collect.sheets import Sheet, layout
from khet.collect.validity import label_of
from khet.files.reads import StoredFile
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.ui.answers import answer, page, refusals_into

MOST_SHOWN = 200
MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """What will happen to one row: verb with its tone, and the names of the fields that change."""

    number: int
    verb: str
    tone: str
    title: str
    fields: str


def take_over(request: Request, form: Form, stored: StoredFile, sheet: Sheet) -> HttpResponse:
    on = _day(request.GET.get("on", ""))
    typed = TakeOverForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            done = bring_file(actor=request.actor, form=form, sheet=sheet, on=on, stored=stored, **typed.cleaned_data)
            return answer(request, None, "", then=reverse("collect:register", args=[form.pk]), message=_said(done))
    trial = try_file(actor=request.actor, form=form, sheet=sheet, on=on)
    context = {
        "form": form,
        "stored": stored,
        "trial": trial,
        "typed": typed,
        "on": on,
        "known": layout(sheet.layout).label,
        "wrong": trial.wrong[:MOST_SHOWN],
        "lines": [] if trial.wrong else list(islice(_lines(form, trial), MOST_SHOWN)),
        "more": max(0, len(trial.wrong) - MOST_SHOWN),
        "leaving": trial.leaving[:MOST_SHOWN],
        "more_leaving": max(0, len(trial.leaving) - MOST_SHOWN),
    }
    return page(request, "collect/rows_trial.html", context, status=422 if typed.errors else 200)


def _lines(form: Form, trial: Trial) -> Iterator[Line]:
    """Changes before what is new: there is more to look at."""
    schema = open_register(form).schema
    for each in sorted((one for one in trial.planned if not one.same), key=lambda one: one.row is None):
        verb, tone = (_("เพิ่ม"), "ok") if each.row is None else (_("แก้ไข"), "note")
        if each.restored:
            verb, tone = _("นำกลับมา"), "soon"
        names = [] if each.row is None else [label_of(schema, path) for path in each.changes]
        yield Line(each.number, verb, tone, each.title, ", ".join(names[:MOST_NAMES]))


def _day(text: str) -> date:
    """As chosen on the page before; today for what is none, and for a day to come."""
    return min(day_in(text) or today(), today())


def _said(done: Done) -> str:
    told = {"new": done.new, "changed": done.changed, "restored": done.restored, "archived": done.archived}
    return _("นำเข้าแล้ว เพิ่ม %(new)s แถว แก้ %(changed)s แถว นำกลับ %(restored)s แถว จำหน่าย %(archived)s แถว") % told

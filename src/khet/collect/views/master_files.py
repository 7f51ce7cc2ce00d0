"""An EMIS file on the import page of a register: what it would do, and doing it."""

from datetime import date

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from khet.collect.forms.records import TakeOverForm
from khet.collect.models import Form
from khet.collect.services.master_rows import Done, bring_file
from khet.collect.services.master_trials import try_file
from khet.collect.sheets import Sheet, layout
from khet.files.reads import StoredFile
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.ui.answers import answer, page, refusals_into

MOST_SHOWN = 200


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
        "more": max(0, len(trial.wrong) - MOST_SHOWN),
        "leaving": trial.leaving[:MOST_SHOWN],
        "more_leaving": max(0, len(trial.leaving) - MOST_SHOWN),
    }
    return page(request, "collect/rows_trial.html", context, status=422 if typed.errors else 200)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()


def _said(done: Done) -> str:
    told = {"new": done.new, "changed": done.changed, "restored": done.restored, "archived": done.archived}
    return _("นำเข้าแล้ว เพิ่ม %(new)s แถว แก้ %(changed)s แถว นำกลับ %(restored)s แถว จำหน่าย %(archived)s แถว") % told

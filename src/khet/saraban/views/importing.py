"""Old registers: hand in a file, see what it would do, then bring it in."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.files import reads as kept_files
from khet.files import services as files
from khet.files.made import as_file
from khet.files.reads import StoredFile
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.saraban import imports, old_registers, services
from khet.saraban.forms.importing import OldRegisterForm
from khet.saraban.models import Book
from khet.saraban.reads.sheets import workbook
from khet.saraban.rules.registers import may_keep
from khet.saraban.views.registers import desk_of
from khet.ui.answers import answer, is_fragment, page, refusals_into

PURPOSE = "old_register"
EXAMPLE = (
    "125",
    "2568",
    "ศธ 04001/ว88",
    "3/2/2568",
    "สพฐ.",
    "สพม.",
    "แจ้งกำหนดการประชุม",
    "มอบกลุ่มอำนวยการ",
    "",
    "4/2/2568",
)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def import_register(request: Request) -> HttpResponse:
    """The file is kept for the record, then tried."""
    form = OldRegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        stored: StoredFile | None = None
        with refusals_into(form):
            if form.is_valid():
                stored = _keep(request, form.cleaned_data["old"])
        if stored is not None and not form.errors:
            if old_registers.is_large(stored):
                old_registers.begin(actor=request.actor, stored=stored, book=form.cleaned_data["book"])
            there = reverse("saraban:import_file", args=[form.cleaned_data["book"], stored.public_id])
            return answer(request, None, "", then=there)
    columns = [(imports.LABELS[name], words[1:]) for name, words in imports.COLUMNS.items()]
    return page(request, "saraban/import.html", {"form": form, "columns": columns}, status=422 if form.errors else 200)


@transaction.atomic
def _keep(request: Request, incoming: list[Any]) -> StoredFile:
    setting = services.save_settings(actor=request.actor) if may_keep(request.actor) else None
    if setting is None:
        raise Refused(_("นำเข้าได้เฉพาะสารบรรณของหน่วยงาน ขอให้สารบรรณนำเข้าให้"), code="not_registry")
    owner = Ref("saraban.import", setting.pk)
    return files.keep(incoming, actor=request.actor, owner=owner, restricted=True, purpose=PURPOSE)[0]


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_keep)
def import_file(request: Request, book: str, public_id: str) -> HttpResponse:
    """What this file would do, row by row; and doing it."""
    stored = _stored(request, public_id)
    if book not in Book.values:
        raise Http404
    if old_registers.is_large(stored):
        return _large(request, stored, book)
    content = files.read_bytes(stored)
    if request.method == "POST":
        done = imports.import_register(actor=request.actor, book=book, content=content, name=stored.name)
        said = _("นำเข้า %(new)s รายการแล้ว มีอยู่ก่อน %(known)s รายการ") % {"new": len(done.new), "known": done.known}
        return answer(request, None, "", then=reverse("saraban:book", args=[book]) + "?year=all", message=said)
    trial = imports.try_register(actor=request.actor, book=book, content=content, name=stored.name)
    return page(request, "saraban/import_trial.html", _shown(stored, book, old_registers.outcome_of(trial)))


def _large(request: Request, stored: StoredFile, book: str) -> HttpResponse:
    """The same with the work in the background: how far it is, then what came of it."""
    progress, outcome = old_registers.standing(stored, book)
    if request.method == "POST":
        take = request.POST.get("do") != "try"
        if progress is None:
            old_registers.begin(actor=request.actor, stored=stored, book=book, take=take)
        return answer(request, None, "", then=request.path)
    if is_fragment(request):
        return page(request, "saraban/import_work.html", {"progress": progress})
    return page(request, "saraban/import_trial.html", {**_shown(stored, book, outcome), "progress": progress})


def _shown(stored: StoredFile, book: str, outcome: old_registers.Outcome | None) -> dict[str, Any]:
    more = max(0, outcome.wrong - len(outcome.problems)) if outcome else 0
    return {"trial": outcome, "stored": stored, "book": Book(book), "more": more}


def _stored(request: Request, public_id: str) -> StoredFile:
    """The desk's own files alone."""
    setting = services.settings_of(desk_of(request))
    found = kept_files.first_of(Ref("saraban.import", setting.pk or 0), purpose=PURPOSE, public_id=public_id)
    if found is None:
        raise Http404
    return found


@require_safe
@guarded(may_keep)
def import_pattern(request: Request) -> HttpResponse:
    """An empty sheet with the heads and one example."""
    heads = [words[0] for words in imports.COLUMNS.values()]
    return as_file(workbook("ทะเบียน", heads, [EXAMPLE]), MIME, "แบบนำเข้าทะเบียน.xlsx")

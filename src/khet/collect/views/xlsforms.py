"""Forms out as XLSForm and in from it, with what could not be taken."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from khet.collect.forms.abouts import SheetForm
from khet.collect.models import Form
from khet.collect.reads import forms as reads
from khet.collect.reads.codes import spelt
from khet.collect.rules.forms import may_design, may_make
from khet.collect.services.xlsforms import bring_form
from khet.collect.xlsform import write_book
from khet.files import services as files
from khet.files.made import as_file
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper.workbooks import MIME
from khet.ui.answers import page, refusals_into


@require_safe
@guarded(None, Form)
def download(request: Request, form: Form) -> HttpResponse:
    """The published version; its designers get the draft while there is nothing else."""
    version = reads.latest(form) or (reads.draft(form) if may_design(request.actor, form) else None)
    if version is None:
        raise Http404
    schema = version.schema if version.published_at else spelt(version.schema)
    content = write_book(schema, title=form.title, form_id=form.key, version=version.number)
    return as_file(content, MIME, f"{form.title}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_make)
def bring(request: Request) -> HttpResponse:
    """A workbook becomes a draft; the page then tells what could not be taken."""
    typed = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        with refusals_into(typed):
            if typed.is_valid():
                incoming = typed.cleaned_data["file"][0]
                content = files.peek(incoming, actor=request.actor)
                title = typed.cleaned_data["title"]
                form, losses = bring_form(
                    actor=request.actor, content=content, title=title or _("แบบจาก XLSForm"), own_title=bool(title)
                )
                return page(request, "collect/xlsform_taken.html", {"form": form, "losses": losses})
    return page(request, "collect/xlsform_import.html", {"typed": typed}, status=422 if typed.errors else 200)

"""Forms: the list, the library, a form's page, its versions, a try-out, publishing."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.collect.forms.abouts import AboutForm, PublishForm
from khet.collect.models import Form, FormVersion
from khet.collect.posted import typed_in
from khet.collect.reads import forms as reads
from khet.collect.reads.codes import spelt
from khet.collect.reads.drawing import Known, draw
from khet.collect.rules.forms import may_copy, may_design, may_make
from khet.collect.schema import Schema
from khet.collect.services import forms as services
from khet.collect.validity import Standing, examine
from khet.collect.views.designs import draft_or_refuse, preview_of
from khet.collect.views.words import differences_in_words
from khet.org.guard import guarded
from khet.org.http import Request
from khet.thai.bangkok import today
from khet.ui.answers import answer, page, refusals_into

TABS = ("own", "library", "archived")


@require_safe
@guarded()
def listed(request: Request) -> HttpResponse:
    """Own forms, the library, what is no longer used."""
    tab = request.GET.get("tab", "own")
    tab = tab if tab in TABS else "own"
    found = reads.library() if tab == "library" else reads.own(request.actor, archived=tab == "archived")
    context = {"found": list(found), "tab": tab, "may_make": may_make(request.actor)}
    return page(request, "collect/forms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_make)
def new(request: Request) -> HttpResponse:
    typed = AboutForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            form = services.make_form(actor=request.actor, about=typed.about())
            then = reverse("collect:design", args=[form.pk])
            return answer(request, None, "", then=then, message=_("สร้างแบบ %s แล้ว เพิ่มหมวดและช่องได้เลย") % form.title)
    return page(request, "collect/form_about.html", {"typed": typed}, status=422 if typed.errors else 200)


@require_safe
@guarded(None, Form)
def form(request: Request, form: Form) -> HttpResponse:
    """What it asks now, its versions, where it is used."""
    version = reads.latest(form)
    versions = list(form.versions.filter(published_at__isnull=False))
    mine = may_design(request.actor, form)
    context = {
        "form": form,
        "version": version,
        "versions": versions,
        "draft": reads.draft(form) if mine else None,
        "rounds": form.rounds.visible_to(request.actor)[:20],
        "mine": mine,
        "may_copy": may_copy(request.actor, form),
        "drawn": draw(version.schema, Known(standing=_calm(version.schema))) if version else None,
    }
    return page(request, "collect/form.html", context)


@require_safe
@guarded(None, Form)
def version(request: Request, form: Form, number: int) -> HttpResponse:
    """A published version, and what it changed."""
    found = form.versions.filter(published_at__isnull=False, number=number).first()
    if found is None:
        raise Http404
    changes = reads.changes_of(found)
    context = {
        "form": form,
        "version": found,
        "first": changes is None,
        "changes": differences_in_words(changes or ()),
        "rounds": found.rounds.visible_to(request.actor)[:20],
        "drawn": draw(found.schema, Known(standing=_calm(found.schema))),
    }
    return page(request, "collect/form_version.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def about(request: Request, form: Form) -> HttpResponse:
    start = {
        "title": form.title,
        "purpose": form.purpose,
        "duty": form.duty_id,
        "readers": form.readers,
        "writers": form.writers,
    }
    typed = AboutForm(request.POST or None, initial=start, actor=request.actor, form=form)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            services.save_about(actor=request.actor, form=form, about=typed.about(form))
            return answer(request, None, "", then=form, message=_("บันทึกแล้ว"))
    context = {"typed": typed, "form": form}
    return page(request, "collect/form_about.html", context, status=422 if typed.errors else 200)


@require_POST
@guarded(may_copy, Form)
def copy(request: Request, form: Form) -> HttpResponse:
    made = services.copy_form(actor=request.actor, form=form)
    then = reverse("collect:design", args=[made.pk])
    return answer(request, None, "", then=then, message=_("คัดลอก %s เป็นของหน่วยงานท่านแล้ว") % made.title)


@require_POST
@guarded(may_design, Form)
def archive(request: Request, form: Form) -> HttpResponse:
    archived = request.POST.get("archived") == "1"
    services.set_archived(actor=request.actor, form=form, archived=archived)
    said = _("เลิกใช้แบบแล้ว รอบที่เปิดอยู่ยังดำเนินต่อ") if archived else _("นำแบบกลับมาใช้แล้ว")
    return answer(request, None, "", then=form, message=said)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(None, Form)
def preview(request: Request, form: Form) -> HttpResponse:
    """The form as a school sees it; what is typed here is checked and forgotten."""
    shown = _shown(request, form)
    if shown is None:
        raise Http404
    schema = spelt(shown.schema) if shown.published_at is None else shown.schema
    values: dict[str, str] = {}
    known = Known(standing=_calm(schema))
    if request.method == "POST":
        typed = typed_in(schema, request.POST)
        values = dict(typed.values)
        standing = examine(schema, values, today=today())
        known = Known(values=values, standing=standing, typed=typed.texts, stopped=typed.wrong)
    context = {"form": form, "version": shown, "drawn": draw(schema, known), "tried": request.method == "POST"}
    blocks = len(known.standing.blocks) if known.standing else 0
    context |= {"standing": known.standing, "stopped": known.stopped, "wrong": blocks + len(known.stopped)}
    return page(request, "collect/form_preview.html", context)


def _shown(request: Request, form: Form) -> FormVersion | None:
    """The draft for its designers, else what is published."""
    drafted = reads.draft(form) if may_design(request.actor, form) else None
    return drafted or reads.latest(form)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def publish(request: Request, form: Form) -> HttpResponse:
    """What changes for the next round, and the button."""
    version = draft_or_refuse(form)
    typed = PublishForm(request.POST or None, initial={"edition": version.edition})
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            given = typed.cleaned_data
            done = services.publish(actor=request.actor, form=form, note=given["note"], edition=given["edition"])
            said = _("ประกาศใช้ %(title)s ฉบับที่ %(number)s แล้ว") % {"title": form.title, "number": done.number}
            return answer(request, None, "", then=form, message=said)
    bench = reads.workbench(version)
    changes = reads.changes_of(version)
    context = {
        "form": form,
        "version": version,
        "typed": typed,
        "faults": bench.faults,
        "first": changes is None,
        "changes": differences_in_words(changes or ()),
        "open_rounds": form.rounds.visible_to(request.actor).filter(state="open").count(),
        "drawn": preview_of(bench),
    }
    return page(request, "collect/form_publish.html", context, status=422 if typed.errors else 200)


def _calm(schema: Schema) -> Standing:
    """Hidden parts and computed cells of an empty form; what is missing is not said."""
    found = examine(schema, {}, today=today())
    return Standing((), found.computed, found.hidden, found.filled, found.total)

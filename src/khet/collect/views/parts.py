"""The designer's small forms: one section, one part, one check."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.collect.expressions import FORMS_OF_READING, FUNCTIONS
from khet.collect.forms.checks import CheckForm
from khet.collect.forms.designs import FieldForm, PartForm, SectionForm, form_for, start_of
from khet.collect.models import Form
from khet.collect.reads.designing import BY_KEY, KINDS, inner_kinds, kind_of, names
from khet.collect.reads.forms import Workbench, latest, workbench
from khet.collect.rules.forms import may_design
from khet.collect.schema import Check, Field, FieldType, Schema, Section
from khet.collect.schema.editing import (
    checks_of,
    fresh_key,
    inner_of,
    part_of,
    put_checks,
    put_inner,
    put_part,
    put_section,
    repeat_of,
    section_of,
)
from khet.collect.schema.parts import Part
from khet.collect.services import designs
from khet.collect.views.designs import draft_or_refuse, label_at
from khet.kernel.errors import Refused
from khet.org.guard import guarded
from khet.org.http import Request
from khet.ui.answers import answer, page, refusals_into

GONE = "ส่วนนี้ถูกลบไปแล้ว กลับไปดูแบบล่าสุด"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def new_section(request: Request, form: Form) -> HttpResponse:
    return _section_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def section(request: Request, form: Form, key: str) -> HttpResponse:
    try:
        found = section_of(draft_or_refuse(form).schema, key)
    except KeyError:
        raise Refused(GONE, code="gone") from None
    return _section_page(request, form, found)


def _section_page(request: Request, form: Form, old: Section | None) -> HttpResponse:
    bench = workbench(draft_or_refuse(form))
    start = {**start_of(old), "label": old.title} if old else {}
    typed = SectionForm(request.POST or None, initial=start, form_pk=form.pk, schema=bench.schema)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            keys = [each.key for each in bench.schema.sections]
            key = typed.cleaned_data["key"] or (old.key if old else fresh_key(keys, "s"))
            made = typed.section(_written_section(bench, old), key)
            said = (_("แก้หมวด %s") if old else _("เพิ่มหมวด %s")) % made.title
            _change(
                request, form, bench, lambda schema: put_section(schema, made, instead_of=old.key if old else ""), said
            )
            return _back(request, form, f"s-{key}", said)
    context = {"form": form, "typed": typed, "old": old, "kind": _("หมวด"), "heading": old.title if old else ""}
    context |= {"is_section": True, "remove_at": f"#{old.key}" if old else ""}
    return _form_page(request, bench, context, typed, "")


def _written_section(bench: Workbench, old: Section | None) -> Section | None:
    return section_of(bench.written, old.key) if old else None


@require_safe
@guarded(may_design, Form)
def add(request: Request, form: Form) -> HttpResponse:
    """Which kind of part."""
    draft_or_refuse(form)
    repeat, into = request.GET.get("repeat", ""), request.GET.get("section", "")
    kinds = inner_kinds() if repeat else KINDS
    query = urlencode({"repeat": repeat} if repeat else {"section": into})
    return page(request, "collect/design_add.html", {"form": form, "kinds": kinds, "query": query})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def new_part(request: Request, form: Form, kind: str) -> HttpResponse:
    into = request.GET.get("repeat", "")
    return _part_page(request, form, kind, None, f"{into}/" if into else "")


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def part(request: Request, form: Form, key: str) -> HttpResponse:
    try:
        found = part_of(draft_or_refuse(form).schema, key)
    except KeyError:
        raise Refused(GONE, code="gone") from None
    return _part_page(request, form, kind_of(found).key, found, key)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def inner(request: Request, form: Form, key: str, inner: str) -> HttpResponse:
    try:
        found = inner_of(draft_or_refuse(form).schema, key, inner)
    except KeyError:
        raise Refused(GONE, code="gone") from None
    return _part_page(request, form, kind_of(found).key, found, f"{key}/{inner}")


def _part_page(request: Request, form: Form, kind: str, old: Part | None, at: str) -> HttpResponse:
    bench = workbench(draft_or_refuse(form))
    typed = _part_form(request, form, bench, kind, old, at)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            key = _key(form, bench, typed, old, at)
            made = typed.part(old, key)  # type: ignore[attr-defined]
            said = (_("แก้ช่อง %s") if old else _("เพิ่มช่อง %s")) % made.label
            _change(request, form, bench, _putting(request, made, old, at), said)
            return _back(request, form, f"p-{at.partition('/')[0] or key}", said)
    context = {
        "form": form,
        "typed": typed,
        "old": old,
        "kind": BY_KEY[kind].label,
        "heading": old.label if old else "",
        "checks": checks_of(bench.schema, at) if old else (),
        "at": at,
        "remove_at": at,
    }
    return _form_page(request, bench, context, typed, at)


def _part_form(request: Request, form: Form, bench: Workbench, kind: str, old: Part | None, at: str) -> PartForm:
    make = form_for(kind)
    more: dict[str, Any] = {"kind": FieldType(kind), "in_repeat": "/" in at} if make is FieldForm else {}
    start = start_of(old) if old else {"lowest": 0 if kind in ("integer", "decimal", "table") else None}
    return make(request.POST or None, initial=start, form_pk=form.pk, schema=bench.schema, at=at, **more)


def _key(form: Form, bench: Workbench, typed: PartForm, old: Part | None, at: str) -> str:
    """The key as typed, as it was, or a fresh one. Raises Refused when it may not change any more."""
    home, _slash, _inner = at.partition("/")
    taken = [each.key for each in repeat_of(bench.schema, home).fields] if "/" in at else list(bench.schema.parts())
    wanted = str(typed.cleaned_data["key"])
    if old is None:
        return wanted or fresh_key(taken, "q")
    if not wanted or wanted == old.key:
        return old.key
    last = latest(form)
    if last is not None and home in last.schema.parts():
        raise Refused("รหัสนี้ใช้ในฉบับที่ประกาศแล้ว เปลี่ยนแล้วจะเทียบกับรอบก่อนไม่ได้", code="key_used", field="key")
    designs.refuse_if_read(bench.version, at)
    return wanted


def _putting(request: Request, made: Part, old: Part | None, at: str) -> Any:
    key, slash, _inner = at.partition("/")
    section_key = request.GET.get("section", "")

    def put(schema: Schema) -> Schema:
        if slash:
            assert isinstance(made, Field)
            return put_inner(schema, key, made, instead_of=old.key if old else "")
        for each in schema.sections if old else ():
            if any(part.key == old.key for part in each.parts):  # type: ignore[union-attr]
                return put_part(schema, each.key, made, instead_of=old.key if old else "")
        return put_part(schema, section_key or schema.sections[-1].key, made)

    return put


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_design, Form)
def check(request: Request, form: Form) -> HttpResponse:
    """One condition; ?at= says of what, ?n= which one."""
    bench = workbench(draft_or_refuse(form))
    at = request.GET.get("at", "")
    checks = _checks(bench, at)
    n = _place(request.GET.get("n", ""), checks)
    old = checks[n] if n is not None else None
    start = _check_start(old)
    typed = CheckForm(request.POST or None, initial=start, form_pk=form.pk, schema=bench.schema, at=at)
    if request.method == "POST" and typed.is_valid():
        with refusals_into(typed):
            made = typed.check_made()
            after = (*checks[:n], made, *checks[n + 1 :]) if n is not None else (*checks, made)
            said = (_("แก้เงื่อนไข %s") if old else _("เพิ่มเงื่อนไข %s")) % made.message
            _change(request, form, bench, lambda schema: put_checks(schema, at, after), said)
            return _back(request, form, f"p-{at.partition('/')[0]}" if at else "checks", said)
    context = {
        "form": form,
        "typed": typed,
        "old": old,
        "n": n,
        "at": at,
        "kind": _("เงื่อนไขตรวจ"),
        "heading": label_at(bench.schema, at) if at else "",
        "is_check": True,
    }
    return _form_page(request, bench, context, typed, at)


@require_POST
@guarded(may_design, Form)
def remove_check(request: Request, form: Form) -> HttpResponse:
    bench = workbench(draft_or_refuse(form))
    at = request.POST.get("at", "")
    checks = _checks(bench, at)
    n = _place(request.POST.get("n", ""), checks)
    if n is None:
        raise Refused(GONE, code="gone")
    said = _("ลบเงื่อนไข %s") % checks[n].message
    after = (*checks[:n], *checks[n + 1 :])
    _change(request, form, bench, lambda schema: put_checks(schema, at, after), said)
    return _back(request, form, f"p-{at.partition('/')[0]}" if at else "checks", said)


def _checks(bench: Workbench, at: str) -> tuple[Check, ...]:
    try:
        return checks_of(bench.schema, at)
    except KeyError:
        raise Refused(GONE, code="gone") from None


def _place(text: str, checks: tuple[Check, ...]) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and int(text) < len(checks) else None


def _check_start(old: Check | None) -> dict[str, Any]:
    if old is None:
        return {"pattern": "equal", "severity": "block"}
    return {
        "pattern": "formula",
        "expr": old.expr,
        "message": old.message,
        "hint": old.hint,
        "severity": old.severity.value,
    }


def _change(request: Request, form: Form, bench: Workbench, by: Any, said: str) -> None:
    edition = request.POST.get("edition", "")
    seen = int(edition) if edition.isascii() and edition.isdigit() else bench.version.edition
    designs.change(actor=request.actor, form=form, by=by, said=said, edition=seen)


def _back(request: Request, form: Form, anchor: str, said: str) -> HttpResponse:
    url = reverse("collect:design", args=[form.pk])
    return answer(request, None, "", then=f"{url}#{anchor}", message=_("%s แล้ว") % said)


def _form_page(request: Request, bench: Workbench, context: dict[str, Any], typed: Any, at: str) -> HttpResponse:
    context |= {
        "version": bench.version,
        "names": names(bench.schema, at),
        "functions": FUNCTIONS.values(),
        "ways": FORMS_OF_READING,
    }
    return page(request, "collect/design_form.html", context, status=422 if typed.errors else 200)

"""Writing a letter: choosing a kind, the page itself, its preview and its saving in the background."""

from base64 import b64encode
from dataclasses import fields as parts_of
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from khet.kernel.errors import Refused
from khet.kernel.ids import read_id
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Post
from khet.paper import services as paper
from khet.saraban import reads, services
from khet.saraban.forms.asks import AskRows, askable
from khet.saraban.forms.compose import CLOSINGS, SALUTATIONS, ComposeForm
from khet.saraban.models import Kind, Letter, LetterFile, LetterTemplate
from khet.saraban.reads.duties import usual_duty
from khet.saraban.reads.recipients import in_words
from khet.saraban.reads.savers import last_saver
from khet.saraban.reads.seats import seats_of
from khet.saraban.rules.capacity import may_write_letters
from khet.saraban.rules.letters import may_edit
from khet.saraban.services import AskSpec, Draft, Recipients
from khet.saraban.views.checks import Check, checks_of
from khet.saraban.views.pictures import draft_pdf
from khet.ui import days as dates
from khet.ui.answers import answer, go, page, refusals_into
from khet.ui.finders import looking

TEMPLATE = "saraban/compose.html"
RECENT = 6
PREVIEW_WIDE = 900
MOST_PREVIEW = 6
KIND_SAID = {
    Kind.EXTERNAL: gettext_lazy("ถึงหน่วยงานอื่น มีตราครุฑและคำลงท้าย"),
    Kind.MEMO: gettext_lazy("ภายในหน่วยงาน ไม่มีคำลงท้าย"),
    Kind.STAMPED: gettext_lazy("ประทับตราแทนการลงชื่อ"),
    Kind.ORDER: gettext_lazy("สั่งให้ปฏิบัติ มีเลขคำสั่งรายปี"),
    Kind.ANNOUNCEMENT: gettext_lazy("แจ้งให้ทราบทั่วกัน"),
    Kind.CERTIFICATE: gettext_lazy("แนวนอน หนึ่งหน้า มีเลขเกียรติบัตร"),
    Kind.EVIDENCE: gettext_lazy("รับรอง หรือบันทึกการประชุม"),
}
KIND_ICONS = {
    Kind.EXTERNAL: "mail",
    Kind.MEMO: "file-text",
    Kind.STAMPED: "stamp",
    Kind.ORDER: "users",
    Kind.ANNOUNCEMENT: "megaphone",
    Kind.CERTIFICATE: "graduation-cap",
    Kind.EVIDENCE: "circle-check",
}


@require_safe
@guarded(may_write_letters)
def choose(request: Request) -> HttpResponse:
    """What to write: a template, a kind, or a copy of an earlier letter."""
    find = request.GET.get("q", "").strip()[:100]
    templates = reads.templates(request.actor)
    if find:
        templates = templates.filter(name__icontains=find) | templates.filter(subject__icontains=find)
    context = {
        "find": find,
        "templates": templates[:60],
        "kinds": [(kind.value, kind.label, KIND_SAID[kind], KIND_ICONS[kind]) for kind in Kind],
        "recent": reads.outgoing(request.actor, find=find, mine=not find)[:RECENT],
        "drafts": reads.drafts(request.actor, mine=True).filter(state__in=Letter.EDITABLE_STATES)[:RECENT],
    }
    return page(request, "saraban/new.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_write_letters)
def new(request: Request, kind: str) -> HttpResponse:
    """A letter that is not saved yet; the first save makes it."""
    if kind not in Kind.values:
        raise Http404
    return _compose(request, _blank(request, kind), None)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(may_edit, Letter)
def edit(request: Request, letter: Letter) -> HttpResponse:
    return _compose(request, letter, letter)


def _blank(request: Request, kind: str) -> Letter:
    """An unsaved letter from a template, or from the desk's habits."""
    actor = request.actor
    settings = reads.settings_of(actor.desk_id or 0)
    draft = Draft(
        subject="",
        kind=kind,
        contact=settings.contact,
        thai_digits=settings.thai_digits,
        signer_post_id=settings.default_signer_id,
    )
    chosen = read_id(request.GET.get("template", ""))
    if chosen is not None:
        template = get_object_or_404(LetterTemplate.objects.visible_to(actor), pk=chosen)
        draft = services.draft_from_template(actor=actor, template=template)
    draft = replace(draft, duty_id=usual_duty(actor.desk_id or 0, actor.unit_id or 0))
    letter = Letter(desk_id=actor.desk_id or 0, unit_id=actor.unit_id or 0, drafted_by_id=actor.person_id, revision=0)
    return _worded(letter, draft)


def _worded(letter: Letter, draft: Draft) -> Letter:
    """The letter with a draft's words, not saved."""
    for part in parts_of(draft):
        setattr(letter, part.name, getattr(draft, part.name))
    return letter


def _compose(request: Request, shown: Letter, letter: Letter | None) -> HttpResponse:
    actor = request.actor
    seats = seats_of(actor.desk_id or 0)
    asks = services.asks_of(letter) if letter else []
    if request.method != "POST":
        form = ComposeForm(actor=actor, letter=shown, seats=seats, initial=ComposeForm.initial_of(shown))
        rows = AskRows(None, asks=asks, desk_id=shown.desk_id)
        return page(request, TEMPLATE, _context(request, shown, letter, form, rows))
    do, _sep, what = request.POST.get("do", "save").partition(":")
    form = ComposeForm(request.POST, request.FILES, actor=actor, letter=shown, seats=seats)
    drop = read_id(what) if do == "drop" else None
    rows = AskRows(request.POST, asks=asks, desk_id=shown.desk_id, add=what if do == "add" else "", drop=drop)
    looked = looking(form)
    if looked or do in ("add", "drop"):
        context = {**_context(request, shown, letter, form, rows), "quiet": True, "looked": looked}
        return page(request, TEMPLATE, context)
    if do == "preview":
        return page(
            request, TEMPLATE, {**_context(request, shown, letter, form, rows), "quiet": True, "previewed": True}
        )
    return _save(request, shown, letter, form, rows, do, what)


def _save(
    request: Request, shown: Letter, letter: Letter | None, form: ComposeForm, rows: AskRows, do: str, what: str
) -> HttpResponse:
    saved: Letter | None = None
    with refusals_into(form):
        if form.is_valid() and rows.is_valid():
            saved = keep(request, letter, form, rows, detached=_row(letter, what) if do == "detach" else None)
    if form.errors or saved is None:
        code = 409 if _is_stale(letter, form) else 422
        context = {**_context(request, shown, letter, form, rows), "stale": _stale(letter, form)}
        return page(request, TEMPLATE, context, status=code)
    if do == "detach":
        return answer(request, None, TEMPLATE, then=reverse("saraban:edit", args=[saved.pk]) + "#files")
    if do in ("propose", "review"):
        return _send_on(request, saved, form, do)
    said = _("บันทึกร่างแล้ว %(time)s") % {"time": dates.clock(timezone.localtime())}
    return answer(request, None, TEMPLATE, then=reverse("saraban:edit", args=[saved.pk]), message=said)


def _row(letter: Letter | None, what: str) -> LetterFile:
    return get_object_or_404(LetterFile, pk=read_id(what) or 0, letter=letter)


def keep(
    request: Request, letter: Letter | None, form: ComposeForm, rows: AskRows, *, detached: LetterFile | None = None
) -> Letter:
    """Save the draft with its recipients, asks and files: all or nothing."""
    return services.save_draft(
        actor=request.actor,
        draft=form.draft(),
        letter=letter,
        revision=form.cleaned_data["revision"] if letter is not None else None,
        to=form.recipients(),
        asks=rows.specs(),
        attached=form.cleaned_data.get("attached") or [],
        detached=detached,
    )


def _is_stale(letter: Letter | None, form: ComposeForm) -> bool:
    if letter is None or "revision" not in getattr(form, "cleaned_data", {}):
        return False
    given = form.cleaned_data["revision"]
    return given is not None and given != letter.revision


def _stale(letter: Letter | None, form: ComposeForm) -> dict[str, Any] | None:
    """Who saved in between, and when: from the trail's own words on the letter."""
    if letter is None or not _is_stale(letter, form):
        return None
    return {"at": letter.updated_at, "url": reverse("saraban:edit", args=[letter.pk]), "who": last_saver(letter)}


def _send_on(request: Request, letter: Letter, form: ComposeForm, do: str) -> HttpResponse:
    """เสนอลงนาม or ส่งตรวจ: what is saved is looked over first."""
    letter = Letter.objects.select_related("desk", "unit", "signer_post").get(pk=letter.pk)
    rows = AskRows(None, asks=services.asks_of(letter), desk_id=letter.desk_id)
    data = request.POST.copy()
    data["revision"] = str(letter.revision)
    data.setlist("attached-token", [])
    again = ComposeForm(data, actor=request.actor, letter=letter, seats=seats_of(letter.desk_id))
    again.is_valid()
    if do == "review":
        reviewer = form.cleaned_data["reviewer"]
        if reviewer is None:
            again.add_error("reviewer", _("เลือกผู้ตรวจก่อนส่งตรวจ"))
            return page(request, TEMPLATE, _context(request, letter, letter, again, rows), status=422)
        post = Post.objects.select_related("unit").get(pk=reviewer)
        services.submit_for_review(actor=request.actor, letter=letter, to_post=post, note=form.cleaned_data["note"])
        said = _("ส่งตรวจถึง %(post)s แล้ว") % {"post": post}
        return answer(request, None, TEMPLATE, then=letter, message=said)
    wrong = [check for check in _checks(letter, rows) if not check.ok and check.hard]
    if wrong:
        context = {**_context(request, letter, letter, again, rows), "held": wrong}
        return page(request, TEMPLATE, context, status=422)
    services.propose_to_sign(actor=request.actor, letter=letter, note=form.cleaned_data["note"])
    said = _("เสนอลงนามถึง %(post)s แล้ว") % {"post": letter.signer_post}
    return answer(request, None, TEMPLATE, then=letter, message=said)


def _checks(letter: Letter, rows: AskRows) -> list[Check]:
    for row in rows:
        if not row.is_bound:
            row.cleaned_data = {"due": row.initial.get("due")}
    return checks_of(letter, Recipients.from_plan(letter.plan), rows if len(rows) else None)


def _typed(shown: Letter, form: ComposeForm) -> Letter:
    """The letter as the form has it now, for the picture and the checks; never saved."""
    copy = Letter.objects.select_related("desk", "unit", "signer_post").get(pk=shown.pk) if shown.pk else shown
    if form.is_bound:
        form.is_valid()
        data = form.cleaned_data
        known = {part.name for part in parts_of(Draft)} & set(data) - {"duty_id"}  # not on the paper
        draft = replace(Draft(subject=""), **{name: data[name] for name in known})
        others = {part.name for part in parts_of(Draft)} - known
        for name in known:
            setattr(copy, name, getattr(draft, name))
        for name in others & {"subject"}:
            setattr(copy, name, form.data.get(name, ""))
        copy.kind = data.get("kind") or copy.kind
        copy.signer_post_id = data.get("signer") or copy.signer_post_id
    return copy


def _pictures(letter: Letter) -> tuple[list[str], str]:
    """Pages of the paper as it would be, as data addresses; with a sentence when it cannot be drawn."""
    try:
        pdf = draft_pdf(letter)
        count = min(paper.page_count(pdf), MOST_PREVIEW)
        return [_data_address(paper.preview_png(pdf, page=each, width=PREVIEW_WIDE)) for each in range(count)], ""
    except Refused as refused:
        return [], refused.message


def _data_address(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _seen(request: Request, shown: Letter, form: ComposeForm, rows: AskRows) -> dict[str, Any]:
    """Picture and checks of what is typed."""
    letter = _typed(shown, form)
    if form.is_bound:
        to, _ok = form.recipients(), rows.is_valid()
        live: AskRows | None = rows if rows.live() else None
        checks = checks_of(letter, to, live)
    else:
        checks = _checks(letter, rows)
        to = Recipients.from_plan(letter.plan)
    pictures, trouble = _pictures(letter)
    wrong = sum(not check.ok and check.hard for check in checks)
    return {"pictures": pictures, "trouble": trouble, "checks": checks, "wrong": wrong, "to_said": in_words(to)}


def _context(
    request: Request, shown: Letter, letter: Letter | None, form: ComposeForm, rows: AskRows
) -> dict[str, Any]:
    kind = form.kind_now()
    return {
        "letter": letter,
        "here": reverse("saraban:edit", args=[letter.pk]) if letter else request.get_full_path(),
        "shown": shown,
        "form": form,
        "rows": rows,
        "ask_kinds": askable(),
        "kind_label": str(Kind(kind).label),
        "files": list(letter.files.select_related("file")) if letter else [],
        "returned": _returned(letter),
        "salutations": SALUTATIONS,
        "closings": CLOSINGS,
        "preview_url": reverse("saraban:preview", args=[shown.pk or 0]),
        **_seen(request, shown, form, rows),
    }


def _returned(letter: Letter | None) -> Any:
    """The comment the draft came back with."""
    if letter is None or letter.state != Letter.State.RETURNED:
        return None
    return letter.review_notes.filter(step="return").last()


def _draft(request: Request, pk: int) -> Letter:
    letter = get_object_or_404(Letter.objects.visible_to(request.actor), pk=pk)
    if not may_edit(request.actor, letter):
        raise Http404
    return letter


@require_POST
@guarded()
def preview(request: Request, pk: int) -> HttpResponse:
    """Picture and checks of what is typed, nothing saved; pk 0 for a letter not yet saved."""
    actor = request.actor
    if pk:
        letter = _draft(request, pk)
    elif not may_write_letters(actor):
        raise PermissionDenied
    else:
        letter = _blank(
            request, request.POST.get("kind", "") if request.POST.get("kind") in Kind.values else "external"
        )
    form = ComposeForm(request.POST, actor=actor, letter=letter, seats=seats_of(letter.desk_id))
    rows = AskRows(request.POST, asks=[], desk_id=letter.desk_id)
    return page(request, "saraban/preview.html", _seen(request, letter, form, rows))


@require_POST
@guarded()
def autosave(request: Request, pk: int) -> HttpResponse:
    """Save in the background what can be saved; JSON for the page's script. 409 when somebody saved in between."""
    actor = request.actor
    letter = _draft(request, pk)
    data = request.POST.copy()
    data.setlist("attached-token", [])
    form = ComposeForm(data, actor=actor, letter=letter, seats=seats_of(letter.desk_id))
    rows = AskRows(data, asks=services.asks_of(letter), desk_id=letter.desk_id)
    try:
        if not (form.is_valid() and rows.is_valid()):
            return JsonResponse({"said": _("ยังไม่บันทึก มีช่องที่ต้องแก้")}, status=422)
        saved = keep(request, letter, form, rows)
    except Refused as refused:
        stale = _stale(letter, form)
        who = _("%(who)s บันทึกร่างนี้หลังจากท่านเปิดหน้า") % {"who": stale["who"] or _("ผู้อื่น")} if stale else ""
        return JsonResponse({"said": who or refused.message, "stale": bool(stale)}, status=409)
    said = _("บันทึกร่างแล้ว %(time)s") % {"time": dates.clock(timezone.localtime())}
    return JsonResponse({"said": said, "revision": saved.revision})


@require_POST
@guarded(may_edit, Letter)
def discard(request: Request, letter: Letter) -> HttpResponse:
    services.discard_draft(actor=request.actor, letter=letter)
    return answer(request, None, TEMPLATE, then="/letters/out/?tab=draft", message=_("ทิ้งร่างแล้ว"))


@require_POST
@guarded(None, Letter)
def copy(request: Request, letter: Letter) -> HttpResponse:
    """A new draft with the words of an earlier letter of one's own desk, and its asks without their days."""
    if letter.desk_id != request.actor.desk_id or letter.origin != Letter.Origin.OWN:
        raise Http404
    draft = services.draft_of(letter)
    asks = [AskSpec(ask.kind, ask.label, options=ask.options) for ask in services.asks_of(letter)]
    made = services.save_draft(actor=request.actor, draft=draft, to=Recipients.from_plan(letter.plan), asks=asks)
    return go(request, reverse("saraban:edit", args=[made.pk]))

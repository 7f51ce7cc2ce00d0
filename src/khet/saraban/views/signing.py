"""Signing: what the signer sees, the one press that takes the number and signs, and paper signed by hand."""

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from khet.files import services as files
from khet.files.services import PDFS
from khet.kernel.errors import Refused
from khet.kernel.ids import read_ids
from khet.numbers.reads import next_number
from khet.org.accounts.proof import is_proven, proven_at
from khet.org.guard import guarded
from khet.org.http import Request
from khet.paper import services as paper
from khet.saraban import reads, services
from khet.saraban.forms.letters import IssueForm, ReturnForm, ScanForm
from khet.saraban.models import Letter
from khet.saraban.reads.recipients import in_words
from khet.saraban.rules.letters import may_issue, may_sign
from khet.saraban.rules.numbering import book_of, write_no
from khet.saraban.services import Recipients, targets_of
from khet.saraban.services.years import series_of, this_year
from khet.saraban.views.acting import acted
from khet.saraban.views.letters import do
from khet.saraban.views.pictures import draft_pdf
from khet.ui.answers import answer, go, page

TEMPLATE = "saraban/sign.html"
MOST = 50


def _prove_url(back: str) -> str:
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"


def coming_number(letter: Letter) -> str:
    """The number that would be taken now; another letter may take it first."""
    settings, book = reads.settings_of(letter.desk_id), book_of(letter.kind)
    own = letter.circular and settings.circular_own_series and book == "sent"
    series = series_of(letter.desk_id, book, year_be=this_year(), circular=own, secret=letter.is_secret)
    circular = letter.circular and book == "sent"
    return write_no(
        book, prefix=settings.letter_prefix, number=next_number(series), year_be=series.year_be, circular=circular
    )


@require_safe
@guarded(may_sign, Letter)
def sign(request: Request, letter: Letter) -> HttpResponse:
    return page(request, TEMPLATE, _context(request, letter))


def _context(request: Request, letter: Letter, form: Any = None) -> dict[str, Any]:
    to = Recipients.from_plan(letter.plan)
    return {
        "letter": letter,
        "pages": range(1, paper.page_count(draft_pdf(letter)) + 1),
        "files": list(letter.files.select_related("file")),
        "content": services.content_hash(letter),
        "number": coming_number(letter),
        "to_said": in_words(to),
        "to_count": len(targets_of(to)) if to else 0,
        "asks": services.asks_of(letter),
        "notes": list(letter.review_notes.exclude(note="")),
        "fresh": is_proven(request),
        "prove_url": _prove_url(reverse("saraban:sign", args=[letter.pk])),
        "return_form": form or ReturnForm(),
        "others": _proposed(request).exclude(pk=letter.pk).count(),
    }


def _proposed(request: Request) -> Any:
    """What waits for the post acted in to be signed."""
    rows = Letter.objects.visible_to(request.actor).listed().select_related("unit", "desk", "signer_post")
    mine = rows.filter(state=Letter.State.PROPOSED, signer_post_id=request.actor.post_id or 0)
    return mine.order_by("-urgency", "pk")


@require_POST
@guarded(may_sign, Letter)
def issue_and_sign(request: Request, letter: Letter) -> HttpResponse:
    """One press; when the proof is too old it is asked first and the page comes back."""
    here = reverse("saraban:sign", args=[letter.pk])
    if not is_proven(request):
        return go(request, _prove_url(here))
    signed = _sign(request, letter, request.POST.get("content", ""))
    said = _("ออกเลข %(number)s และลงนามแล้ว") % {"number": signed.letter_no}
    return answer(request, None, TEMPLATE, then=_after(request, signed), message=said)


def _sign(request: Request, letter: Letter, content: str) -> Letter:
    return services.issue_and_sign(
        actor=request.actor, letter=letter, content_hash=content, reauthenticated_at=proven_at(request)
    )


def _after(request: Request, letter: Letter) -> str:
    """On to the next one when it was pressed from the list, else to the letter."""
    if "list" in request.POST and _proposed(request).exists():
        return reverse("saraban:to_sign")
    return letter.get_absolute_url()


@require_safe
@guarded()
def to_sign(request: Request) -> HttpResponse:
    """รอลงนาม: for a thumb on a phone."""
    rows = list(_proposed(request)[:MOST])
    full = Letter.objects.in_bulk([row.pk for row in rows])
    found = [_shown(row, full[row.pk]) for row in rows]
    context = {"rows": found, "fresh": is_proven(request), "prove_url": _prove_url(reverse("saraban:to_sign"))}
    return page(request, "saraban/to_sign.html", context)


def _shown(row: Letter, full: Letter) -> tuple[Letter, str, str]:
    """The letter, the content that is approved with it, and to whom it goes."""
    return row, services.content_hash(full), in_words(Recipients.from_plan(full.plan))


@require_POST
@guarded()
def sign_many(request: Request) -> HttpResponse:
    """Sign what was ticked, each with the content that was shown; what changed meanwhile is left and said."""
    if not is_proven(request):
        return go(request, _prove_url(reverse("saraban:to_sign")))
    picked = set(read_ids(request.POST.getlist("pick")))
    rows = list(_proposed(request).filter(pk__in=picked)[:MOST])
    if not rows:
        raise Refused(_("ยังไม่ได้เลือกหนังสือที่จะลงนาม เลือกจากรายการก่อน"), code="nothing_picked")
    signed, left = 0, []
    for row in rows:
        try:
            _sign(request, Letter.objects.get(pk=row.pk), request.POST.get(f"content-{row.pk}", ""))
            signed += 1
        except Refused as refused:
            left.append(f"{row.subject}: {refused.message}")
    if not signed:
        raise Refused(left[0], code="not_signed")
    said = ngettext("ลงนามแล้ว %(n)s ฉบับ", "ลงนามแล้ว %(n)s ฉบับ", signed) % {"n": signed}
    return answer(request, None, TEMPLATE, then=reverse("saraban:to_sign"), message=" ".join([said, *left]))


@require_safe
@guarded(may_issue, Letter)
def issue(request: Request, letter: Letter) -> HttpResponse:
    """ออกเลข for paper signed by hand."""
    return page(request, "saraban/issue.html", _issue_context(request, letter, _issue_form(request, letter)))


def _issue_form(request: Request, letter: Letter, *data: Any) -> IssueForm:
    book = book_of(letter.kind)
    rows = reads.reserved_rows(request.actor, book=book) if not letter.is_secret else []
    signature = reads.signature_of(letter)
    initial = {
        "content": services.content_hash(letter),
        "signer_name": signature.name if signature else "",
        "signer_title": signature.post if signature else "",
    }
    return IssueForm(*data, rows=list(rows), initial=initial)


def _issue_context(request: Request, letter: Letter, form: IssueForm) -> dict[str, Any]:
    return {**_context(request, letter), "form": form}


@require_POST
@guarded(may_issue, Letter)
def issue_number(request: Request, letter: Letter) -> HttpResponse:
    form = _issue_form(request, letter, request.POST, request.FILES)

    def act(data: dict[str, Any]) -> Letter:
        return _issue(request, letter, form, data)

    def context() -> dict[str, Any]:
        return _issue_context(request, letter, form)

    return acted(
        request,
        form,
        act,
        template="saraban/issue.html",
        context=context,
        then=letter,
        message=lambda made: _("ออกเลข %(number)s แล้ว") % {"number": made.letter_no},
    )


def _issue(request: Request, letter: Letter, form: IssueForm, data: dict[str, Any]) -> Letter:
    with transaction.atomic():
        kept = files.keep(data["scan"], actor=request.actor, owner=letter.ref, restricted=letter.is_secret, allow=PDFS)
        reserved = form.rows.get(data.get("reserved") or 0)
        return services.issue_number(
            actor=request.actor,
            letter=letter,
            content_hash=data["content"],
            signed_file=kept[0] if kept else None,
            reserved=reserved,
            dated=data.get("dated"),
            signer_name=data["signer_name"],
            signer_title=data["signer_title"],
        )


@require_POST
@guarded(None, Letter)
def signed(request: Request, letter: Letter) -> HttpResponse:
    """The scan of the paper signed by hand."""
    form = ScanForm(request.POST, request.FILES)

    def act(data: dict[str, Any]) -> Letter:
        with transaction.atomic():
            kept = files.keep(
                data["scan"], actor=request.actor, owner=letter.ref, restricted=letter.is_secret, allow=PDFS
            )
            return services.attach_signed(actor=request.actor, letter=letter, file=kept[0])

    return do(request, letter, "signed", form, act, _("แนบฉบับลงนามแล้ว พร้อมส่ง"))


@require_POST
@guarded(None, Letter)
def printed(request: Request, letter: Letter) -> HttpResponse:
    """The printed paper goes out as it is; the signed original stays in the office."""
    services.send_printed(actor=request.actor, letter=letter)
    return answer(request, None, TEMPLATE, then=letter, message=_("ใช้ฉบับที่พิมพ์เป็นฉบับส่งแล้ว"))

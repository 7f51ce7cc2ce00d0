"""What the page of a form shows: to whom it is filled in, to whom it is read."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from khet.collect.forms.rounds import ExtendForm, ReasonForm
from khet.collect.forms.sending import RecordForm, ReturnForm
from khet.collect.models import Submission
from khet.collect.reads.asked import period_of
from khet.collect.reads.entry import EntryPage, places
from khet.collect.reads.handing import holding
from khet.collect.reads.values import values_of
from khet.collect.rules import submissions as rules
from khet.kernel.refs import ref_kinds
from khet.org.accounts.proof import is_proven
from khet.org.http import Request
from khet.work.due import words_for
from khet.work.reads.items import items_by_id

TEMPLATE = "collect/submission.html"
STEPS = (
    (("empty", "draft", "returned"), gettext_noop("กรอก")),
    (("submitted",), gettext_noop("ผู้อำนวยการรับรอง")),
    (("certified",), gettext_noop("เขตตรวจ")),
    (("accepted",), gettext_noop("รับแล้ว")),
    (("locked",), gettext_noop("ปิดรอบ")),
)


def entry_context(
    request: Request, given: Submission, shown: EntryPage, *, stuck: int = 0, anchor: str = "", **more: Any
) -> dict[str, Any]:
    """The page on which it is filled in. stuck: cells of a section that were not taken."""
    phone = "fill" not in rules.may(request.actor, given)
    context = base_context(request, given, shown)
    return {**context, "filling": True, "by_phone": phone, "stuck": stuck, "anchor": anchor, **more}


def read_context(request: Request, given: Submission, shown: EntryPage, **more: Any) -> dict[str, Any]:
    return {**base_context(request, given, shown), "filling": False, **more}


def base_context(request: Request, given: Submission, shown: EntryPage) -> dict[str, Any]:
    actor, round_ = request.actor, given.round
    may = rules.may(actor, given)
    item = items_by_id(given.item_id).first()
    here = given.get_absolute_url()
    context: dict[str, Any] = {
        "given": given,
        "round": round_,
        "period": period_of(round_),
        "shown": shown,
        "may": may,
        "serves": "submit" in may or rules.is_of_unit(actor, given),
        "item": item,
        "due": words_for(item, timezone.now()) if item is not None and item.waiting else None,
        "over": item is not None and item.waiting and item.due_at is not None and item.due_at < timezone.now(),
        "steps": steps_of(given),
        "moves": list(given.moves.all()),
        "fresh": is_proven(request),
        "prove_url": f"{reverse('account_reauthenticate')}?next={here}",
        "now": timezone.now().isoformat(),
        "letter": _letter(request, given),
    }
    if may & {"hand", "fill"}:
        context["holding"] = holding(given)
    if may & {"send_back", "return"}:
        context["return_form"] = ReturnForm(places=places(shown.schema, values_of(given)))
    if "fill_for" in may:
        context["record_form"] = RecordForm()
    if "excuse" in may:
        context["excuse_form"] = ReasonForm(prefix="excuse")
        context["extend_form"] = ExtendForm(prefix="extend")
    if "ask_again" in may:
        context["again_form"] = ReasonForm(prefix="again")
    return context


def steps_of(given: Submission) -> list[tuple[str, str]]:
    """The way of a form with where it stands now."""
    if given.state == Submission.State.EXCUSED:
        return []
    at = next((place for place, (states, _label) in enumerate(STEPS) if given.state in states), 0)
    return [
        (_(label), "done" if place < at else "now" if place == at else "later")
        for place, (_states, label) in enumerate(STEPS)
    ]


def _letter(request: Request, given: Submission) -> tuple[str, str] | None:
    """The letter that asked, as this actor may read it: (label, address)."""
    item = items_by_id(given.item_id).exclude(subject_kind="collect.submission").first()
    known = ref_kinds.get(item.subject_kind) if item else None
    if item is None or known is None:
        return None
    label = known.labels([item.subject_id], request.actor).get(item.subject_id)
    return (label, known.url(item.subject_id)) if label else None

"""What the page of a letter or of a delivery shows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count

from khet.files import reads as kept_files
from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.saraban.models import Answer, Delivery, Dispatch, Letter, LetterFile, LetterVersion, RegisterEntry
from khet.saraban.reads.circles import Circle, circle_of
from khet.saraban.reads.sides import own_delivery
from khet.saraban.reads.stories import Event, timeline
from khet.saraban.reads.voided import struck_numbers
from khet.saraban.rules import deliveries as on_delivery
from khet.saraban.rules import letters as on_letter
from khet.work.reads.items import WorkItem, items_about

LETTER_RULES: dict[str, Callable[[Actor, Letter], bool]] = {
    "edit": on_letter.may_edit,
    "discard": on_letter.may_discard,
    "submit": on_letter.may_submit,
    "review": on_letter.may_review,
    "return": on_letter.may_return,
    "propose": on_letter.may_propose,
    "recall": on_letter.may_recall,
    "sign": on_letter.may_sign,
    "issue": on_letter.may_issue,
    "attach_signed": on_letter.may_attach_signed,
    "dispatch": on_letter.may_dispatch,
    "manage": on_letter.may_manage,
    "withdraw": on_letter.may_withdraw,
    "replace": on_letter.may_replace,
    "close": on_letter.may_close,
}
DELIVERY_RULES: dict[str, Callable[[Actor, Delivery], bool]] = {
    "register": on_delivery.may_register,
    "endorse": on_delivery.may_endorse,
    "reject": on_delivery.may_reject,
    "answer": on_delivery.may_answer,
    "reply": on_delivery.may_reply,
    "reopen": on_delivery.may_reopen,
    "unopen": on_delivery.may_unopen,
    "set_duty": on_delivery.may_set_duty,
}


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The sender's page. may names the verbs open to this actor; mine is the actor's own delivery of it, if any."""

    letter: Letter
    may: frozenset[str]
    files: list[LetterFile]
    versions: list[LetterVersion]
    events: list[Event]
    counts: dict[str, int] = field(default_factory=dict)
    dispatch: Dispatch | None = None
    mine: Delivery | None = None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """The receiver's page: the letter, its row in our register, what is asked of us, and what was written on it.

    struck: the row that was struck through while the letter waits for another number.
    """

    delivery: Delivery
    may: frozenset[str]
    files: list[LetterFile]
    events: list[Event]
    items: list[WorkItem]
    answers: list[Answer]
    entry: RegisterEntry | None = None
    struck: RegisterEntry | None = None
    can_take_back: bool = False
    circle: Circle | None = None


def letter_page(letter: Letter, actor: Actor) -> LetterPage:
    """A fixed number of queries; the actor is known to see the letter."""
    delivery = own_delivery(letter, actor)
    ours = actor.desk_id == letter.desk_id
    return LetterPage(
        letter=letter,
        may=frozenset(verb for verb, rule in LETTER_RULES.items() if rule(actor, letter)),
        files=_files(letter),
        versions=list(letter.versions.defer("content")) if ours else [],
        events=timeline(letter, actor, delivery=delivery),
        counts=delivery_counts(letter) if ours else {},
        dispatch=letter.dispatches.defer("unit_ids").first() if ours else None,
        mine=delivery,
    )


def delivery_page(delivery: Delivery, actor: Actor) -> DeliveryPage:
    """A fixed number of queries; the actor is known to see the delivery."""
    items = items_about("saraban.delivery", delivery.pk)
    last = delivery.endorsements.order_by("-seq").first()
    sent_on = last is not None and (last.by_id == actor.person_id or last.by_post_id == actor.post_id)
    moved = last is not None and last.order not in ("close", "circulate", "take_back")
    waiting = items.filter(basis_kind="saraban.delivery", kind="saraban.endorse", waiting=True)
    return DeliveryPage(
        delivery=delivery,
        may=frozenset(verb for verb, rule in DELIVERY_RULES.items() if rule(actor, delivery)),
        files=_files(delivery.letter),
        events=timeline(delivery.letter, actor, delivery=delivery),
        items=list(items.filter(ask__isnull=False).select_related("ask").order_by("ask__order")),
        answers=list(delivery.answers.select_related("letter")),
        entry=delivery.entries.filter(state=RegisterEntry.State.ISSUED).first(),
        struck=struck_numbers([delivery.pk]).get(delivery.pk),
        can_take_back=bool(sent_on and moved and delivery.live)
        and waiting.filter(accepted_at__isnull=True).exists()
        and not on_delivery.holds(actor, delivery),
        circle=circle_of(delivery, actor),
    )


def delivery_counts(letter: Letter) -> dict[str, int]:
    """How many receivers stand at each stage, in one query."""
    rows = Delivery.objects.filter(letter=letter).order_by().values_list("stage").annotate(count=Count("pk"))
    return dict(rows)


def _files(letter: Letter) -> list[LetterFile]:
    return list(letter.files.select_related("file"))


def answer_files(answers: list[Answer]) -> dict[int, list[StoredFile]]:
    """Files of several answers, in one query."""
    return kept_files.of_owners("saraban.answer", [answer.pk for answer in answers])

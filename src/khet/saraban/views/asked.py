"""What a letter asks of us, each with its state, its answer and the form for it."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone

from khet.files.reads import StoredFile
from khet.kernel.actor import Actor
from khet.saraban import reads
from khet.saraban.forms.deliveries import AnswerForm, PeopleForm
from khet.saraban.models import Answer
from khet.saraban.reads.pages import DeliveryPage
from khet.thai.due import DueWords
from khet.work.due import words_for
from khet.work.kinds import Kind, kinds
from khet.work.reads.inbox import doors_of
from khet.work.reads.items import WorkItem


@dataclass(slots=True)
class Asked:
    """One ask: the item, its kind, how near it is, the answers given, and the form when it is ours to answer.

    door: where it is done, when its kind has a page for that.
    """

    item: WorkItem
    kind: Kind
    due: DueWords
    mine: bool
    answers: list[tuple[Answer, list[StoredFile]]] = field(default_factory=list)
    form: Any = None
    door: str = ""

    @property
    def way(self) -> str:
        """How it is answered here: tap, text, people or page (another capability's own)."""
        ways = {"saraban.acknowledge": "tap", "saraban.name_people": "people"}
        if self.item.kind in ("saraban.reply", "saraban.attach"):
            return "text"
        return ways.get(self.item.kind, "page")

    @property
    def url(self) -> str:
        if self.way == "page":
            return self.door or reverse("work:item", args=[self.item.pk])
        return reverse("saraban:answer", args=[self.item.subject_id, self.item.pk])


def form_for(item: WorkItem, data: Any = None, files: Any = None, *, rows: int = 3) -> Any:
    if item.kind == "saraban.name_people":
        return PeopleForm(data, rows=rows, prefix=f"a{item.pk}")
    if item.kind in ("saraban.reply", "saraban.attach"):
        return AnswerForm(data, files, kind=item.kind, prefix=f"a{item.pk}")
    return None


def asked_of(actor: Actor, shown: DeliveryPage) -> list[Asked]:
    """In the order of the letter; the rule of each kind says whether it is ours."""
    files = reads.answer_files(shown.answers)
    now, doors = timezone.now(), doors_of(shown.items)
    found = []
    for item in shown.items:
        kind = kinds[item.kind]
        mine = item.waiting and kind.may_act(actor, item)
        given = [(each, files.get(each.pk, [])) for each in shown.answers if each.item_id == item.pk]
        form = form_for(item) if mine else None
        found.append(Asked(item, kind, words_for(item, now), mine, given, form, doors.get(item.pk, "")))
    return found

"""Answering what a letter asks: text, files, names or a letter; by hand or with one tap."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.saraban.models import Answer, Delivery, Letter
from khet.saraban.rules.capacity import title_of
from khet.saraban.rules.deliveries import may_answer
from khet.saraban.services.keeping import File, put_on
from khet.saraban.services.locking import lock_delivery, refuse_unless
from khet.saraban.services.opening import note_opened
from khet.saraban.values import NamedPerson
from khet.work import services as work
from khet.work.reads.items import WorkItem, items_about

NOT_ADDRESSEE = gettext_noop("เรื่องนี้ไม่ได้อยู่ที่ท่านแล้ว หรือผู้ส่งถอนไปแล้ว โหลดหน้านี้ใหม่เพื่อดูว่าอยู่ที่ใคร")
MOST_AT_ONCE = 200
ASKABLE = ("saraban.acknowledge", "saraban.reply", "saraban.attach", "saraban.name_people")


def delivery_of(item: WorkItem) -> Delivery:
    """The delivery an item stands on. Raises Refused when it stands on something else."""
    if item.subject_kind != "saraban.delivery":
        raise Refused("งานนี้ไม่ได้มาจากหนังสือ เปิดงานแล้วตอบในหน้านั้น", code="other_item")
    return Delivery.objects.select_related("letter").get(pk=item.subject_id)


@transaction.atomic
def answer_ask(
    *,
    actor: Actor,
    item: WorkItem,
    text: str = "",
    files: Sequence[File] = (),
    people: Sequence[NamedPerson] = (),
    letter: Letter | None = None,
) -> Answer:
    """Give one ask what it asks for; the sender's wall turns at once. Lateness is fixed now.

    Raises Refused when what the ask needs is missing, when somebody answered already, or when it was withdrawn.
    """
    delivery = lock_delivery(actor, delivery_of(item))
    refuse_unless(may_answer(actor, delivery), NOT_ADDRESSEE, code="not_addressee")
    _refuse_lacking(item.kind, text, files, people, letter)
    with audit.command(actor, "saraban.answered", delivery, secret=delivery.secrecy > 0) as command:
        answer = settle_item(actor, item, delivery, text=text, people=people, letter=letter, files=files)
        command.after = {"ask": item.ask_id, "files": len(files), "answer": answer.pk}
    return answer


def _refuse_lacking(
    kind: str, text: str, files: Sequence[File], people: Sequence[NamedPerson], letter: Letter | None
) -> None:
    if kind == "saraban.attach" and not files:
        raise Refused("แนบไฟล์อย่างน้อยหนึ่งไฟล์", code="no_files", field="files")
    if kind == "saraban.name_people" and not any(person.name.strip() for person in people):
        raise Refused("พิมพ์ชื่ออย่างน้อยหนึ่งคน", code="no_people", field="people")
    if kind == "saraban.reply" and not (text.strip() or files or letter):
        raise Refused("พิมพ์คำตอบ แนบไฟล์ หรือตอบเป็นหนังสือ", code="no_answer", field="text")


def settle_item(
    actor: Actor,
    item: WorkItem,
    delivery: Delivery,
    *,
    text: str = "",
    people: Sequence[NamedPerson] = (),
    letter: Letter | None = None,
    files: Sequence[File] = (),
    allowed: bool = False,
) -> Answer:
    """Keep the answer and settle the item; the delivery is known to be ours."""
    answer = keep_answer(actor, item, delivery, text=text, people=people, letter=letter, files=files)
    work.answer(actor=actor, item=item, text=text, result=answer.ref, data={"answer": answer}, allowed=allowed)
    return answer


def keep_answer(
    actor: Actor,
    item: WorkItem,
    delivery: Delivery,
    *,
    text: str = "",
    people: Sequence[NamedPerson] = (),
    letter: Letter | None = None,
    files: Sequence[File] = (),
    via: str = "hub",
) -> Answer:
    """The row that sender and receiver read."""
    answer = Answer.objects.create(
        delivery=delivery,
        item_id=item.pk,
        ask_id=item.ask_id,
        text=text.strip(),
        people=[asdict(person) for person in people if person.name.strip()],
        letter=letter,
        via=via,
        at=timezone.now(),
        by_id=actor.person_id,
        by_name=actor.person_name,
        by_title=title_of(actor),
    )
    for file in files:
        put_on(file, actor=actor, owner=answer.ref, restricted=delivery.secrecy > 0)
    return answer


def on_answer(actor: Actor, item: WorkItem, data: Mapping[str, Any]) -> None:
    """Work tells that an ask is being answered, from our page or with one tap in the inbox."""
    delivery = delivery_of(item)
    if data.get("answer") is None:
        text, files = str(data.get("text") or ""), [each for each in (data.get("files") or ()) if each]
        people = data.get("people") or ()
        _refuse_lacking(item.kind, text, files, people, None)
        keep_answer(actor, item, delivery, text=text, people=people, files=files)
    note_opened(actor, delivery)
    mark_answered(delivery, but=item.pk)


def mark_answered(delivery: Delivery, *, but: int | None = None) -> None:
    """Everything asked of this receiver has come in (the item but is being settled now)."""
    owed = items_about("saraban.delivery", delivery.pk).filter(waiting=True)
    now = timezone.now()
    facts: dict[str, object] = {"accepted_at": delivery.accepted_at or now}
    if not owed.filter(ask__isnull=False).exclude(pk=but or 0).exists():
        facts["answered_at"] = now
    Delivery.objects.filter(pk=delivery.pk).update(**facts)


@transaction.atomic
def acknowledge_many(*, actor: Actor, deliveries: Sequence[Delivery]) -> int:
    """รับทราบ several letters at once; returns how many acknowledgements were given."""
    if not 1 <= len(deliveries) <= MOST_AT_ONCE:
        raise Refused("รับทราบได้ครั้งละ 1 ถึง %(most)s ฉบับ", code="count", most=MOST_AT_ONCE)
    ids = sorted({each.pk for each in deliveries})
    items = items_about("saraban.delivery", ids).filter(kind="saraban.acknowledge", waiting=True)
    with audit.command(actor, "saraban.acknowledged_many", after={"count": len(ids)}):
        found = list(items.order_by("subject_id", "pk"))
        for item in found:
            answer_ask(actor=actor, item=item)
    return len(found)


@transaction.atomic
def not_applicable(*, actor: Actor, item: WorkItem, reason: str) -> Answer:
    """ไม่เกี่ยวข้อง, with the reason: said by the receiver, or noted by the sender."""
    delivery = delivery_of(item)
    with audit.command(actor, "saraban.not_applicable", delivery, note=reason, secret=delivery.secrecy > 0):
        work.record_answer(actor=actor, item=item, via=WorkItem.Via.NOT_APPLICABLE, text=reason)
        answer = keep_answer(actor, item, delivery, text=reason, via="na")
        mark_answered(delivery)
    return answer

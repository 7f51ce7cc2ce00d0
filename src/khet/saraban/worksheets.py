"""The kinds of work that letters give: what each is called, who may do it, and what doing it sets off."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from khet.kernel.actor import Actor
from khet.kernel.addresses import address
from khet.kernel.errors import Refused
from khet.kernel.statements import Ids, statement
from khet.saraban.models import Delivery, Letter
from khet.saraban.models.sight import seen_rows
from khet.saraban.rules import deliveries as rules
from khet.saraban.rules.capacity import sits_in
from khet.saraban.services.answering import delivery_of, on_answer
from khet.saraban.services.locking import hold_delivery
from khet.saraban.services.opening import note_opened
from khet.saraban.services.receiving import register_from_inbox
from khet.work.kinds import Described, Kind, Plan
from khet.work.reads.items import WorkItem

_OF_LETTER = ("pk", "subject", "from_text", "letter_no")
_OF_DELIVERY = ("pk", "letter__subject", "letter__from_text", "letter__letter_no")
QUIET = Plan(remind_days=(), escalate_day=None)


@statement
def _plain_deliveries(actor: Actor, ids: Ids) -> Any:
    return Delivery.objects.plainly_visible_to(actor).filter(pk__in=ids).values_list(*_OF_DELIVERY)


@statement
def _deliveries(actor: Actor, ids: Ids) -> Any:
    return Delivery.objects.visible_to(actor).filter(pk__in=ids).values_list(*_OF_DELIVERY)


@statement
def _plain_letters(actor: Actor, ids: Ids) -> Any:
    return Letter.objects.plainly_visible_to(actor).filter(pk__in=ids).values_list(*_OF_LETTER)


@statement
def _letters(actor: Actor, ids: Ids) -> Any:
    return Letter.objects.visible_to(actor).filter(pk__in=ids).values_list(*_OF_LETTER)


def describe_deliveries(ids: Iterable[int], actor: Actor) -> Mapping[int, Described]:
    """One query for a page of the inbox; a second one for what is seen only because it passed by or by name."""
    rows = seen_rows(_plain_deliveries, _deliveries, actor, set(ids))
    return {pk: _described(texts, address("saraban:delivery", pk)) for pk, *texts in rows}


def describe_letters(ids: Iterable[int], actor: Actor) -> Mapping[int, Described]:
    rows = seen_rows(_plain_letters, _letters, actor, set(ids))
    return {pk: _described(texts, address("saraban:letter", pk)) for pk, *texts in rows}


def _described(texts: Sequence[str], url: str) -> Described:
    subject, from_text, letter_no = texts
    words = [from_text, gettext("ที่ %s") % letter_no if letter_no else ""]
    return Described(title=subject, meta=" · ".join(word for word in words if word), url=url)


def may_answer(actor: Actor, item: WorkItem) -> bool:
    """The one asked, and whoever has the matter now (a teacher to whom it was assigned answers for the school)."""
    delivery = Delivery.objects.filter(pk=item.subject_id).first()
    return delivery is not None and (
        (_asked(actor, item) and delivery.stage != Delivery.Stage.WITHDRAWN) or rules.may_answer(actor, delivery)
    )


def may_register(actor: Actor, item: WorkItem) -> bool:
    delivery = Delivery.objects.filter(pk=item.subject_id).first()
    return delivery is not None and rules.may_register(actor, delivery)


def _asked(actor: Actor, item: WorkItem) -> bool:
    if item.secret and item.asked_person_id is None:
        return False
    return sits_in(actor, unit_id=item.asked_unit_id, post_id=item.asked_post_id, person_id=item.asked_person_id)


def _hold(item: WorkItem) -> None:
    if item.subject_kind == "saraban.delivery":
        hold_delivery(item.subject_id)


def _on_page(actor: Actor, item: WorkItem, data: Mapping[str, Any]) -> None:
    raise Refused("ทำเรื่องนี้ในหน้าหนังสือ เปิดหนังสือแล้วเลือกสิ่งที่จะทำ", code="on_page")


def _on_read(actor: Actor, item: WorkItem, data: Mapping[str, Any]) -> None:
    """Reading a circulated paper says nothing of the desk's own opening, which came first."""
    delivery = delivery_of(item)
    if rules.is_addressee(actor, delivery):
        note_opened(actor, delivery)


def _on_register(actor: Actor, item: WorkItem, data: Mapping[str, Any]) -> None:
    register_from_inbox(actor=actor, item=item)


def _asked_kind(key: str, label: str, icon: str, verb: str, *, one_tap: bool = False) -> Kind:
    return Kind(
        key=key,
        label=label,
        icon=icon,
        describe=describe_deliveries,
        may_act=may_answer,
        verb=verb,
        askable=True,
        one_tap=one_tap,
        on_answer=on_answer,
        hold=_hold,
    )


def _draft_kind(key: str, label: str, icon: str, verb: str) -> Kind:
    return Kind(key, label, icon, describe_letters, _asked, verb=verb, on_answer=_on_page, plan=QUIET, own_page=True)


KINDS = (
    _asked_kind("saraban.acknowledge", _("รับทราบหนังสือ"), "check", _("รับทราบ"), one_tap=True),
    _asked_kind("saraban.reply", _("ตอบหนังสือ"), "send", _("ตอบหนังสือ")),
    _asked_kind("saraban.attach", _("ส่งไฟล์"), "paperclip", _("ส่งไฟล์")),
    _asked_kind("saraban.name_people", _("แจ้งชื่อ"), "users", _("แจ้งชื่อ")),
    Kind(
        "saraban.register",
        _("ลงรับหนังสือ"),
        "stamp",
        describe_deliveries,
        may_register,
        verb=_("ลงรับ"),
        one_tap=True,
        on_answer=_on_register,
        hold=_hold,
        plan=QUIET,
        own_page=True,
    ),
    Kind(
        "saraban.endorse",
        _("เกษียน/สั่งการ"),
        "pencil",
        describe_deliveries,
        _asked,
        verb=_("เกษียน"),
        on_answer=_on_page,
        hold=_hold,
        hands_on=True,
        plan=QUIET,
        own_page=True,
    ),
    Kind(
        "saraban.read",
        _("หนังสือเวียนให้ทราบ"),
        "mail-open",
        describe_deliveries,
        _asked,
        verb=_("รับทราบ"),
        one_tap=True,
        on_answer=_on_read,
        hold=_hold,
        plan=QUIET,
    ),
    _draft_kind("saraban.review", _("ตรวจร่างหนังสือ"), "file-text", _("ตรวจร่าง")),
    _draft_kind("saraban.redraft", _("แก้หรือเสนอร่าง"), "pencil", _("เปิดร่าง")),
    _draft_kind("saraban.sign", _("ลงนามหนังสือ"), "fingerprint", _("ลงนาม")),
    _draft_kind("saraban.reissue", _("หนังสือถูกส่งคืน"), "undo-2", _("เปิดหนังสือ")),
)

"""The page of a letter that came: paper, what to do with it now, and what was written on it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.files.made import as_file
from khet.kernel.actor import Actor
from khet.org.guard import guarded
from khet.org.http import Request
from khet.org.models import Person, Post, Unit
from khet.paper import services as paper
from khet.saraban import reads, services
from khet.saraban.forms.deliveries import AssignForm, CirculateForm, DirectForm, EndorseForm, PlainForm, ReasonForm
from khet.saraban.forms.duties import DutyForm
from khet.saraban.models import Delivery, Endorsement, RegisterEntry
from khet.saraban.reads.faces import fonts_of
from khet.saraban.reads.mails import mail_of
from khet.saraban.reads.pages import DeliveryPage
from khet.saraban.reads.seats import Next, Seat, next_above, seats_of
from khet.saraban.views.acting import Act, acted, acts_of
from khet.saraban.views.asked import Asked, asked_of
from khet.saraban.views.pictures import pages_of
from khet.ui.answers import answer, page

TEMPLATE = "saraban/delivery.html"
Order = Endorsement.Order


@require_safe
@guarded(None, Delivery)
def delivery(request: Request, delivery: Delivery) -> HttpResponse:
    """Opened is noted at the first real view by an addressee: not by HEAD, not by a browser that looks ahead."""
    if request.method == "GET" and not _ahead(request):
        services.mark_opened(actor=request.actor, delivery=delivery)
    return page(request, TEMPLATE, delivery_context(request, delivery))


def _ahead(request: Request) -> bool:
    purpose = f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}"
    return "prefetch" in purpose or "prerender" in purpose


def delivery_context(request: Request, delivery: Delivery, typed: Act | None = None, **more: Any) -> dict[str, Any]:
    actor = request.actor
    shown = reads.delivery_page(delivery, actor)
    seats = seats_of(delivery.desk_id) if "endorse" in shown.may else []
    above = next_above(actor, seats) if seats else None
    stored = delivery.stamped or delivery.letter.pdf
    asked = asked_of(actor, shown)
    context = {
        "delivery": delivery,
        "letter": delivery.letter,
        "shown": shown,
        "entry": shown.entry,
        "stored": stored,
        "pages": pages_of(stored),
        "scans": [each for each in shown.files if each.role == "scan" and each.file.mime.startswith("image/")],
        "enclosures": [each for each in shown.files if each.file_id != delivery.letter.pdf_id],
        "asked": asked,
        "ask_kind": "" if shown.may & {"register", "endorse"} else "go",
        "answerable": any(each.mine for each in asked),
        "opened": _only_open(asked),
        "holder": _holder(delivery),
        "above": above,
        "directs": bool(seats) and above is None,
        "acts": acts_of(_acts(actor, shown, seats), typed),
        "typed": typed,
        "phrases": _phrases(above),
        "mail": mail_of(delivery.letter, actor),
        "last": delivery.endorsements.order_by("-seq").first() if "endorse" in shown.may else None,
    }
    if "endorse" in shown.may and "endorse_form" not in more:
        context["endorse_form"] = _endorse_form(actor, delivery, seats, above)
    return {**context, **more}


def _only_open(asked: list[Asked]) -> int | None:
    """The one form that stands open: when only one ask of ours wants more than a tap."""
    forms = [each.item.pk for each in asked if each.form is not None]
    return forms[0] if len(forms) == 1 else None


def _holder(delivery: Delivery) -> str:
    return str(delivery.holder_person or delivery.holder_post or delivery.holder_unit or "")


def _phrases(above: Next | None) -> list[str]:
    if above is None:
        return [_("ทราบ"), _("ดำเนินการตามเสนอ"), _("มอบผู้เกี่ยวข้องดำเนินการ"), _("แจ้งผู้เกี่ยวข้องทราบ")]
    return [_("เพื่อโปรดทราบ"), _("เพื่อโปรดพิจารณา"), _("เห็นควรแจ้งผู้เกี่ยวข้องทราบ"), _("เห็นควรดำเนินการตามที่แจ้ง")]


def _endorse_form(
    actor: Actor, delivery: Delivery, seats: list[Seat], above: Next | None, data: Any = None
) -> EndorseForm:
    if above is None:
        return DirectForm(data, seats=seats, but=actor.post_id, office=delivery.desk.kind == "office")
    return EndorseForm(data, seats=seats, but=actor.post_id, initial={"to": above.post.pk})


def _circulate_form(actor: Actor, delivery: Delivery, seats: list[Seat], data: Any = None) -> CirculateForm:
    secret = delivery.secrecy > 0
    return CirculateForm(data, seats=seats, but=actor.post_id, person_id=actor.person_id, secret=secret)


def _duty_form(delivery: Delivery, data: Any = None) -> DutyForm:
    return DutyForm(data, desk_id=delivery.desk_id, initial={"duty_id": delivery.letter.duty_id or ""})


def _acts(actor: Actor, shown: DeliveryPage, seats: list[Seat]) -> list[Act | None]:
    """The verbs beside the main one, each with its form."""
    delivery, may = shown.delivery, shown.may
    return [
        _act("assign", delivery, AssignForm(seats=seats, but=actor.post_id)) if "endorse" in may else None,
        _act("circulate", delivery, _circulate_form(actor, delivery, seats)) if "endorse" in may else None,
        _act("reopen", delivery, ReasonForm(label=_("เหตุผลที่เปิดเรื่องใหม่"))) if "reopen" in may else None,
        _act("take_back", delivery, PlainForm()) if shown.can_take_back else None,
        _act("unopen", delivery, PlainForm()) if "unopen" in may else None,
        _act("set_duty", delivery, _duty_form(delivery)) if "set_duty" in may else None,
        _act("reject", delivery, ReasonForm(label=_("เหตุผลที่ส่งคืน"))) if "reject" in may else None,
    ]


def _words() -> dict[str, tuple[str, str, str, str, str]]:
    """key: (label, icon, kind, what it will do, the verb going on)"""
    return {
        "assign": (
            _("มอบหมาย"),
            "users",
            "go",
            _("ผู้รับมอบเห็นเรื่องในงานของตนทันที และตอบผู้ส่งแทนหน่วยงานได้"),
            _("กำลังมอบหมาย"),
        ),
        "circulate": (
            _("เวียนให้ทราบ"),
            "megaphone",
            "go",
            _("เรื่องยังอยู่ที่ท่าน ผู้ที่เลือกจะได้รับให้อ่านและกดรับทราบ"),
            _("กำลังเวียน"),
        ),
        "reopen": (_("เปิดเรื่องใหม่"), "history", "go", _("เรื่องจะกลับมาอยู่ที่ท่าน"), _("กำลังเปิดเรื่อง")),
        "take_back": (_("ดึงเรื่องกลับ"), "undo-2", "go", _("เรื่องจะกลับมาอยู่ที่ท่าน ผู้รับยังไม่ได้เริ่มทำ"), _("กำลังดึงกลับ")),
        "unopen": (_("ทำเป็นยังไม่เปิด"), "mail", "", _("ใช้เมื่อเปิดผิดเรื่อง ผู้ส่งจะเห็นว่ายังไม่เปิด ประวัติการเปิดยังอยู่"), ""),
        "set_duty": (_("ระบุหน้าที่ตามกฎหมาย"), "landmark", "go", _("งานของหนังสือนี้ทั้งที่ทำแล้วและที่รออยู่จะนับเข้าข้อที่เลือก"), ""),
        "reject": (
            _("ส่งคืนผู้ส่ง"),
            "undo-2",
            "risk",
            _("ใช้เมื่อส่งผิดหน่วยงานหรือไฟล์เปิดไม่ได้ ผู้ส่งจะเห็นเหตุผลและได้งานแก้ไข"),
            _("กำลังส่งคืน"),
        ),
    }


def _act(key: str, delivery: Delivery, form: Any) -> Act:
    label, icon, kind, text, busy = _words()[key]
    return Act(key, label, icon, reverse(f"saraban:{key}", args=[delivery.pk]), form, text, kind, busy)


def _do(
    request: Request, delivery: Delivery, key: str, form: Any, do: Callable[[dict[str, Any]], object], message: Any
) -> HttpResponse:
    """One of the acts; when it was typed wrong it stands open on the page."""

    def context() -> dict[str, Any]:
        return delivery_context(request, delivery, _act(key, delivery, form))

    return acted(request, form, do, template=TEMPLATE, context=context, then=delivery, message=message)


@require_POST
@guarded(None, Delivery)
def register(request: Request, delivery: Delivery) -> HttpResponse:
    """ลงรับ."""
    entry = services.register_delivery(actor=request.actor, delivery=delivery)
    return answer(request, None, TEMPLATE, then=delivery, message=_registered(entry))


def _registered(entry: RegisterEntry) -> str:
    return _("ลงรับแล้ว เลขรับ %(number)s/%(year)s") % {"number": entry.number, "year": entry.year_be}


@require_POST
@guarded(None, Delivery)
def endorse(request: Request, delivery: Delivery) -> HttpResponse:
    seats = seats_of(delivery.desk_id)
    form = _endorse_form(request.actor, delivery, seats, next_above(request.actor, seats), request.POST)

    def do(data: dict[str, Any]) -> Endorsement:
        order = data["order"]
        back = order in (Order.RETURN, Order.CLOSE) or (order != Order.PROPOSE and not isinstance(form, DirectForm))
        return services.endorse(
            actor=request.actor, delivery=delivery, order=order, note=data["note"], **({} if back else _to(data["to"]))
        )

    def context() -> dict[str, Any]:
        return delivery_context(request, delivery, endorse_form=form)

    return acted(request, form, do, template=TEMPLATE, context=context, then=delivery, message=_endorsed)


def _to(seat: Post | Unit | None) -> dict[str, Any]:
    """Where it goes, as the service asks for it."""
    return {"to_unit": seat} if isinstance(seat, Unit) else {"to_post": seat}


def _endorsed(entry: Endorsement) -> str:
    if entry.order == Order.CLOSE:
        return _("ยุติเรื่องแล้ว")
    label = str(Order(entry.order).label)
    return _("%(order)s แล้ว เรื่องไปอยู่ที่ %(to)s") % {"order": label, "to": entry.to_name} if entry.to_name else label


@require_POST
@guarded(None, Delivery)
def assign(request: Request, delivery: Delivery) -> HttpResponse:
    form = AssignForm(request.POST, seats=seats_of(delivery.desk_id), but=request.actor.post_id)

    def do(data: dict[str, Any]) -> Endorsement:
        return services.endorse(
            actor=request.actor, delivery=delivery, order=Order.ASSIGN, note=data["note"], **_to(data["to"])
        )

    return _do(request, delivery, "assign", form, do, _endorsed)


@require_POST
@guarded(None, Delivery)
def circulate(request: Request, delivery: Delivery) -> HttpResponse:
    form = _circulate_form(request.actor, delivery, seats_of(delivery.desk_id), request.POST)

    def do(data: dict[str, Any]) -> Endorsement:
        return services.circulate(
            actor=request.actor,
            delivery=delivery,
            note=data["note"],
            posts=list(Post.objects.select_related("unit").filter(pk__in=data["posts"])),
            persons=list(Person.objects.filter(pk__in=data["persons"]).order_by("sort_key")),
            whole_desk=data.get("whole_desk", False),
        )

    return _do(request, delivery, "circulate", form, do, _("เวียนให้ทราบแล้ว เรื่องยังอยู่ที่ท่าน"))


@require_POST
@guarded(None, Delivery)
def reject(request: Request, delivery: Delivery) -> HttpResponse:
    form = ReasonForm(request.POST, label=_("เหตุผลที่ส่งคืน"))

    def do(data: dict[str, Any]) -> object:
        return services.reject_delivery(actor=request.actor, delivery=delivery, reason=data["reason"])

    return _do(request, delivery, "reject", form, do, _("ส่งคืนผู้ส่งแล้ว"))


@require_POST
@guarded(None, Delivery)
def reopen(request: Request, delivery: Delivery) -> HttpResponse:
    form = ReasonForm(request.POST, label=_("เหตุผลที่เปิดเรื่องใหม่"))

    def do(data: dict[str, Any]) -> object:
        return services.reopen(actor=request.actor, delivery=delivery, note=data["reason"])

    return _do(request, delivery, "reopen", form, do, _("เปิดเรื่องใหม่แล้ว เรื่องอยู่ที่ท่าน"))


@require_POST
@guarded(None, Delivery)
def take_back(request: Request, delivery: Delivery) -> HttpResponse:
    services.take_back(actor=request.actor, delivery=delivery)
    return answer(request, None, TEMPLATE, then=delivery, message=_("ดึงเรื่องกลับแล้ว เรื่องอยู่ที่ท่าน"))


@require_POST
@guarded(None, Delivery)
def set_duty(request: Request, delivery: Delivery) -> HttpResponse:
    """Which duty of the office a letter from outside is about."""
    form = _duty_form(delivery, request.POST)

    def do(data: dict[str, Any]) -> object:
        return services.set_duty(actor=request.actor, delivery=delivery, duty_id=data.get("duty_id") or None)

    return _do(request, delivery, "set_duty", form, do, _("บันทึกหน้าที่ตามกฎหมายแล้ว"))


@require_POST
@guarded(None, Delivery)
def unopen(request: Request, delivery: Delivery) -> HttpResponse:
    """Back to the list: looking at it again would open it again."""
    services.mark_unopened(actor=request.actor, delivery=delivery)
    return answer(request, None, TEMPLATE, then="/letters/in/", message=_("ทำเป็นยังไม่เปิดแล้ว"))


@require_POST
@guarded(None, Delivery)
def reply(request: Request, delivery: Delivery) -> HttpResponse:
    """Begin the letter that answers this one."""
    letter = services.reply_letter(actor=request.actor, delivery=delivery)
    return answer(request, None, TEMPLATE, then=reverse("saraban:edit", args=[letter.pk]))


@require_safe
@guarded(None, Delivery)
def slip(request: Request, delivery: Delivery) -> HttpResponse:
    """ใบเกษียน as PDF."""
    content = paper.render(reads.routing_slip(delivery), fonts=fonts_of(delivery.desk_id))
    return as_file(content, "application/pdf", f"slip-{delivery.pk}.pdf", inline=True)

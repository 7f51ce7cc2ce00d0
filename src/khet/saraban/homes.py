"""What letters put on the frame and on everybody's home: the place, its badge, first actions and panels."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.statements import statement
from khet.saraban import reads
from khet.saraban.models import Delivery, Letter, Mail
from khet.saraban.models.sight import sight_of
from khet.saraban.reads.mails import MOST_COUNTED
from khet.saraban.reads.walls import counts_of
from khet.saraban.rules.capacity import keeps_registry, leads, may_write_letters
from khet.ui.chrome import Place, places
from khet.ui.home import HomeAction, HomePanel, actions, panels
from khet.work.due import words_of_all
from khet.work.reads.items import items_on, waiting_for
from khet.work.reads.wall import fences

SHOWN = 4
ASKS = ("saraban.acknowledge", "saraban.reply", "saraban.attach", "saraban.name_people")


def fill() -> None:
    places.register(Place("saraban", _("หนังสือ"), "mail", "/letters/", 10, _staff, _badge, short=_("หนังสือ")))
    for action in (
        HomeAction("saraban.new", _("ร่างหนังสือ"), "plus", "/letters/new/", may_write_letters, 10),
        HomeAction("saraban.receive", _("รับหนังสือ"), "folder-input", "/letters/receive/", _registry, 20),
        HomeAction("saraban.sign", _("ลงนาม"), "fingerprint", "/letters/sign/", _signs, 5),
    ):
        actions.register(action)
    for key, context, visible, order in (
        ("sign", _to_sign, may_write_letters, 10),
        ("register", _to_register, _registry, 10),
        ("mails", _mails, _registry, 12),
        ("ready", _to_send, may_write_letters, 20),
        ("walls", _walls, may_write_letters, 30),
        ("near", _near, _school_registry, 15),
        ("circulated", _circulated, may_write_letters, 40),
    ):
        panels.register(HomePanel(f"saraban.{key}", f"saraban/home_{key}.html", context, visible, order))


def _staff(actor: Actor) -> bool:
    return actor.signed_in and not actor.has_duty("pupil")


def _registry(actor: Actor) -> bool:
    return actor.desk_id is not None and keeps_registry(actor, actor.desk_id)


def _school_registry(actor: Actor) -> bool:
    return _registry(actor)


def _signs(actor: Actor) -> bool:
    """Something waits for this post to be signed now."""
    return _lies_at(actor) and _proposed(actor).exists()


def _lies_at(actor: Actor) -> bool:
    """A cheap look before the dear one: nothing lies at the post, so nothing has to be asked about sight."""
    return actor.post_id is not None and bool(_lying(actor.post_id))


@statement
def _lying(post_id: int) -> Any:
    return Letter.objects.filter(signer_post_id=post_id, state=Letter.State.PROPOSED.value).values_list("pk")[:1]


def _desk_has(actor: Actor, state: Letter.State) -> bool:
    """As _lies_at, for letters of the desks one serves in a state."""
    return bool(_desks_have(actor.desk_ids, state.value))


@statement
def _desks_have(desk_ids: frozenset[int], state: str) -> Any:
    return Letter.objects.filter(desk_id__in=desk_ids, origin=Letter.Origin.OWN, state=state).values_list("pk")[:1]


def _badge(actor: Actor) -> int:
    """For the registry: what waits to be registered."""
    if not _registry(actor):
        return 0
    return _waiting.count(actor)


@statement
def _waiting(actor: Actor) -> Any:
    return _unregistered(actor).values_list("pk", flat=True)[:99]


def _unregistered(actor: Actor) -> Any:
    """The registry sees its whole desk; of what is secret, what names it."""
    rows = Delivery.objects.filter(desk_id=actor.desk_id, stage__in=("arrived", "opened"))
    seen = Q(secrecy=0) | sight_of(actor).named("letter_id")
    return rows.filter(seen).exclude(from_desk_id=actor.desk_id)


def _proposed(actor: Actor) -> Any:
    rows = Letter.objects.visible_to(actor).listed()
    return rows.filter(state=Letter.State.PROPOSED, signer_post_id=actor.post_id or 0)


def _to_sign(actor: Actor) -> Mapping[str, Any] | None:
    if not _lies_at(actor):
        return None
    found = list(_proposed(actor).select_related("unit").order_by("-urgency", "pk")[: SHOWN + 1])
    return {"letters": found[:SHOWN], "more": len(found) > SHOWN} if found else None


def _to_register(actor: Actor) -> Mapping[str, Any] | None:
    count, rows = _all_waiting.count(actor), _first_waiting(actor)
    return {"deliveries": rows, "count": count} if rows else None


def _mails(actor: Actor) -> Mapping[str, Any] | None:
    """Mails to the desk's own address that nobody has looked at; and a box that cannot be read."""
    rows = _new_mails(actor)
    return {"mails": rows, "count": reads.waiting_mails(actor), "most": MOST_COUNTED} if rows else None


@statement
def _new_mails(actor: Actor) -> Any:
    return reads.mails(actor, Mail.State.NEW).order_by("-pk")[:SHOWN]


@statement
def _all_waiting(actor: Actor) -> Any:
    return _unregistered(actor).values_list("pk", flat=True)[:999]


@statement
def _first_waiting(actor: Actor) -> Any:
    return _unregistered(actor).listed().order_by("-urgency", "pk")[:SHOWN]


def _to_send(actor: Actor) -> Mapping[str, Any] | None:
    """Signed and not yet sent: one's own, and the whole desk's for the registry."""
    if not _desk_has(actor, Letter.State.READY):
        return None
    found = _ready(actor, not _registry(actor))
    return {"letters": found[:SHOWN], "more": len(found) > SHOWN} if found else None


@statement
def _ready(actor: Actor, mine: bool) -> Any:
    return reads.outgoing(actor, state=Letter.State.READY, mine=mine)[: SHOWN + 1]


def _walls(actor: Actor) -> Mapping[str, Any] | None:
    """Letters that wait for answers, each with its small fence: three queries."""
    if not _desk_has(actor, Letter.State.DISPATCHED):
        return None
    found = _unanswered(actor, not leads(actor, actor.desk_id or 0))
    if not found:
        return None
    marks = fences("saraban.letter", [letter.pk for letter in found])
    return {"rows": [(letter, counts_of(marks.get(letter.pk, {}))) for letter in found]}


@statement
def _unanswered(actor: Actor, mine: bool) -> Any:
    rows = reads.outgoing(actor, state=Letter.State.DISPATCHED, mine=mine)
    asked = items_on("saraban.letter", OuterRef("pk")).filter(waiting=True)
    return rows.filter(Exists(asked.filter(ask__isnull=False)))[:SHOWN]


def _near(actor: Actor) -> Mapping[str, Any] | None:
    """What the sender waits for, the nearest day first."""
    near = _nearest(actor)
    found = list({item.subject: item for item in reversed(near)}.values())[::-1][:SHOWN]
    return {"items": list(zip(found, words_of_all(found, timezone.now()), strict=True))} if found else None


@statement
def _nearest(actor: Actor) -> Any:
    rows = waiting_for(actor, *ASKS).filter(due_at__isnull=False)
    return rows.select_related("ask", "asked_unit").order_by("due_at", "pk")[: SHOWN * 5]


@statement
def _to_read(actor: Actor) -> Any:
    return waiting_for(actor, "saraban.read").order_by("-opened_at", "-pk")[: SHOWN + 1]


def _circulated(actor: Actor) -> Mapping[str, Any] | None:
    """Papers that circulate inside the school or office, not yet read."""
    found = _to_read(actor)
    return {"items": found[:SHOWN], "more": len(found) > SHOWN} if found else None

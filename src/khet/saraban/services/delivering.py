"""Putting a letter at its receivers: many at once, in a fixed number of queries."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils import timezone

from khet.kernel.actor import Actor
from khet.kernel.rows import pour
from khet.notify import services as notify
from khet.org.reads.posts import intake_people, reachable
from khet.saraban.models import Delivery, Letter, LetterAccess, Route
from khet.saraban.services.asking import asks_of
from khet.saraban.services.wording import shown
from khet.saraban.values import Target
from khet.work import services as work
from khet.work.reads.items import Ask
from khet.work.services import Spec

BATCH = 1000


def deliver(actor: Actor, letter: Letter, targets: Sequence[Target]) -> int:
    """Deliver to whoever does not have the letter yet; the letter must be locked. Returns how many were added.

    Each delivery opens ลงรับ (inside one desk: the matter itself) and an item for each ask. Receivers are told.
    """
    fresh = _without(letter, targets)
    if not fresh:
        return 0
    rows, now = [], timezone.now()
    for start in range(0, len(fresh), BATCH):
        batch = [_delivery(letter, each, now) for each in fresh[start : start + BATCH]]
        pour(batch)
        rows += batch
    _open_paths(actor, letter, rows)
    asks = asks_of(letter)
    work.open_many(actor=actor, specs=[spec for row in rows for spec in specs_of(letter, row, asks)])
    Letter.objects.filter(pk=letter.pk).update(delivery_count=F("delivery_count") + len(rows))
    tell(actor, letter, rows, kind="saraban.arrived", title=f"หนังสือใหม่: {letter.subject}")
    return len(rows)


def _without(letter: Letter, targets: Sequence[Target]) -> list[Target]:
    """Those that do not have it: nobody gets a letter twice."""
    units = {each.unit_id for each in targets}
    here = Delivery.objects.filter(letter=letter)
    if len(units) <= BATCH:
        here = here.filter(unit_id__in=units)
    have = set(here.values_list("unit_id", "to_post_id", "to_person_id"))
    fresh = dict.fromkeys(each for each in targets if (each.unit_id, each.post_id, each.person_id) not in have)
    return list(fresh)


def _delivery(letter: Letter, target: Target, now: datetime) -> Delivery:
    named = target.post_id or target.person_id
    return Delivery(
        letter=letter,
        unit_id=target.unit_id,
        desk_id=target.desk_id,
        from_desk_id=letter.desk_id,
        to_post_id=target.post_id,
        to_person_id=target.person_id,
        secrecy=letter.secrecy,
        urgency=letter.urgency,
        arrived_at=now,
        holder_unit_id=None if named else target.unit_id,
        holder_post_id=target.post_id,
        holder_person_id=target.person_id,
        held_since=now,
        synthetic=letter.synthetic,
    )


def _open_paths(actor: Actor, letter: Letter, rows: Sequence[Delivery]) -> None:
    """Named posts and people see what is addressed to them; a secret letter goes on its named list."""
    now = timezone.now()
    if letter.is_secret:
        access = [
            LetterAccess(letter=letter, person_id=row.to_person_id, why="addressee", by_name=actor.person_name)
            for row in rows
            if row.to_person_id is not None
        ]
        LetterAccess.objects.bulk_create(access, batch_size=BATCH, ignore_conflicts=True)
        return
    stops = [
        Route(letter=letter, delivery=row, post_id=row.to_post_id, person_id=row.to_person_id, why="addressee", at=now)
        for row in rows
        if row.to_post_id or row.to_person_id
    ]
    if stops:
        Route.objects.bulk_create(stops, batch_size=BATCH)


def specs_of(letter: Letter, row: Delivery, asks: Sequence[Ask]) -> list[Spec]:
    """The items of one delivery."""
    first = matter_spec(letter, row) if row.internal else register_spec(letter, row)
    return [first, *(_ask_spec(letter, row, ask) for ask in asks)]


def register_spec(letter: Letter, row: Delivery) -> Spec:
    """ลงรับ at the receiving desk; a secret letter's by the person named."""
    return Spec(
        kind="saraban.register",
        subject=row.ref,
        basis=letter.ref,
        asked_unit_id=row.desk_id,
        asked_person_id=row.to_person_id if letter.is_secret else None,
        label=shown(letter),
        urgency=letter.urgency,
        secret=letter.is_secret,
        duty=letter.duty_id,
        synthetic=letter.synthetic,
    )


def matter_spec(letter: Letter, row: Delivery, *, unit_id: int | None = None) -> Spec:
    """The matter itself, with whoever holds it; unit_id is the unit of the holding post."""
    return Spec(
        kind="saraban.endorse",
        subject=row.ref,
        basis=row.ref,
        asked_unit_id=unit_id or row.holder_unit_id or row.unit_id,
        asked_post_id=row.holder_post_id,
        asked_person_id=row.holder_person_id,
        label=shown(letter),
        urgency=letter.urgency,
        secret=letter.is_secret,
        duty=letter.duty_id,
        synthetic=row.synthetic,
    )


def _ask_spec(letter: Letter, row: Delivery, ask: Ask) -> Spec:
    return Spec(
        kind=ask.kind,
        subject=row.ref,
        basis=letter.ref,
        asked_unit_id=row.unit_id,
        asked_post_id=row.to_post_id,
        asked_person_id=row.to_person_id,
        label=shown(letter),
        due_at=ask.due_at,
        due_is_date=ask.due_is_date,
        budget_minutes=ask.budget_minutes,
        urgency=letter.urgency,
        secret=letter.is_secret,
        ask_id=ask.pk,
        duty=letter.duty_id,
        synthetic=letter.synthetic,
    )


def tell(actor: Actor, letter: Letter, rows: Sequence[Delivery], *, kind: str, title: str, body: str = "") -> None:
    """Tell the people whom these deliveries reach today."""
    people = {row.to_person_id for row in rows if row.to_person_id}
    posts = reachable({row.to_post_id for row in rows if row.to_post_id and not row.to_person_id})
    units = intake_people({row.unit_id for row in rows if not row.to_post_id and not row.to_person_id})
    people.update(person for each in (*posts.values(), *units.values()) for person in each)
    if people:
        notify.send(
            kind=kind,
            to=sorted(people),
            title=title,
            body=body,
            ref=letter.ref,
            urgent=letter.urgency >= 2,
            actor=actor,
            secret=letter.is_secret,
        )

"""The work item that asks the director to certify, and the proof it needs."""

from datetime import datetime, timedelta

from django.utils import timezone

from khet.collect.models import Submission
from khet.kernel.actor import Actor
from khet.org.accounts.proof import lasts
from khet.org.reads.posts import head_post
from khet.work import services as work
from khet.work.reads.items import items_about, items_by_id

KIND = "collect.certify"


def is_fresh(at: datetime | None) -> bool:
    """Not longer ago than a proof of identity holds, as for signing a letter."""
    return at is not None and timedelta() <= timezone.now() - at < lasts()


def ask(actor: Actor, given: Submission) -> None:
    """Ask the head of the unit; due when the form is."""
    head = head_post(given.unit_id)
    due_at = items_by_id(given.item_id).values_list("due_at", flat=True).first()
    spec = work.Spec(
        kind=KIND,
        subject=given.ref,
        basis=given.ref,
        asked_unit_id=given.unit_id,
        asked_post_id=head.pk if head else None,
        label=given.round.title,
        due_at=due_at,
        due_is_date=False,
        duty=given.round.duty_id,
        synthetic=given.round.synthetic,
    )
    work.open_items(actor=actor, spec=spec)


def close(actor: Actor, given: Submission, note: str = "") -> None:
    """Certified, returned or taken back: nothing waits for the director any more."""
    items = items_about("collect.submission", given.pk).filter(kind=KIND, waiting=True).order_by("pk")
    for item in items:
        work.close(actor=actor, item=item, note=note)

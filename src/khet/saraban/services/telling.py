"""Telling whoever a matter or a draft has come to."""

from khet.kernel.actor import Actor
from khet.notify import services as notify
from khet.saraban.models import Letter
from khet.work.addressees import people_of
from khet.work.kinds import kinds
from khet.work.reads.items import WorkItem


def tell_asked(actor: Actor, letter: Letter, item: WorkItem) -> None:
    """One notice to everybody whom the item reaches, but not to whoever opened it."""
    people = [person for person in people_of([item]).get(item.pk, []) if person != actor.person_id]
    if people:
        notify.send(
            kind="saraban.waiting",
            to=people,
            title=f"{kinds[item.kind].label}: {letter.subject}",
            ref=item.subject,
            urgent=letter.urgency >= 2,
            actor=actor,
            secret=letter.is_secret,
        )

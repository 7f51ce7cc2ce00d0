"""What a person chooses to hear."""

from collections.abc import Mapping
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import slots
from khet.notify.models import Hours, Preference
from khet.notify.models.preference import EVERY_KIND
from khet.notify.registry import Mode
from khet.notify.tokens import token_means


@transaction.atomic
def save_preferences(
    *,
    actor: Actor,
    cells: Mapping[tuple[str, str], Mode],
    quiet_from: time,
    quiet_until: time,
    weekends: bool = False,
) -> None:
    """Keep the whole grid of a person, cells being (kind, channel), and the quiet hours in office time."""
    if actor.person_id is None:
        raise Refused(_("ยังไม่ได้เข้าสู่ระบบ เข้าสู่ระบบแล้วทำอีกครั้ง"), code="not_signed_in")
    person = actor.person_id
    Preference.objects.filter(person_id=person).delete()
    Preference.objects.bulk_create(
        Preference(person_id=person, kind=kind, channel=channel, mode=mode) for (kind, channel), mode in cells.items()
    )
    fresh = {"quiet_from": quiet_from, "quiet_until": quiet_until, "weekends": weekends}
    hours, _made = Hours.objects.update_or_create(person_id=person, defaults=fresh)
    chosen = {f"{kind}/{channel}": str(mode) for (kind, channel), mode in cells.items()}
    audit.record(actor, "notify.preferences_saved", hours, after={**chosen, "quiet": str(hours), "weekends": weekends})


@transaction.atomic
def unsubscribe(*, token: str) -> str:
    """Stop one channel for the person whom a signed token names; returns the channel. Safe to repeat."""
    person_id, channel = token_means(token)
    Preference.objects.filter(person_id=person_id, channel=channel).delete()
    row = Preference.objects.create(person_id=person_id, kind=EVERY_KIND, channel=channel, mode=Mode.OFF)
    contact = slots.recipients()([person_id]).get(person_id)
    actor = Actor(person_id=person_id, person_name=contact.name if contact else "")
    audit.record(actor, "notify.unsubscribed", row, after={"channel": channel})
    return channel

"""From deliveries to messages: folding, gathering, and what may be said outside the house."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khet.notify.channels.message import Address, Item, Message
from khet.notify.models import Delivery, Notice
from khet.notify.registry import kinds
from khet.notify.rules import VEILED
from khet.notify.slots import Contact
from khet.notify.tokens import unsubscribe_token
from khet.thai import dates

SHOWN = 20


@dataclass(frozen=True)
class Parcel:
    """The deliveries that go to one person as one message."""

    deliveries: tuple[Delivery, ...]

    @property
    def person(self) -> int:
        return self.deliveries[0].person_id

    @property
    def gathered(self) -> bool:
        return self.deliveries[0].digest_id is not None


def parcels(deliveries: Iterable[Delivery]) -> list[Parcel]:
    """One parcel per digest, per fold, and per single notice."""
    piles: dict[tuple[object, ...], list[Delivery]] = defaultdict(list)
    for delivery in deliveries:
        piles[_pile(delivery)].append(delivery)
    return [Parcel(tuple(pile)) for pile in piles.values()]


def messages(parcel: Parcel, contact: Contact, where: Sequence[Address]) -> list[Message]:
    """The same message for each address of the person, in the person's language."""
    with translation.override(contact.language):
        items = tuple(_items(parcel))
        title = items[0].title
        if len(items) > 1:
            title = ngettext("สรุป %(n)d เรื่องถึงท่าน", "สรุป %(n)d เรื่องถึงท่าน", len(items)) % {"n": len(items)}
        elif parcel.deliveries[0].notice.urgent:
            title = _("ด่วน: %(title)s") % {"title": title}
        channel = parcel.deliveries[0].channel
        return [
            Message(
                key="d" + ",".join(str(delivery.pk) for delivery in parcel.deliveries),
                address=address,
                title=title,
                items=items[:SHOWN],
                url=outside("notify:list"),
                more=max(len(items) - SHOWN, 0),
                urgent=any(delivery.notice.urgent for delivery in parcel.deliveries),
                preferences_url=outside("notify:preferences"),
                unsubscribe_url=outside("notify:unsubscribe", unsubscribe_token(parcel.person, channel)),
            )
            for address in where
        ]


def outside(name: str, *args: object) -> str:
    """A full address by which the house is reached from outside."""
    return settings.PUBLIC_URL.rstrip("/") + reverse(name, args=args)


def heading(notice: Notice, similar: int) -> str:
    """One line for a notice, or for a fold of so many."""
    if notice.secret:
        return VEILED
    kind = kinds.get(notice.kind)
    if similar > 1 and kind and kind.folded:
        return str(kind.folded).format(n=similar)
    if similar > 1:
        return _("%(title)s และเรื่องแบบเดียวกันอีก %(n)d เรื่อง") % {"title": notice.title, "n": similar - 1}
    return notice.title


def _pile(delivery: Delivery) -> tuple[object, ...]:
    notice = delivery.notice
    if delivery.digest_id is not None:
        return ("digest", delivery.digest_id)
    if notice.group:
        return ("fold", delivery.person_id, delivery.channel, notice.kind, notice.group)
    return ("one", delivery.pk)


def _items(parcel: Parcel) -> Iterator[Item]:
    """Newest first, each fold one line. Of a secret thing nothing is said, and its address is the list's."""
    folds: dict[tuple[object, ...], list[Notice]] = defaultdict(list)
    for delivery in sorted(parcel.deliveries, key=lambda delivery: -delivery.notice_id):
        notice = delivery.notice
        folds[(notice.kind, notice.group) if notice.group else (notice.pk,)].append(notice)
    for notices in folds.values():
        newest = notices[0]
        body = "" if newest.secret or parcel.gathered or len(notices) > 1 else newest.body
        yield Item(heading(newest, len(notices)), _url(newest), body, dates.moment(newest.created_at))


def _url(notice: Notice) -> str:
    ref = notice.ref
    return outside("notify:list") if notice.secret or ref is None else outside("notify:open", ref.kind, ref.id)

"""What is known of a batch of people, read at once: where they are reached, what they chose, when they rest."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from khet.notify import slots
from khet.notify.channels import channels
from khet.notify.channels.message import Address
from khet.notify.clocks import Clocks
from khet.notify.models import Hours, Notice, Preference
from khet.notify.registry import Mode, kinds
from khet.notify.rules import Clock, mode_for
from khet.notify.slots import Contact, QuietHours


@dataclass(frozen=True)
class Reach:
    contacts: Mapping[int, Contact]
    addresses: Mapping[str, Mapping[int, list[Address]]]
    chosen: Mapping[int, Mapping[tuple[str, str], str]] = field(default_factory=dict)
    hours: Mapping[int, Hours] = field(default_factory=dict)
    clocks: Clocks = field(default_factory=Clocks)

    def mode(self, notice: Notice, channel: str) -> Mode:
        """When this channel carries this notice; off when the person is not to be reached there."""
        person = notice.person_id
        if person not in self.addresses.get(channel, {}):
            return Mode.OFF
        usual = Mode.DIGEST if self.contacts[person].digest else channels[channel].usual
        return mode_for(self.chosen.get(person, {}), kinds.get(notice.kind), notice.kind, channel, usual)

    def clock(self, person: int) -> Clock:
        contact = self.contacts[person]
        own = self.hours.get(person)
        quiet = QuietHours(own.quiet_from, own.quiet_until) if own else contact.quiet or QuietHours()
        return self.clocks.of(contact.unit_id, quiet, weekends=bool(own and own.weekends))


def reach_of(people: Collection[int], open_channels: Collection[str]) -> Reach:
    """Everything planning needs, in a handful of queries however many people there are."""
    contacts = slots.recipients()(people)
    chosen: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in Preference.objects.filter(person_id__in=people):
        chosen[row.person_id][row.kind, row.channel] = row.mode
    hours = {row.person_id: row for row in Hours.objects.filter(person_id__in=people)}
    return Reach(contacts, _addresses(contacts, open_channels), chosen, hours)


def _addresses(contacts: Mapping[int, Contact], keys: Collection[str]) -> dict[str, dict[int, list[Address]]]:
    return {key: channels[key].addresses(contacts) for key in keys}

"""Typed questions about notices."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref, ref_kinds
from khet.kernel.statements import statement
from khet.notify.channels import channels
from khet.notify.channels.message import Channel
from khet.notify.compose import heading
from khet.notify.models import ChannelSetting, Hours, Notice, Preference
from khet.notify.registry import Mode, NoticeKind, kinds
from khet.notify.rules import OFFICE_QUIET, mode_for
from khet.notify.services.channels import open_channels, settings_of


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list, as this reader may see it."""

    notice: Notice
    title: str
    body: str
    kind: str

    @property
    def target(self) -> str:
        """Where the row stands on the page."""
        return f"#notice-{self.notice.pk}"


@dataclass(frozen=True, slots=True)
class Cell:
    channel: str
    label: object
    mode: Mode

    @property
    def name(self) -> str:
        return f"mode_{self.channel}"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of notice with what the person hears of it, channel by channel."""

    kind: NoticeKind
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ChannelState:
    """A channel as the settings page shows it: secrets only as "there is one"."""

    channel: Channel
    ready: bool
    enabled: bool
    values: dict[str, str]
    secrets_kept: frozenset[str]
    row: ChannelSetting | None


@statement
def _unread(person_id: int) -> "QuerySet[Notice, int]":
    rows = Notice.objects.filter(person_id=person_id, folded=False, read=False)
    return rows.order_by().values_list("pk", flat=True)


def unread_count(person_id: int | None) -> int:
    """Lines that wait unread (a fold counts as one); one look into an index."""
    if person_id is None:
        return 0
    return _unread.count(person_id)


def line_of(notice: Notice, actor: Actor) -> Line:
    """A notice as its reader may see it now. Of a secret thing the name is asked afresh, from the thing itself."""
    kind = kinds.get(notice.kind)
    title = heading(notice, notice.similar)
    name = _secret_name(notice.ref, actor) if notice.secret and notice.ref else ""
    return Line(notice, name or title, notice.body, str(kind.label) if kind else "")


def lines_of(notices: Iterable[Notice], actor: Actor) -> list[Line]:
    return [line_of(notice, actor) for notice in notices]


def grid(person_id: int) -> list[Row]:
    """What a person hears, kind by kind, over the channels that are set up."""
    chosen = {(row.kind, row.channel): row.mode for row in Preference.objects.filter(person_id=person_id)}
    usable = [channels[key] for key in open_channels()]
    return [
        Row(kind, tuple(_cell(kind, channel, chosen) for channel in usable))
        for kind in sorted(kinds, key=lambda kind: (kind.order, kind.key))
    ]


def hours_of(person_id: int) -> Hours:
    """The person's quiet hours, or the office's, not saved."""
    found = Hours.objects.filter(person_id=person_id).first()
    return found or Hours(person_id=person_id, quiet_from=OFFICE_QUIET.start, quiet_until=OFFICE_QUIET.end)


def channel_states() -> list[ChannelState]:
    """Every channel for the settings page of the office."""
    rows = {row.channel: row for row in ChannelSetting.objects.all()}
    ready = open_channels()
    return [_state(channel, rows.get(channel.key), channel.key in ready) for channel in channels]


def _state(channel: Channel, row: ChannelSetting | None, ready: bool) -> ChannelState:
    values = settings_of(channel, row)
    secret = {setting.name for setting in channel.settings if setting.secret}
    shown = {name: value for name, value in values.items() if name not in secret}
    kept = frozenset(name for name in secret if values.get(name))
    return ChannelState(channel, ready, row.enabled if row else True, shown, kept, row)


def _cell(kind: NoticeKind, channel: Channel, chosen: dict[tuple[str, str], str]) -> Cell:
    return Cell(channel.key, channel.label, mode_for(chosen, kind, kind.key, channel.key, channel.usual))


def _secret_name(ref: Ref, actor: Actor) -> str:
    kind = ref_kinds.get(ref.kind)
    if kind is None or not kind.visible(actor, ref.id):
        return ""
    return kind.labels([ref.id], actor).get(ref.id, "")

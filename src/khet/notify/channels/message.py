"""What a channel is handed and what it answers: the one interface behind which every way out stands."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from khet.notify.registry import Mode
from khet.notify.slots import Contact

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Address:
    """An e-mail address, a LINE user id, or a push endpoint with its keys."""

    to: str
    name: str = ""
    p256dh: str = ""
    auth: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a message: what it is, and the address of its page."""

    title: str
    url: str
    body: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one address. key is the same at every attempt, so that a channel can drop a double."""

    key: str
    address: Address
    title: str
    items: tuple[Item, ...]
    url: str
    more: int = 0
    urgent: bool = False
    preferences_url: str = ""
    unsubscribe_url: str = ""


class Outcome(StrEnum):
    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Result:
    """RETRY: later (retry_after seconds if the other side said so). GONE: this address will never work again.

    fault: the channel itself is set up wrongly, whoever the message is for.
    """

    outcome: Outcome
    error: str = ""
    retry_after: float | None = None
    fault: bool = False


SENT = Result(Outcome.SENT)
Settings = Mapping[str, str]
Deliver = Callable[[Sequence[Message], Settings], list[Result]]
Addresses = Callable[[Mapping[int, Contact]], dict[int, list[Address]]]
Forget = Callable[[Collection[str]], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value a channel needs; env names the environment variable that gives it when no page did.

    env_only: not to be changed on a page (where a stored secret would be sent).
    """

    name: str
    label: "StrOrPromise"
    env: str
    secret: bool = False
    default: str = ""
    env_only: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A way out of the house. deliver never raises; it answers one Result per Message, in order.

    addresses: where these people are reached on this channel, by person id. forget: what to do with addresses that
    are gone for good. usual: when it carries a notice if nobody chose.
    """

    key: str
    label: "StrOrPromise"
    usual: Mode
    deliver: Deliver
    addresses: Addresses
    forget: Forget
    settings: tuple[Setting, ...] = ()
    needs: tuple[str, ...] = ()

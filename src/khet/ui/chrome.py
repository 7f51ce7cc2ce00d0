"""What stands around every page: places, office, posts, the acting band. Floors above fill the slots at start."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest
from django.urls import reverse

from khet.kernel.actor import NOBODY, Actor
from khet.kernel.registry import Registry, Slot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

THEMES: Final = ("light", "dark", "contrast")
TOAST_TONES: Final = (("ok", "circle-check"), ("note", "circle-help"), ("soon", "wifi-off"), ("late", "circle-alert"))
THEME_COOKIE: Final = "khet_theme"


def _signed_in(actor: Actor) -> bool:
    return actor.signed_in


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the rail. url: an address or a name ("saraban:home"). badge: how many wait there (0 hides it).

    short: its word on the phone's bottom bar; places with one stand there. foot: at the foot of the rail.
    under: further beginnings of addresses that belong to it.
    """

    key: str
    label: "StrOrPromise"
    icon: str
    url: str
    order: int = 50
    visible: Callable[[Actor], bool] = _signed_in
    badge: Callable[[Actor], int] | None = None
    short: "StrOrPromise" = ""
    foot: bool = False
    under: tuple[str, ...] = ()

    def address(self) -> str:
        return self.url if self.url.startswith("/") else reverse(self.url)


@dataclass(frozen=True, slots=True)
class PostChoice:
    """One post the person may act in; value goes into the switcher's field."""

    value: str
    label: str
    unit: str = ""
    note: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class PostMenu:
    """The post switcher: a form of choices posting `field` to `url`."""

    url: str
    choices: Sequence[PostChoice] = ()
    field: str = "appointment"


@dataclass(frozen=True, slots=True)
class MenuLink:
    """A line of the person's menu; post: it is a POST (sign-out, change of person)."""

    label: str
    url: str
    icon: str = ""
    post: bool = False


@dataclass(frozen=True, slots=True)
class ActingBand:
    """Acting for somebody: the words, the order it stands on, its last day, and the choice that leads back."""

    post: str
    phrase: str = ""
    order: str = ""
    until: date | None = None
    back: PostChoice | None = None


@dataclass(frozen=True, slots=True)
class IdleLock:
    """After so many seconds without a touch the page goes to url."""

    seconds: int
    url: str


places: Registry[Place] = Registry("ui.places", key=lambda place: place.key)

office_name: Slot[Callable[[HttpRequest], str]] = Slot("ui.office_name", lambda request: "")
posts: Slot[Callable[[HttpRequest], PostMenu | None]] = Slot("ui.posts", lambda request: None)
acting_band: Slot[Callable[[HttpRequest], ActingBand | None]] = Slot("ui.acting_band", lambda request: None)
account_links: Slot[Callable[[HttpRequest], Sequence[MenuLink]]] = Slot("ui.account_links", lambda request: ())
idle_lock: Slot[Callable[[HttpRequest], IdleLock | None]] = Slot("ui.idle_lock", lambda request: None)
search_url: Slot[Callable[[], str]] = Slot("ui.search_url", lambda: "")
suggest_url: Slot[Callable[[], str]] = Slot("ui.suggest_url", lambda: "")
notices_url: Slot[Callable[[], str]] = Slot("ui.notices_url", lambda: "")
notices_count: Slot[Callable[[HttpRequest], int]] = Slot("ui.notices_count", lambda request: 0)
theme: Slot[Callable[[HttpRequest], str]] = Slot("ui.theme", lambda request: request.COOKIES.get(THEME_COOKIE, ""))
sign_in_url: Slot[Callable[[], str]] = Slot("ui.sign_in_url", lambda: "/accounts/login/")


@dataclass(frozen=True, slots=True)
class ShownPlace:
    key: str
    label: str
    short: str
    icon: str
    url: str
    foot: bool
    current: bool
    count: int = 0


@dataclass
class Chrome:
    """Read by the page frame; each part is asked for only when a template shows it, and once."""

    request: HttpRequest
    wanted: str = field(default="")

    @cached_property
    def actor(self) -> Actor:
        return getattr(self.request, "actor", NOBODY)

    @property
    def known(self) -> bool:
        """False when the request failed before anybody could ask who it is: then the slots are not asked either."""
        return hasattr(self.request, "user") and hasattr(self.request, "actor")

    @cached_property
    def places(self) -> list[ShownPlace]:
        seen = sorted((place for place in places if place.visible(self.actor)), key=lambda place: place.order)
        current = self._current(seen)
        return [self._shown(place, current=place.key == current) for place in seen]

    @cached_property
    def rail(self) -> list[ShownPlace]:
        return [place for place in self.places if not place.foot]

    @cached_property
    def foot(self) -> list[ShownPlace]:
        return [place for place in self.places if place.foot]

    @cached_property
    def bar(self) -> list[ShownPlace]:
        """The bottom bar of phones: the places with a short word, two at most; search and all stand beside them."""
        return [place for place in self.places if place.short][:2]

    @cached_property
    def elsewhere(self) -> bool:
        """On the phone the current place is none of the bottom bar."""
        return not any(place.current for place in self.bar) and any(place.current for place in self.places)

    @cached_property
    def office(self) -> str:
        return office_name()(self.request) if self.known else ""

    @cached_property
    def posts(self) -> PostMenu | None:
        return posts()(self.request) if self.known else None

    @cached_property
    def acting(self) -> ActingBand | None:
        return acting_band()(self.request) if self.known else None

    @cached_property
    def links(self) -> Sequence[MenuLink]:
        return account_links()(self.request) if self.known else ()

    @cached_property
    def idle(self) -> IdleLock | None:
        return idle_lock()(self.request) if self.actor.signed_in else None

    @cached_property
    def notices(self) -> int:
        return notices_count()(self.request) if self.known else 0

    @property
    def search_url(self) -> str:
        return search_url()() if self.known else ""

    @property
    def suggest_url(self) -> str:
        return suggest_url()() if self.known and self.actor.signed_in else ""

    @property
    def notices_url(self) -> str:
        return notices_url()() if self.known else ""

    @property
    def sign_in_url(self) -> str:
        return sign_in_url()()

    @cached_property
    def theme(self) -> str:
        chosen = theme()(self.request) if self.known else self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    # What the parts of the frame are drawn from, for {% memo %}.

    @cached_property
    def places_key(self) -> Hashable:
        return tuple(self.places)

    @cached_property
    def links_key(self) -> Hashable:
        return tuple(self.links)

    @property
    def head_key(self) -> Hashable:
        return self.actor.person_id, self.actor.appointment_id, self.idle

    @property
    def me_key(self) -> Hashable:
        menu = (self.posts.url, self.posts.field, *self.posts.choices) if self.posts else ()
        who = (self.actor.person_name, self.actor.phrase, self.actor.post_name)
        return who, menu, self.links_key, self.theme, self.request.get_full_path()

    @property
    def at_search(self) -> bool:
        return self.request.path == self.search_url

    def _current(self, seen: Sequence[Place]) -> str:
        path = self.request.path
        fits = [
            (len(start), place.key)
            for place in seen
            for start in (place.address(), *place.under)
            if path == start or (start != "/" and path.startswith(start))
        ]
        return max(fits, default=(0, ""))[1]

    def _shown(self, place: Place, *, current: bool) -> ShownPlace:
        told: dict[str, int] = getattr(self.request, "badges", {})
        count = told.get(place.key)
        if count is None:
            count = place.badge(self.actor) if place.badge else 0
        label, short = str(place.label), str(place.short)
        return ShownPlace(place.key, label, short, place.icon, place.address(), place.foot, current, count)


def tell_badge(request: HttpRequest, place: str, count: int) -> None:
    """A view that has counted already spares the frame from counting again."""
    told: dict[str, int] = getattr(request, "badges", {})
    request.badges = {**told, place: count}  # type: ignore[attr-defined]


def context(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `chrome` in every template; costs nothing until it is read."""
    return {"chrome": Chrome(request), "toast_tones": TOAST_TONES}

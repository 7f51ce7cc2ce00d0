"""Two pages at a time, and nobody is shut out."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from khet.kernel.lane import Lane


class House:
    """Works on each page until it is told to go on; counts who is inside."""

    def __init__(self) -> None:
        self.go_on, self.changed = threading.Event(), threading.Condition()
        self.inside = self.most = self.done = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("fails"):
            raise ValueError("no")
        with self.changed:
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.changed.notify_all()
        self.go_on.wait(20)
        with self.changed:
            self.inside -= 1
            self.done += 1
        return [b"page"]

    def let_go(self, asking: Iterable[threading.Thread]) -> None:
        """Whoever is inside goes on, and all who asked have their page."""
        self.go_on.set()
        for each in asking:
            each.join(20)

    def until(self, inside: int) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: self.inside >= inside, 20)


def ask(lane: Lane, method: str = "GET") -> threading.Thread:
    asking = threading.Thread(target=lane, args=({"REQUEST_METHOD": method}, print), daemon=True)
    asking.start()
    return asking


def test_two_pages_are_worked_out_at_once_and_then_the_others() -> None:
    house = House()
    lane = Lane(house, patience=20)
    asking = [ask(lane) for _ in range(6)]
    assert house.until(2)
    house.let_go(asking)
    assert (house.done, house.most) == (6, 2)


def test_what_is_sent_to_us_does_not_wait_for_pages() -> None:
    house = House()
    lane = Lane(house, patience=20)
    asking = [ask(lane), ask(lane)]
    assert house.until(2)
    asking.append(ask(lane, "POST"))
    assert house.until(3)
    house.let_go(asking)


def test_a_page_goes_ahead_of_two_that_never_end() -> None:
    house = House()
    lane = Lane(house, patience=0.01)
    asking = [ask(lane) for _ in range(5)]
    assert house.until(5)
    house.let_go(asking)


def test_a_page_that_fails_leaves_its_place() -> None:
    house = House()
    lane = Lane(house, patience=0)
    for _ in range(5):
        with pytest.raises(ValueError, match="no"):
            lane({"REQUEST_METHOD": "GET", "fails": True}, print)
    house.go_on.set()
    assert list(lane({"REQUEST_METHOD": "GET"}, print)) == [b"page"]

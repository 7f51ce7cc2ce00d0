"""The judge of what posts leave on the trail, and that it can say no."""

import pytest

from khet.tests.addresses import addresses, ours, takes_posts
from khet.tests.trailless import NEVER_POSTED, SEVERAL, UNTOLD, Post, off_the_trail

LETTER = "letters/<int:pk>/void/"


def a_post(*actions: str, tables: str = "saraban_letter", route: str = LETTER) -> Post:
    return route, "POST", "test_x.py::test_y", actions, frozenset(tables.split())


@pytest.mark.parametrize(
    ("post", "said"),
    [
        (a_post("saraban.voided"), []),
        (a_post("saraban.voided", "org.signed_out"), []),
        (a_post(tables="django_session khet_cache"), []),
        (a_post(), ["no entry"]),
        (a_post("saraban.voided", "work.closed"), ["2 commands"]),
        (a_post(tables="org_account", route="me/looks/"), []),
        (a_post(tables="org_account org_person", route="me/looks/"), ["no entry"]),
    ],
)
def test_a_write_has_one_command_on_the_trail(post: Post, said: list[str]) -> None:
    assert [found.partition(" of ")[0] for found in off_the_trail([post])] == said


def test_no_exception_outlives_its_address() -> None:
    there = {route for route, _view in addresses()}
    assert {*UNTOLD, *SEVERAL, *NEVER_POSTED} - there == set()


def test_what_takes_posts_is_known_by_its_decorators() -> None:
    views = ours()
    assert takes_posts(views["letters/<int:pk>/void/"])
    assert takes_posts(views["letters/<int:pk>/edit/"])
    assert not takes_posts(views["letters/<int:pk>/"])


def test_what_programs_only_read_is_known_by_its_operations() -> None:
    views = ours()
    assert not takes_posts(views["api/search"])
    assert not takes_posts(views["api/elements/<pk>/pivot"])
    assert takes_posts(views["api/collect/records/<pk>/rows"])
    assert takes_posts(views["api/collect/records/rows/<pk>"]), "PATCH writes too"

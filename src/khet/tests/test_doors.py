"""Every address has a door: guarded, its own rule, or openly public."""

from typing import Any

import pytest

from khet.kernel.doors import door_of
from khet.tests.addresses import addresses, ours


def test_every_address_of_ours_carries_a_door() -> None:
    open_ones = sorted(route for route, view in ours().items() if not door_of(view))
    assert open_ones == []


def test_no_admin_site_is_mounted() -> None:
    assert not [route for route, view in addresses() if view.__module__.startswith("django.contrib.admin")]


@pytest.mark.django_db
def test_a_stranger_gets_into_no_guarded_page(client: Any) -> None:
    """Every guarded address without parameters sends a signed-out visitor to the sign-in page, or says no."""
    let_in = []
    for route, view in ours().items():
        if "<" in route or door_of(view) == "public":
            continue
        response = client.get(f"/{route}")
        if response.status_code == 200:
            let_in.append(route)
    assert let_in == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["confirm-email/x/", "login/code/confirm/", "password/reset/", "social/connections/"])
def test_doors_that_the_sign_in_library_brings_and_we_do_not_use_are_closed(client: Any, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404

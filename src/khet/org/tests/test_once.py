"""A form posted twice with one key, and what becomes of the key when the process was killed in between."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.org import middleware
from khet.org.models import OncePost
from khet.org.tests.cast import Browser

THERE = "/me/looks/"


def post(browser: Browser) -> Any:
    return browser.post(THERE, once="k1", theme="dark", language="th")


def a_killed_one(browser: Browser, **ago: float) -> OncePost:
    """The row that a killed process leaves: begun, never done."""
    row = OncePost.objects.create(account=browser.account, key="k1")
    OncePost.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(**ago))
    return row


def test_what_is_running_is_not_done_twice(clerk: Browser) -> None:
    a_killed_one(clerk, seconds=30)
    page = post(clerk)
    assert page.status == 409
    assert "ไม่ต้องกดซ้ำ" in page.text
    clerk.account.refresh_from_db()
    assert clerk.account.theme != "dark"


def test_after_the_lease_a_repeat_does_the_work_once(clerk: Browser) -> None:
    row = a_killed_one(clerk, minutes=4)
    assert post(clerk).status == 303
    clerk.account.refresh_from_db()
    assert clerk.account.theme == "dark"
    row.refresh_from_db()
    assert row.done
    clerk.account.theme = "light"
    clerk.account.save(update_fields=["theme"])
    assert post(clerk).status == 302  # the answer of the first
    clerk.account.refresh_from_db()
    assert clerk.account.theme == "light"


def test_of_two_repeats_one_takes_over(clerk: Browser) -> None:
    row = a_killed_one(clerk, minutes=4)
    row.refresh_from_db()
    twin = OncePost.objects.get(pk=row.pk)
    assert middleware._taken_over(row)
    assert not middleware._taken_over(twin)


@pytest.mark.parametrize("minutes", [10, 60 * 24])
def test_what_was_done_stays_done_however_old(clerk: Browser, minutes: int) -> None:
    row = a_killed_one(clerk, minutes=minutes)
    OncePost.objects.filter(pk=row.pk).update(done=True, location="/me/")
    assert post(clerk).location == "/me/"
    clerk.account.refresh_from_db()
    assert clerk.account.theme != "dark"

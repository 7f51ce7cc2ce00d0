"""Tokens for programs: shown once, bounded by scope and time, revoked at once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from khet.audit.models import Entry
from khet.org.models import ProgramToken
from khet.org.tests.cast import Browser, Cast

URL = "/me/tokens/"
ASK = "/api/indicators"


@pytest.fixture(autouse=True)
def _proven(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khet.org.accounts.proof.is_proven", lambda request: True)


def a_token(browser: Browser, scope: str = "insight.read") -> str:
    page = browser.post(URL, name="โปรแกรมรายงาน", scopes=scope, days="30")
    assert page.status == 200
    return page.text.partition('id="token">')[2].partition("<")[0]


def ask(token: str, url: str = ASK) -> Any:
    return Client().get(url, headers={"Authorization": f"Bearer {token}"})


def test_a_token_reads_in_its_owners_name_and_is_shown_once(cast: Cast) -> None:
    token = a_token(cast.officer)
    assert token.startswith("khet_")
    assert ask(token).status_code == 200
    assert token not in cast.officer.get(URL).text
    assert token not in ProgramToken.objects.get().digest
    assert ProgramToken.objects.get().used_at is not None


def test_without_the_scope_or_with_a_wrong_token_nothing_opens(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    token = a_token(cast.officer)
    ProgramToken.objects.update(scopes="something.else")
    assert ask(token).status_code == 401
    for wrong in ("", "khet_", "khet_x", "x" * 5000, "khet_ไทย"):
        assert ask(wrong).status_code == 401 if wrong.isascii() else True
    assert Client().get(ASK).status_code == 401


def test_a_revoked_or_expired_token_opens_nothing(cast: Cast) -> None:
    token = a_token(cast.officer)
    row = ProgramToken.objects.get()
    assert cast.head.post(f"/me/tokens/{row.pk}/revoke/").status == 404
    cast.officer.post(f"/me/tokens/{row.pk}/revoke/")
    assert ask(token).status_code == 401
    ProgramToken.objects.update(revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    assert ask(token).status_code == 401


def test_the_token_of_somebody_who_left_opens_nothing(cast: Cast) -> None:
    token = a_token(cast.officer)
    account = cast.officer.account
    account.is_active = False
    account.save()
    assert ask(token).status_code == 401


def test_what_is_asked_for_must_make_sense(cast: Cast) -> None:
    assert cast.officer.post(URL, name="ก", scopes="no.such", days="30").status == 422
    assert cast.officer.post(URL, name="", scopes="insight.read", days="30").status == 422
    assert cast.officer.post(URL, name="ก", scopes="insight.read", days="99999").status == 422
    assert not ProgramToken.objects.exists()


def test_making_and_revoking_stand_on_the_trail_once_each(cast: Cast) -> None:
    before = Entry.objects.count()
    a_token(cast.officer)
    assert Entry.objects.count() == before + 1
    row = ProgramToken.objects.get()
    cast.officer.post(f"/me/tokens/{row.pk}/revoke/")
    cast.officer.post(f"/me/tokens/{row.pk}/revoke/")
    assert Entry.objects.count() == before + 2


def test_pupils_get_no_figures_by_token_either(cast: Cast) -> None:
    assert ask(a_token(cast.pupil)).status_code == 403

"""How long a proof of who one is holds for signing: one measure, one sentence."""

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from khet.kernel.errors import Refused
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.tests import door


@pytest.mark.parametrize(("seconds", "said"), [(300, "5 นาที"), (900, "15 นาที")])
def test_signing_and_the_page_that_asks_for_proof_say_the_same_time(
    cast: Cast, settings: Any, seconds: int, said: str
) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = seconds
    letter = door.proposed(cast)
    sentence = f"ยืนยันครั้งเดียวทำต่อได้อีก {said}โดยไม่ถามซ้ำ"
    for url in (f"/letters/{letter.pk}/sign/", "/letters/sign/", "/accounts/reauthenticate/"):
        assert sentence in cast.director.get(url).text, url


@pytest.mark.parametrize(("minutes", "signed"), [(4, True), (6, False)])
def test_a_proof_holds_for_signing_as_long_as_the_pages_say(cast: Cast, minutes: int, signed: bool) -> None:
    letter = door.proposed(cast)
    with nullcontext() if signed else pytest.raises(Refused):
        services.issue_and_sign(
            actor=cast.director.actor,
            letter=letter,
            content_hash=services.content_hash(letter),
            reauthenticated_at=timezone.now() - timedelta(minutes=minutes),
        )

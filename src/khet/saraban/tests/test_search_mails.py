"""Mails that wait are in the search box of the registry whose pile they lie in, and of nobody else."""

from collections.abc import Iterator

import pytest

from khet.jobs.services import drain
from khet.kernel.actor import Actor
from khet.org.tests import factories as org
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import Mail, MailBox
from khet.saraban.tests.mails import a_box, a_mail, a_server
from khet.saraban.tests.mailserver import MailServer
from khet.saraban.values import Received
from khet.search import reads
from khet.search import services as search

pytestmark = pytest.mark.django_db
OTHERS = ["director", "deputy", "head", "officer", "principal"]
OTHERS += ["school_clerk", "teacher", "pupil", "outsider", "sysadmin"]
WORDS = ("GFMIS", "กค 0403/ว118", "โปรดตอบรับ", "treasury", "คลังจังหวัด")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with a_server(monkeypatch) as standing:
        yield standing


@pytest.fixture
def mail(cast: Cast, server: MailServer) -> Mail:
    """Of a ministry to the office, read by the job."""
    server.put(a_mail().as_bytes())
    a_box(server, cast.clerk)
    services.ask_for_reading_of(actor=cast.clerk.actor)
    drain()
    return MailBox.objects.get(desk=cast.office).mails.get()


def found_by(actor: Actor, text: str) -> list[int]:
    found = reads.find(actor, text, kinds=["saraban.mail"])
    hits = [hit.id for hit in found.hits if not hit.near]
    assert found.count == len(hits), "what is counted is what is shown"
    return hits


@pytest.mark.parametrize("rebuilt", [False, True])
def test_the_registry_finds_a_waiting_mail_by_all_it_says_and_nobody_else_does(
    cast: Cast, mail: Mail, rebuilt: bool
) -> None:
    if rebuilt:
        search.rebuild()
    for words in WORDS:
        assert found_by(cast.clerk.actor, words) == [mail.pk], words
        for role in OTHERS:
            assert found_by(cast.people[role].actor, words) == [], (role, words)
    assert cast.clerk.get(reads.find(cast.clerk.actor, "GFMIS").hits[0].url).status == 200
    for role in OTHERS:
        assert reads.suggest(cast.people[role].actor, "GFMI") == [], role
        assert "GFMIS" not in cast.people[role].get("/search/", {"q": "แจ้งการปรับปรุง"}).text


def test_in_another_post_it_is_not_found_as_its_page_would_not_open(cast: Cast, mail: Mail) -> None:
    held = org.an_appointment(cast.clerk.person, org.a_post(cast.schools[2], "ครู", "teacher"))
    cast.clerk.post("/me/post/", appointment=held.pk)
    actor = cast.clerk.get("/").response.wsgi_request.actor
    assert actor.desk_id == cast.schools[2].pk
    assert found_by(actor, "GFMIS") == []


def test_what_is_received_or_set_aside_leaves_and_what_is_brought_back_returns(cast: Cast, mail: Mail) -> None:
    services.dismiss_mail(actor=cast.clerk.actor, mail=mail)
    drain()
    assert found_by(cast.clerk.actor, "GFMIS") == []
    services.restore_mail(actor=cast.clerk.actor, mail=mail)
    drain()
    assert found_by(cast.clerk.actor, "GFMIS") == [mail.pk]
    received = Received(letter_no="กค 0403/ว118", subject="แจ้งการปรับปรุงระบบ GFMIS", from_text="คลังจังหวัด")
    services.receive_outside(actor=cast.clerk.actor, received=received, mail=mail)
    drain()
    assert found_by(cast.clerk.actor, "GFMIS") == []
    assert reads.find(cast.clerk.actor, "GFMIS", kinds=["saraban.letter"]).count == 1

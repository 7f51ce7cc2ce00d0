"""A small office: people with addresses, and the servers they are reached by."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

import pytest
import time_machine

from khet.kernel.refs import RefKind, ref_kinds
from khet.notify import slots
from khet.notify.registry import Mode, NoticeKind, kinds
from khet.notify.slots import Contact
from khet.notify.tests.stand_ins import Device, Post, WebService, post_office, web_service
from khet.thai.bangkok import BANGKOK

ANAN, BUSABA, CHALOEM = 101, 102, 103
TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=BANGKOK)


@pytest.fixture
def contacts(monkeypatch: pytest.MonkeyPatch) -> dict[int, Contact]:
    """Who is known; a test may add or change people (synthetic names)."""
    known = {
        ANAN: Contact("อนันต์ ทดสอบ", "anan@example.go.th"),
        BUSABA: Contact("บุษบา ทดสอบ", "busaba@example.go.th"),
        CHALOEM: Contact("เฉลิม ทดสอบ", "chaloem@example.go.th"),
    }

    def recipients(people: Collection[int]) -> Mapping[int, Contact]:
        return {person: known[person] for person in people if person in known}

    monkeypatch.setattr(slots.recipients, "_value", recipients)
    return known


@pytest.fixture(autouse=True)
def kinds_of_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = {"email": Mode.NOW}
    for kind in (
        NoticeKind("test.letter", "หนังสือถึงท่าน", modes=everywhere),
        NoticeKind("test.answer", "โรงเรียนตอบ", folded="โรงเรียนตอบแล้ว {n} แห่ง", modes=everywhere),
        NoticeKind("test.news", "ข่าว"),
    ):
        monkeypatch.setitem(kinds._entries, kind.key, kind)
    letter = RefKind(
        "test.letter",
        url=lambda pk: f"/letters/{pk}/",
        labels=lambda ids, actor: {pk: f"หนังสือเลขที่ {pk}" for pk in ids},
        visible=lambda actor, pk: pk != 404,
    )
    monkeypatch.setitem(ref_kinds._entries, letter.kind, letter)


@pytest.fixture
def office_hours() -> Iterator[time_machine.Traveller]:
    """A Tuesday at nine, and a clock to move."""
    with time_machine.travel(TUESDAY_MORNING, tick=False) as clock:
        yield clock


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    with post_office() as office:
        monkeypatch.setenv("KHET_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("KHET_SMTP_PORT", str(office.port))
        monkeypatch.setenv("KHET_SMTP_TLS", "none")
        monkeypatch.setenv("KHET_MAIL_FROM", "hub@example.go.th")
        monkeypatch.setenv("KHET_MAIL_NAME", "สำนักงานเขตทดสอบ")
        yield office


@pytest.fixture
def line_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebService]:
    with web_service() as service:
        monkeypatch.setenv("KHET_LINE_API", f"http://{service.address}")
        monkeypatch.setenv("KHET_LINE_TOKEN", "token-for-tests")
        monkeypatch.setenv("KHET_LINE_SECRET", "secret-for-tests")
        yield service


@pytest.fixture
def push_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebService]:
    with web_service() as service:
        monkeypatch.setenv("KHET_PUSH_HOSTS", service.address)
        yield service


@pytest.fixture
def device(push_service: WebService) -> Device:
    return Device(push_service)

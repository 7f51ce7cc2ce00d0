"""The office's settings of a channel: secrets sealed, the page before the environment, a message to try it."""

from typing import Any

import pytest

from khet.audit.models import Entry
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify import reads, sealing, services
from khet.notify.models import ChannelSetting
from khet.notify.services.channels import open_channels
from khet.notify.slots import Contact
from khet.notify.tests.conftest import ANAN
from khet.notify.tests.factories import an_actor
from khet.notify.tests.stand_ins import Post, WebService

pytestmark = pytest.mark.django_db
KEEPER = Actor(account_id=1, person_id=ANAN, person_name="ผู้ดูแล ทดสอบ", duties=frozenset({"system"}))


def mail_values(port: int = 25, **more: str) -> dict[str, str]:
    return {"host": "127.0.0.1", "port": str(port), "tls": "none", "sender": "hub@example.go.th", **more}


def test_without_settings_only_web_push_is_open() -> None:
    assert list(open_channels()) == ["webpush"]


def test_a_page_opens_a_channel_and_closes_it() -> None:
    services.set_channel(actor=KEEPER, channel="email", values=mail_values())
    assert open_channels()["email"]["host"] == "127.0.0.1"
    services.set_channel(actor=KEEPER, channel="email", values=mail_values(), enabled=False)
    assert "email" not in open_channels()


def test_a_page_goes_before_the_environment_value_by_value(post: Post) -> None:
    services.set_channel(actor=KEEPER, channel="email", values={"name": "สพม.ทดสอบ"})
    assert open_channels()["email"]["name"] == "สพม.ทดสอบ"
    assert open_channels()["email"]["port"] == str(post.port)


def test_a_password_is_sealed_kept_when_left_empty_and_never_shown() -> None:
    services.set_channel(actor=KEEPER, channel="email", values=mail_values(user="hub", password="ความลับมาก"))
    services.set_channel(actor=KEEPER, channel="email", values=mail_values(user="hub"))
    row = ChannelSetting.objects.get()
    assert "ความลับ" not in row.sealed + str(row.values)
    assert open_channels()["email"]["password"] == "ความลับมาก"
    state = next(state for state in reads.channel_states() if state.channel.key == "email")
    assert "password" not in state.values
    assert state.secrets_kept == {"password"}


def test_each_change_is_on_the_trail_without_the_password() -> None:
    services.set_channel(actor=KEEPER, channel="email", values=mail_values(password="ความลับมาก"))
    (entry,) = Entry.objects.filter(action="notify.channel_set")
    assert "ความลับมาก" not in str(vars(entry))


def test_sealed_values_do_not_open_with_another_key(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = sealing.seal({"password": "x"})
    assert sealing.unseal(sealed) == {"password": "x"}
    monkeypatch.setenv("KHET_NOTIFY_KEY", "another key altogether")
    assert sealing.unseal(sealed) == {}


def test_only_who_keeps_the_system_sets_channels() -> None:
    with pytest.raises(Refused) as refused:
        services.set_channel(actor=an_actor(ANAN), channel="email", values=mail_values())
    assert refused.value.code == "not_allowed"
    assert not ChannelSetting.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [({"port": "0"}, "port"), ({"port": "๒๕"}, "port"), ({"tls": "perhaps"}, "tls"), ({"sender": "hub"}, "sender")],
)
def test_values_that_cannot_be_right_are_refused_at_their_field(values: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        services.set_channel(actor=KEEPER, channel="email", values={**mail_values(), **values})
    assert refused.value.field == field
    assert not ChannelSetting.objects.exists()


def test_the_address_of_line_is_not_to_be_changed_on_a_page() -> None:
    values = {"token": "t", "secret": "s", "api": "http://evil.example.com"}
    services.set_channel(actor=KEEPER, channel="line", values=values)
    assert open_channels()["line"]["api"] == "https://api.line.me"


def test_a_message_to_try_arrives(post: Post, contacts: dict[int, Contact]) -> None:
    services.test_channel(actor=KEEPER, channel="email")
    assert str(post.mails[0]["Subject"]).strip() == "ข้อความทดลองจากระบบ"
    assert ChannelSetting.objects.get().last_sent_at is not None


def test_a_message_to_try_says_what_went_wrong(
    post: Post, contacts: dict[int, Contact], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHET_SMTP_PORT", "1")
    with pytest.raises(Refused) as refused:
        services.test_channel(actor=KEEPER, channel="email")
    assert refused.value.code == "test_failed"
    assert "Connection" in refused.value.message


def test_a_channel_not_set_up_cannot_be_tried(contacts: dict[int, Contact]) -> None:
    with pytest.raises(Refused) as refused:
        services.test_channel(actor=KEEPER, channel="line")
    assert refused.value.code == "not_set_up"


def test_who_has_no_address_there_is_told_so(line_service: WebService, contacts: Any) -> None:
    with pytest.raises(Refused) as refused:
        services.test_channel(actor=KEEPER, channel="line")
    assert refused.value.code == "no_address"


def test_the_key_of_this_hub_stays_the_same() -> None:
    assert sealing.vapid_public() == sealing.vapid_public()
    assert len(sealing.vapid_public()) == 87

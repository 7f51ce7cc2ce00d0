"""The pages of notices, at the front door."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from khet.notify import reads, services
from khet.notify.models import Hours, LineLink, Notice, Preference, PushSubscription
from khet.notify.slots import QuietHours
from khet.notify.tests.factories import tell
from khet.notify.tests.stand_ins import Device, WebService
from khet.notify.tokens import unsubscribe_token

LIST, PREFERENCES = "/notices/", "/notices/preferences/"


def the_notice(browser: Any) -> Notice:
    return Notice.objects.heads().get(person_id=browser.person.pk)


def test_an_empty_list_says_what_will_come_and_opens_one_door(clerk: Any) -> None:
    page = clerk.get(LIST)
    assert page.status == 200
    assert "ยังไม่มีการแจ้งเตือน" in page.text
    assert PREFERENCES in page.text


def test_the_list_counts_what_is_unread_and_shows_it_first(clerk: Any) -> None:
    tell(clerk.person.pk, title="เรื่องเก่า")
    services.mark_all_read(actor=clerk.actor)
    tell(clerk.person.pk, title="เรื่องใหม่", body="รายละเอียดสั้น ๆ", actor=clerk.actor)
    tell(clerk.person.pk, title="อีกเรื่อง")
    services.mark_read(actor=clerk.actor, notice=the_notice_titled("อีกเรื่อง"))
    text = clerk.get(LIST).text
    assert "มี 1 เรื่องที่ยังไม่ได้อ่าน" in text
    assert text.index("เรื่องใหม่") < text.index("อีกเรื่อง") < text.index("เรื่องเก่า")
    assert "รายละเอียดสั้น ๆ" in text


def the_notice_titled(title: str) -> Notice:
    return Notice.objects.get(title=title)


def test_opening_a_notice_reads_it_and_leads_to_the_letter(clerk: Any) -> None:
    tell(clerk.person.pk)
    answer = clerk.get(f"/notices/{the_notice(clerk).pk}/")
    assert answer.location == "/letters/42/"
    assert reads.unread_count(clerk.person.pk) == 0


def test_the_address_from_a_mail_reads_all_that_told_of_the_letter(clerk: Any) -> None:
    tell(clerk.person.pk)
    tell(clerk.person.pk, kind="test.news")
    assert clerk.get("/notices/open/test.letter/42/").location == "/letters/42/"
    assert reads.unread_count(clerk.person.pk) == 0


@pytest.mark.parametrize("headers", [{"HTTP_SEC_PURPOSE": "prefetch;prerender"}, {"HTTP_PURPOSE": "prefetch"}])
def test_a_browser_looking_ahead_reads_nothing(clerk: Any, headers: dict[str, str]) -> None:
    tell(clerk.person.pk)
    clerk.get(f"/notices/{the_notice(clerk).pk}/", **headers)
    clerk.get("/notices/open/test.letter/42/", **headers)
    clerk.client.head("/notices/open/test.letter/42/")
    assert reads.unread_count(clerk.person.pk) == 1


def test_anothers_notice_is_not_there(clerk: Any, officer: Any) -> None:
    tell(officer.person.pk)
    pk = the_notice(officer).pk
    assert clerk.get(f"/notices/{pk}/").status == 404
    assert clerk.post(f"/notices/{pk}/read/").status == 404
    assert "ขอเชิญประชุม" not in clerk.get(LIST).text
    assert reads.unread_count(officer.person.pk) == 1


def test_one_line_is_read_in_place_with_script_and_by_a_redirect_without(clerk: Any) -> None:
    tell(clerk.person.pk)
    pk = the_notice(clerk).pk
    fragment = clerk.post(f"/notices/{pk}/read/", htmx=True)
    assert fragment.status == 200
    assert f'id="notice-{pk}"' in fragment.text
    assert "<html" not in fragment.text
    assert clerk.post(f"/notices/{pk}/read/").location == LIST
    assert reads.unread_count(clerk.person.pk) == 0


def test_all_read_leaves_what_came_since_the_page_was_opened(clerk: Any) -> None:
    tell(clerk.person.pk)
    newest = the_notice(clerk).pk
    tell(clerk.person.pk, title="เพิ่งมา")
    clerk.post("/notices/read/", newest=str(newest))
    assert [n.title for n in Notice.objects.unread()] == ["เพิ่งมา"]


def test_a_long_list_is_turned_page_by_page_without_loss(clerk: Any) -> None:
    for number in range(120):
        tell(clerk.person.pk, title=f"เรื่องที่ {number:03d} ")
    services.mark_all_read(actor=clerk.actor, up_to=Notice.objects.get(title="เรื่องที่ 059").pk)
    seen: list[str] = []
    url: str | None = LIST
    while url:
        page = clerk.get(url)
        seen += [n for n in (f"เรื่องที่ {number:03d}" for number in range(120)) if n in page.text]
        older = [
            line
            for line in page.text.split('href="')
            if line.startswith("?page=") and "เก่ากว่า" in line.split("</a>")[0]
        ]
        url = LIST + older[0].split('"')[0] if older else None
    assert len(seen) == 120
    assert len(set(seen)) == 120


def test_the_list_costs_the_same_for_one_and_for_fifty(clerk: Any, django_assert_max_num_queries: Any) -> None:
    for _number in range(50):
        tell(clerk.person.pk)
    clerk.get(LIST)
    with django_assert_max_num_queries(20):
        clerk.get(LIST)


def test_the_bell_counts(clerk: Any) -> None:
    tell(clerk.person.pk)
    assert "การแจ้งเตือน มีใหม่ 1 รายการ" in clerk.get(PREFERENCES).text


@pytest.mark.parametrize("url", [LIST, PREFERENCES, "/notices/1/", "/notices/open/test.letter/42/"])
def test_without_a_sign_in_one_is_asked_to_sign_in(client: Any, db: None, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_the_grid_keeps_what_was_chosen(clerk: Any, line_service: WebService) -> None:
    cells = {f"{row.kind.key}/{c.channel}": c.mode.value for row in reads.grid(clerk.person.pk) for c in row.cells}
    cells |= {"test.letter/line": "digest", "test.letter/webpush": "off"}
    answer = clerk.post(PREFERENCES, quiet_from="19:00", quiet_until="07.00", weekends="on", **cells)
    assert answer.location == PREFERENCES
    hours = Hours.objects.get(person_id=clerk.person.pk)
    assert QuietHours(hours.quiet_from, hours.quiet_until).start.hour == 19
    chosen = Preference.objects.filter(person_id=clerk.person.pk, kind="test.letter")
    assert {row.channel: row.mode for row in chosen} == {"line": "digest", "webpush": "off"}
    assert 'value="19.00"' in clerk.get(PREFERENCES).text


def test_a_wrong_time_is_said_at_its_field_and_nothing_is_kept(clerk: Any) -> None:
    cells = {f"{row.kind.key}/{c.channel}": c.mode.value for row in reads.grid(clerk.person.pk) for c in row.cells}
    answer = clerk.post(PREFERENCES, quiet_from="25:00", quiet_until="07:00", **cells)
    assert answer.status == 422
    assert "มี 1 จุดต้องแก้" in answer.text
    assert not Hours.objects.exists()


def test_a_device_is_registered_by_its_browser_and_removed_by_its_person(
    clerk: Any, officer: Any, device: Device
) -> None:
    told = {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"
    answer = clerk.client.post("/notices/push/", told, content_type="application/json", HTTP_USER_AGENT=agent)
    assert answer.json() == {"ok": True}
    assert "Chrome บน Android" in clerk.get(PREFERENCES).text
    pk = PushSubscription.objects.get().pk
    officer.post(f"/notices/push/{pk}/remove/")
    assert PushSubscription.objects.exists()
    clerk.post(f"/notices/push/{pk}/remove/")
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"endpoint": 1, "keys": []}', '{"endpoint": "x", "keys": {}}', "null"]
)
def test_what_is_no_subscription_is_refused_in_words(clerk: Any, body: str) -> None:
    answer = clerk.client.post("/notices/push/", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not PushSubscription.objects.exists()


def test_a_device_needs_a_sign_in(client: Any, db: None) -> None:
    assert client.post("/notices/push/", "{}", content_type="application/json").status_code == 401


def test_a_mail_program_stops_the_mails_with_one_post(clerk: Any, client: Any) -> None:
    url = reverse("notify:unsubscribe", args=[unsubscribe_token(clerk.person.pk, "email")])
    assert "เลิกรับทั้งหมดทางนี้" in client.get(url).content.decode()
    assert not Preference.objects.exists()
    for _twice in range(2):
        assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert {(p.person_id, p.kind, p.channel, p.mode) for p in Preference.objects.all()} == {
        (clerk.person.pk, "*", "email", "off")
    }


def test_a_forged_address_stops_nothing(client: Any, db: None) -> None:
    answer = client.post("/notices/unsubscribe/WzEsImVtYWlsIl0:1abcde:forged/")
    assert "ลิงก์นี้ใช้ไม่ได้" in answer.content.decode()
    assert not Preference.objects.exists()


def test_the_service_worker_rules_the_whole_house_and_keeps_an_offline_page(client: Any, db: None, clerk: Any) -> None:
    worker = client.get("/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker["Cache-Control"]
    assert "/notices/offline/" in worker.content.decode()
    offline = clerk.get("/notices/offline/")
    assert "ต่อเครือข่ายไม่ได้" in offline.text
    assert clerk.person.full_name not in offline.text
    assert "khet-person" not in offline.text


def test_a_line_code_is_shown_once_and_links_the_sender(clerk: Any, client: Any, line_service: WebService) -> None:
    from khet.jobs.services import drain

    page = clerk.post("/notices/preferences/line/")
    code = page.text.split('id="line-code">')[1][:8]
    assert code not in clerk.get(PREFERENCES).text
    assert line_says(client, f" {code.lower()} ").status_code == 200
    assert LineLink.objects.get().person_id == clerk.person.pk
    drain()
    assert clerk.person.full_name in line_service.calls[0].json["messages"][0]["text"]
    assert line_service.calls[0].path == "/v2/bot/message/reply"
    line_says(client, code, user="Usomebodyelse")
    assert LineLink.objects.get().line_user_id == "Uteacher"
    clerk.post("/notices/preferences/line/remove/")
    assert not LineLink.objects.exists()


def test_an_old_code_and_a_replaced_code_link_nobody(clerk: Any, client: Any, line_service: WebService) -> None:
    first = services.line_code(actor=clerk.actor)
    second = services.line_code(actor=clerk.actor)
    line_says(client, first)
    assert not LineLink.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        line_says(client, second)
    assert not LineLink.objects.exists()


def test_a_block_and_its_end_are_remembered(clerk: Any, client: Any, line_service: WebService) -> None:
    LineLink.objects.create(person_id=clerk.person.pk, line_user_id="Uteacher")
    line_event(client, {"type": "unfollow", "source": {"type": "user", "userId": "Uteacher"}})
    assert LineLink.objects.get().blocked_at is not None
    line_event(client, {"type": "follow", "source": {"type": "user", "userId": "Uteacher"}})
    assert LineLink.objects.get().blocked_at is None


@pytest.mark.parametrize("signature", ["", "AAAA", "ก"])
def test_only_what_line_signed_is_read(clerk: Any, client: Any, line_service: WebService, signature: str) -> None:
    code = services.line_code(actor=clerk.actor)
    answer = line_says(client, code, signature=signature)
    assert answer.status_code == 403
    assert not LineLink.objects.exists()


def test_the_webhook_is_not_there_when_line_is_not_set_up(client: Any, db: None) -> None:
    assert client.post("/notices/line/", "{}", content_type="application/json").status_code == 404


@pytest.mark.parametrize("body", ["", "[]", '{"events": [1]}', '{"events": 3}', '{"events": [{"source": "x"}]}'])
def test_nonsense_that_is_signed_is_a_bad_request(client: Any, db: None, line_service: WebService, body: str) -> None:
    assert signed(client, body).status_code == 400


def line_says(client: Any, text: str, *, user: str = "Uteacher", signature: str | None = None) -> Any:
    event = {
        "type": "message",
        "replyToken": "token-once",
        "source": {"type": "user", "userId": user},
        "message": {"type": "text", "text": text},
    }
    return line_event(client, event, signature=signature)


def line_event(client: Any, event: dict[str, Any], *, signature: str | None = None) -> Any:
    return signed(client, json.dumps({"events": [event]}), signature=signature)


def signed(client: Any, body: str, *, signature: str | None = None) -> Any:
    import base64
    import hashlib
    import hmac

    right = base64.b64encode(hmac.new(b"secret-for-tests", body.encode(), hashlib.sha256).digest()).decode()
    headers = {"HTTP_X_LINE_SIGNATURE": right if signature is None else signature}
    return client.post("/notices/line/", body, content_type="application/json", **headers)

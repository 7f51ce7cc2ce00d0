"""Web push: encrypted for one browser, signed by us, and only ever sent to push services."""

import base64
import json
from typing import Any

import pytest

from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.notify import sealing, services
from khet.notify.channels.webpush import is_push_service
from khet.notify.models import Delivery, PushSubscription
from khet.notify.tests.conftest import ANAN, BUSABA
from khet.notify.tests.factories import a_subscription, an_actor, tell
from khet.notify.tests.stand_ins import Device, WebService

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("contacts", "office_hours")]


def claims_of(authorization: str) -> dict[str, Any]:
    token = authorization.split("t=")[1].split(",")[0]
    body = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return claims


def test_only_the_browser_can_read_what_was_pushed(device: Device) -> None:
    a_subscription(ANAN, device)
    tell(ANAN, urgent=True)
    drain()
    (call,) = device.calls()
    assert "ขอเชิญประชุม".encode() not in call.body
    (shown,) = device.shown()
    assert shown["title"] == "ด่วน: ขอเชิญประชุม"
    assert shown["url"].endswith("/notices/open/test.letter/42/")
    assert call.headers["Urgency"] == "high"


def test_a_push_is_signed_for_its_service_with_the_key_the_page_gives_out(
    device: Device, push_service: WebService
) -> None:
    a_subscription(ANAN, device)
    tell(ANAN)
    drain()
    authorization = device.calls()[0].headers["Authorization"]
    assert authorization.startswith("vapid t=")
    assert authorization.split("k=")[1] == sealing.vapid_public()
    assert claims_of(authorization)["aud"] == f"http://{push_service.address}"


def test_a_browser_that_forgot_us_is_removed_and_the_other_still_told(device: Device, push_service: WebService) -> None:
    other = Device(push_service, "two")
    a_subscription(ANAN, device)
    a_subscription(ANAN, other)
    push_service.answers = [(410, {}), (201, {})]
    tell(ANAN)
    drain()
    assert PushSubscription.objects.count() == 1
    assert Delivery.objects.get().state == "sent"


def test_the_last_browser_gone_ends_the_delivery(device: Device, push_service: WebService) -> None:
    a_subscription(ANAN, device)
    push_service.answers = [(410, {})]
    tell(ANAN)
    drain()
    assert Delivery.objects.get().state == "failed"
    assert not PushSubscription.objects.exists()


def test_a_busy_service_is_tried_again(device: Device, push_service: WebService) -> None:
    a_subscription(ANAN, device)
    push_service.answers = [(503, {})]
    tell(ANAN)
    drain()
    assert Delivery.objects.get().state == "queued"
    assert PushSubscription.objects.exists()


def test_a_redirect_is_not_followed(device: Device, push_service: WebService) -> None:
    a_subscription(ANAN, device)
    push_service.answers = [(307, {"Location": f"http://{push_service.address}/elsewhere"})]
    tell(ANAN)
    drain()
    assert len(push_service.calls) == 1
    assert Delivery.objects.get().state == "failed"
    assert PushSubscription.objects.get().failed == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://127.0.0.1/x",
        "https://169.254.169.254/latest",
        "https://fcm.googleapis.com.example.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com\\@127.0.0.1/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_browser_cannot_make_us_call_another_address(endpoint: str, device: Device) -> None:
    assert not is_push_service(endpoint)
    with pytest.raises(Refused) as refused:
        services.register_device(actor=an_actor(ANAN), endpoint=endpoint, p256dh=device.p256dh, auth=device.auth)
    assert refused.value.code == "bad_device"


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://sg2p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_push_services_of_the_browsers_are_known(endpoint: str) -> None:
    assert is_push_service(endpoint)


def test_keys_that_are_none_are_refused(device: Device) -> None:
    with pytest.raises(Refused):
        services.register_device(actor=an_actor(ANAN), endpoint=device.endpoint, p256dh="AAAA", auth=device.auth)


def test_a_point_off_the_curve_ends_that_device_only(device: Device) -> None:
    wrong = base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode().rstrip("=")
    services.register_device(actor=an_actor(ANAN), endpoint=device.endpoint, p256dh=wrong, auth=device.auth)
    tell(ANAN)
    drain()
    assert not device.calls()
    assert not PushSubscription.objects.exists()


def test_a_shared_browser_belongs_to_who_registered_it_last(device: Device) -> None:
    a_subscription(ANAN, device)
    a_subscription(BUSABA, device)
    assert PushSubscription.objects.get().person_id == BUSABA


def test_another_persons_device_stays_when_i_remove_it(device: Device) -> None:
    theirs = a_subscription(BUSABA, device)
    services.remove_device(actor=an_actor(ANAN), device_id=theirs.pk)
    assert PushSubscription.objects.exists()


def test_the_eleventh_device_takes_the_place_of_the_first(push_service: WebService) -> None:
    for number in range(11):
        a_subscription(ANAN, Device(push_service, f"d{number}"))
    kept = PushSubscription.objects.order_by("id").values_list("endpoint", flat=True)
    assert len(kept) == 10
    assert not kept[0].endswith("d0")

"""Web push (RFC 8030) with encrypted content (RFC 8291) and a signed sender (VAPID, RFC 8292)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy

from khet.kernel import environment
from khet.notify.channels.message import Address, Channel, Message, Outcome, Result, Setting, Settings
from khet.notify.models import PushSubscription
from khet.notify.registry import Mode
from khet.notify.slots import Contact

if TYPE_CHECKING:
    import httpx

DAY = 86400
# A browser names the address that we shall call: only the push services of the browsers are ever called.
SERVICES = (
    "fcm.googleapis.com",
    "push.services.mozilla.com",
    "push.apple.com",
    "notify.windows.com",
)


def is_push_service(endpoint: str) -> bool:
    """True for an https address at a known push service; KHET_PUSH_HOSTS adds others (host:port, also http)."""
    if any(ord(sign) <= 32 or sign in "\\@" for sign in endpoint):
        return False
    parts = urlsplit(endpoint)
    if parts.netloc in environment.words("KHET_PUSH_HOSTS"):
        return parts.scheme in {"http", "https"}
    host = parts.netloc
    return parts.scheme == "https" and any(host == name or host.endswith(f".{name}") for name in SERVICES)


def deliver(messages: Sequence[Message], settings: Settings) -> list[Result]:
    """404 and 410 mean that the browser has forgotten us; no redirect is followed."""
    import httpx

    from khet.notify.channels.http import TIMEOUT

    results: list[Result] = []
    lost: dict[str, Result] = {}
    with httpx.Client(timeout=TIMEOUT, follow_redirects=False) as client:
        for message in messages:
            service = urlsplit(message.address.to).netloc
            result = lost.get(service) or _push(client, message, settings)
            if result.fault:
                lost[service] = result
            results.append(result)
    return results


def addresses(contacts: Mapping[int, Contact]) -> dict[int, list[Address]]:
    """Every device of each person."""
    found: dict[int, list[Address]] = defaultdict(list)
    for device in PushSubscription.objects.filter(person_id__in=contacts):
        found[device.person_id].append(Address(device.endpoint, device.label, device.p256dh, device.auth))
    return dict(found)


def forget(gone: Collection[str]) -> None:
    PushSubscription.objects.filter(endpoint__in=gone).delete()


def payload(message: Message) -> bytes:
    """What the service worker shows: one title, one line, one address to open."""
    body = message.items[0].title if len(message.items) > 1 else ""
    tag = hashlib.sha256(message.url.encode()).hexdigest()[:16]
    shown = {"title": message.title[:200], "body": body[:200], "url": message.items[0].url, "tag": tag}
    if len(message.items) > 1 or message.more:
        shown["url"] = message.url
    return json.dumps(shown, ensure_ascii=False).encode()


def _push(client: "httpx.Client", message: Message, settings: Settings) -> Result:
    import httpx

    from khet.notify.channels.http import broken, judge

    if not is_push_service(message.address.to):
        return Result(Outcome.GONE, "not a push service")
    try:
        content = _encrypted(message)
    except Exception as error:  # keys come from a browser: whatever is wrong with them, they will not mend
        return Result(Outcome.GONE, f"{type(error).__name__}: {error}"[:300])
    try:
        answer = client.post(message.address.to, content=content, headers=_headers(message, settings))
    except httpx.HTTPError as error:
        return broken(error)
    return judge(answer, gone=frozenset({404, 410}), fault=frozenset({401, 403}))


def _encrypted(message: Message) -> bytes:
    from pywebpush import WebPusher

    keys = {"p256dh": message.address.p256dh, "auth": message.address.auth}
    pusher = WebPusher({"endpoint": message.address.to, "keys": keys})
    body: bytes = pusher.encode(payload(message), "aes128gcm")["body"]
    return body


def _headers(message: Message, settings: Settings) -> dict[str, str]:
    from py_vapid import Vapid02

    from khet.notify.sealing import vapid_key

    parts = urlsplit(message.address.to)
    signed = Vapid02(vapid_key()).sign({"sub": settings["contact"], "aud": f"{parts.scheme}://{parts.netloc}"})
    topic = hashlib.sha256(message.key.encode()).hexdigest()[:32]
    return {
        **{name: str(value) for name, value in signed.items()},
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(DAY),
        "Urgency": "high" if message.urgent else "normal",
        "Topic": topic,
    }


CHANNEL = Channel(
    key="webpush",
    label=gettext_lazy("แจ้งบนเครื่อง"),
    usual=Mode.NOW,
    deliver=deliver,
    addresses=addresses,
    forget=forget,
    settings=(
        Setting(
            "contact",
            gettext_lazy("อีเมลหรือที่อยู่เว็บสำหรับผู้ให้บริการติดต่อ"),
            "KHET_PUSH_CONTACT",
            default="mailto:postmaster@localhost.localdomain",
        ),
    ),
)

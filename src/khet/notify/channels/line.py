"""LINE Messaging API: push to one, multicast to up to 500 with the same text (api.line.me/v2/bot/message)."""

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.notify.channels.message import Address, Channel, Message, Outcome, Result, Setting, Settings
from khet.notify.models import LineLink
from khet.notify.registry import Mode
from khet.notify.slots import Contact

if TYPE_CHECKING:
    import httpx

MULTICAST = 500
TEXT = 5000


def deliver(messages: Sequence[Message], settings: Settings) -> list[Result]:
    """Messages of one text go together; the retry key lets LINE drop what it has already taken (answer 409)."""
    import httpx

    from khet.notify.channels.http import TIMEOUT

    results: dict[int, Result] = {}
    with httpx.Client(base_url=settings["api"], timeout=TIMEOUT, headers=_headers(settings)) as client:
        lost: Result | None = None
        for text, places in _by_text(messages):
            verdict = lost or _send(client, text, [messages[place] for place in places])
            results |= dict.fromkeys(places, verdict)
            if verdict.fault:
                lost = verdict
            elif len(places) > 1 and verdict.outcome is Outcome.FAILED:
                # One bad user id spoils a whole multicast: ask for each by itself to find it.
                results |= {place: _send(client, text, [messages[place]]) for place in places}
    return [results[place] for place in range(len(messages))]


def addresses(contacts: Mapping[int, Contact]) -> dict[int, list[Address]]:
    """The person's own link first, else the id that the office's records give."""
    links = {link.person_id: link for link in LineLink.objects.filter(person_id__in=contacts)}
    found = {person: [Address(contact.line_id)] for person, contact in contacts.items() if contact.line_id}
    found |= {person: [Address(link.line_user_id)] for person, link in links.items() if link.blocked_at is None}
    return {person: where for person, where in found.items() if person not in links or not links[person].blocked_at}


def forget(gone: Collection[str]) -> None:
    LineLink.objects.filter(line_user_id__in=gone, blocked_at=None).update(blocked_at=timezone.now())


def reply(token: str, text: str, settings: Settings) -> Result:
    """Answer what a person wrote to the office's account; the token works once and for about a minute."""
    import httpx

    from khet.notify.channels.http import TIMEOUT

    body = {"replyToken": token, "messages": [{"type": "text", "text": text[:TEXT]}]}
    with httpx.Client(base_url=settings["api"], timeout=TIMEOUT, headers=_headers(settings)) as client:
        return _post(client, "/v2/bot/message/reply", body, key="")


def signature_fits(body: bytes, signature: str, secret: str) -> bool:
    """X-Line-Signature is the base64 HMAC-SHA256 of the body under the channel secret."""
    expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return bool(secret) and hmac.compare_digest(expected, signature.encode())


def text_of(message: Message) -> str:
    """Title and address; the body stays in the house."""
    if len(message.items) == 1 and not message.more:
        return f"{message.title}\n{message.items[0].url}"
    lines = [message.title, *(f"• {item.title}" for item in message.items)]
    if message.more:
        lines.append(_("และอีก %(n)d เรื่อง") % {"n": message.more})
    return "\n".join([*lines, message.url])


def _by_text(messages: Sequence[Message]) -> Iterator[tuple[str, list[int]]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, message in enumerate(messages):
        groups[text_of(message)[:TEXT]].append(place)
    for text, places in groups.items():
        for start in range(0, len(places), MULTICAST):
            yield text, places[start : start + MULTICAST]


def _send(client: "httpx.Client", text: str, messages: Sequence[Message]) -> Result:
    content: object = [{"type": "text", "text": text}]
    key = str(uuid5(NAMESPACE_URL, "khet:" + ",".join(sorted(message.key for message in messages))))
    if len(messages) == 1:
        return _post(client, "/v2/bot/message/push", {"to": messages[0].address.to, "messages": content}, key=key)
    body: dict[str, object] = {"to": list({message.address.to for message in messages}), "messages": content}
    return _post(client, "/v2/bot/message/multicast", body, key=key)


def _post(client: "httpx.Client", path: str, body: Mapping[str, object], *, key: str) -> Result:
    import httpx

    from khet.notify.channels.http import broken, judge

    try:
        answer = client.post(path, json=body, headers={"X-Line-Retry-Key": key} if key else {})
    except httpx.HTTPError as error:
        return broken(error)
    return judge(answer, gone=frozenset({404}), fault=frozenset({401, 403}), accepted=frozenset({409}))


def _headers(settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {settings['token']}"}


CHANNEL = Channel(
    key="line",
    label="LINE",
    usual=Mode.NOW,
    deliver=deliver,
    addresses=addresses,
    forget=forget,
    settings=(
        Setting("token", gettext_lazy("Channel access token"), "KHET_LINE_TOKEN", secret=True),
        Setting("secret", gettext_lazy("Channel secret"), "KHET_LINE_SECRET", secret=True),
        Setting("account", gettext_lazy("ไอดีบัญชี LINE ของสำนักงาน (ขึ้นต้นด้วย @)"), "KHET_LINE_ACCOUNT"),
        Setting("api", gettext_lazy("ที่อยู่บริการ"), "KHET_LINE_API", default="https://api.line.me", env_only=True),
    ),
    needs=("token", "secret"),
)

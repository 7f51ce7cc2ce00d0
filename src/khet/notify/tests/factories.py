"""Short ways to say things in tests."""

from typing import Any

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.notify import services
from khet.notify.models import LineLink, Notice, PushSubscription
from khet.notify.tests.stand_ins import Device


def tell(*people: int, kind: str = "test.letter", title: str = "ขอเชิญประชุม", **more: Any) -> int:
    more.setdefault("ref", Ref("test.letter", 42))
    return services.send(kind=kind, to=people, title=title, **more)


def an_actor(person: int) -> Actor:
    return Actor(account_id=person, person_id=person, person_name="อนันต์ ทดสอบ")


def a_link(person: int) -> LineLink:
    return LineLink.objects.create(person_id=person, line_user_id=f"U{person}")


def a_subscription(person: int, device: Device) -> PushSubscription:
    return services.register_device(
        actor=an_actor(person), endpoint=device.endpoint, p256dh=device.p256dh, auth=device.auth, label="เครื่องทดสอบ"
    )


def titles(person: int) -> list[str]:
    rows = Notice.objects.filter(person_id=person).heads().order_by("-id")
    return list(rows.values_list("title", flat=True))

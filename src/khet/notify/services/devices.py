"""Devices for web push."""

import base64
import binascii

from django.db import transaction
from django.utils.translation import gettext as _

from khet.audit import services as audit
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.notify.channels.webpush import is_push_service
from khet.notify.models import PushSubscription

MOST = 10


@transaction.atomic
def register_device(*, actor: Actor, endpoint: str, p256dh: str, auth: str, label: str = "") -> PushSubscription:
    """Have this browser told from now on; a browser shared with others belongs to who registered it last.

    Raises Refused when the address is no push service's, or the keys are none (RFC 8291: 65 and 16 bytes).
    """
    if not actor.signed_in:
        raise Refused(_("ยังไม่ได้เข้าสู่ระบบ เข้าสู่ระบบแล้วทำอีกครั้ง"), code="not_signed_in")
    if len(endpoint) > 600 or not is_push_service(endpoint) or (_size(p256dh), _size(auth)) != (65, 16):
        raise Refused(_("เบราว์เซอร์นี้รับการแจ้งเตือนไม่ได้ ลองใช้ Chrome, Edge, Firefox หรือ Safari รุ่นใหม่"), code="bad_device")
    values = {"person_id": actor.person_id, "p256dh": p256dh, "auth": auth, "label": label[:80], "failed": 0}
    device, _made = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=values)
    mine = PushSubscription.objects.filter(person_id=device.person_id).order_by("-id")
    mine.exclude(pk__in=list(mine.values_list("pk", flat=True)[:MOST])).delete()
    audit.record(actor, "notify.device_registered", device, after={"label": device.label})
    return device


@transaction.atomic
def remove_device(*, actor: Actor, device_id: int) -> None:
    """Tell this device no more. Nothing happens when it is not, or no longer, the actor's."""
    device = PushSubscription.objects.filter(pk=device_id, person_id=actor.person_id or 0).first()
    if device is not None:
        audit.record(actor, "notify.device_removed", device, before={"label": device.label})
        device.delete()


def _size(key: str) -> int:
    try:
        return len(base64.b64decode(key + "=" * (-len(key) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return 0

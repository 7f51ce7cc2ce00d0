"""Signed words in the addresses that stop a channel, for people who are not signed in."""

from django.core import signing
from django.utils.translation import gettext as _

from khet.kernel.errors import Refused

SALT = "khet.notify.unsubscribe"


def unsubscribe_token(person_id: int, channel: str) -> str:
    return signing.dumps([person_id, channel], salt=SALT)


def token_means(token: str) -> tuple[int, str]:
    """Whose channel a token stops. Raises Refused for a token that is not ours."""
    try:
        person_id, channel = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise Refused(_("ลิงก์นี้ใช้ไม่ได้ เลือกช่องทางได้ที่หน้าตั้งค่าการแจ้งเตือนของท่าน"), code="bad_token") from None
    return int(person_id), str(channel)

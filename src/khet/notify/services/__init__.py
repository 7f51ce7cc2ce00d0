"""The only room of notify that writes."""

from khet.notify.services.channels import set_channel, test_channel
from khet.notify.services.devices import register_device, remove_device
from khet.notify.services.line import line_code, unlink_line
from khet.notify.services.mails import address_of, may_send_mail, send_mail
from khet.notify.services.preferences import save_preferences, unsubscribe
from khet.notify.services.reading import mark_all_read, mark_read, mark_ref_read
from khet.notify.services.send import send

__all__ = [
    "address_of",
    "line_code",
    "mark_all_read",
    "mark_read",
    "mark_ref_read",
    "may_send_mail",
    "register_device",
    "remove_device",
    "save_preferences",
    "send",
    "send_mail",
    "set_channel",
    "test_channel",
    "unlink_line",
    "unsubscribe",
]

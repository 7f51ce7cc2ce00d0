"""Tables of notify; people are plain ids, their names and addresses come through the slot."""

from khet.notify.models.channels import ChannelSetting
from khet.notify.models.delivery import Delivery, Digest
from khet.notify.models.line import LineCode, LineLink
from khet.notify.models.notice import Notice
from khet.notify.models.preference import Hours, Preference
from khet.notify.models.push import PushSubscription

__all__ = [
    "ChannelSetting",
    "Delivery",
    "Digest",
    "Hours",
    "LineCode",
    "LineLink",
    "Notice",
    "Preference",
    "PushSubscription",
]

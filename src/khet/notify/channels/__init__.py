"""The ways out of the house; another one is a module with a Channel, registered here or by a plug-in's apps.ready()."""

from khet.kernel.registry import Registry
from khet.notify.channels import email, line, webpush
from khet.notify.channels.message import Channel

channels: Registry[Channel] = Registry("notify.channels", key=lambda channel: channel.key)
for _module in (email, line, webpush):
    channels.register(_module.CHANNEL)

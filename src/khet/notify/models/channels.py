"""How the office reaches out: settings of a channel made on a page, which go before the environment's."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelSetting(models.Model):
    """values: what may be read. sealed: the secret values, encrypted with the home folder's own key."""

    channel = models.CharField(max_length=20, unique=True)
    enabled = models.BooleanField(_("เปิดใช้"), default=True)
    values = models.JSONField(default=dict, blank=True)
    sealed = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(_("ผู้แก้ไข"), max_length=200, blank=True, default="")
    last_error = models.CharField(_("ปัญหาล่าสุด"), max_length=300, blank=True, default="")
    last_error_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(_("ส่งได้ล่าสุด"), null=True)

    class Meta:
        verbose_name = _("ช่องทางแจ้งเตือน")

    def __str__(self) -> str:
        return self.channel

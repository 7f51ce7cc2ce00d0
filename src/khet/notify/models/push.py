"""Devices that take web push."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PushSubscription(models.Model):
    """One browser on one device (RFC 8030 endpoint with the keys of RFC 8291), removed when the service says gone."""

    person_id = models.PositiveBigIntegerField(db_index=True)
    endpoint = models.CharField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    label = models.CharField(_("อุปกรณ์"), max_length=80, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    failed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("อุปกรณ์ที่รับการแจ้งเตือน")

    def __str__(self) -> str:
        return self.label or str(self.pk)

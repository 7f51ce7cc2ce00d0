"""Notices on their way out of the house, one row per notice and channel."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.notify.models.notice import Notice


class Digest(models.Model):
    """One gathered message to one person on one channel at one time of the day."""

    person_id = models.PositiveBigIntegerField()
    channel = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    items = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("สรุปการแจ้งเตือน")
        constraints = [models.UniqueConstraint(fields=["person_id", "channel", "due_at"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.channel}:{self.person_id}@{self.due_at:%Y-%m-%d %H:%M}"


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("รอส่ง")
    SENDING = "sending", _("กำลังส่ง")
    SENT = "sent", _("ส่งแล้ว")
    FAILED = "failed", _("ส่งไม่ได้")
    SKIPPED = "skipped", _("ไม่ต้องส่ง")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        return self.filter(state__in=(DeliveryState.QUEUED, DeliveryState.SENDING))


class Delivery(models.Model):
    """due_at: when it may go (quiet hours, digest, next attempt) or, while sending, when the lease on it ends."""

    State = DeliveryState

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    person_id = models.PositiveBigIntegerField()
    channel = models.CharField(max_length=20)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True, default="")
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("การส่งแจ้งเตือน")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(state__in=("queued", "sending"))),
            models.Index(fields=["person_id", "channel", "sent_at"], name="delivery_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}:{self.notice_id} {self.state}"

"""What a person chose to hear, where and when."""

from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from khet.notify.registry import Mode

EVERY_KIND = "*"


class Preference(models.Model):
    """One cell of the grid; kind "*" is the person's answer for every kind without a cell of its own."""

    person_id = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=60, default=EVERY_KIND)
    channel = models.CharField(max_length=20)
    mode = models.CharField(max_length=10, choices=[(mode.value, mode.value) for mode in Mode])

    class Meta:
        verbose_name = _("การตั้งค่าการแจ้งเตือน")
        constraints = [models.UniqueConstraint(fields=["person_id", "kind", "channel"], name="preference_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.channel}={self.mode}"


class Hours(models.Model):
    """A person's own quiet hours, in office time; weekends: send on days off too."""

    person_id = models.PositiveBigIntegerField(unique=True)
    quiet_from = models.TimeField(_("พักการแจ้งเตือนตั้งแต่"), default=time(20, 0))
    quiet_until = models.TimeField(_("ถึง"), default=time(6, 30))
    weekends = models.BooleanField(_("ส่งในวันหยุดด้วย"), default=False)

    class Meta:
        verbose_name = _("เวลาพักการแจ้งเตือน")

    def __str__(self) -> str:
        return f"{self.person_id} {self.quiet_from:%H.%M}-{self.quiet_until:%H.%M}"

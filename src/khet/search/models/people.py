"""What people looked for: misses without the person, and one's own recent searches."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Miss(models.Model):
    """Words that found nothing, by day and without who asked: the knowledge team reads them, 90 days long."""

    day = models.DateField(_("วันที่"))
    text = models.CharField(_("คำค้น"), max_length=200)
    times = models.PositiveIntegerField(_("ครั้ง"), default=1)

    class Meta:
        verbose_name = _("คำค้นที่ไม่พบ")
        constraints = [models.UniqueConstraint(fields=["day", "text"], name="search_miss_once")]

    def __str__(self) -> str:
        return self.text


class Recent(models.Model):
    """One of a person's latest searches; only for that person's own box."""

    person_id = models.BigIntegerField()
    text = models.CharField(_("คำค้น"), max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("คำค้นล่าสุด")
        constraints = [models.UniqueConstraint(fields=["person_id", "text"], name="search_recent_once")]
        indexes = [models.Index(fields=["person_id", "-at"], name="search_recent_latest")]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Habit(models.Model):
    """Whether a person's searches are kept for that person; they are, until the person says no."""

    person_id = models.BigIntegerField(unique=True)
    keep_recent = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.keep_recent}"

"""The text of kept files, read out once per content however many papers carry it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FileText(models.Model):
    """What was read out of bytes with this SHA-256. error is a word of code, never content; seconds it took.

    A failure is an answer too: it is tried again only when the reader's version grows.
    """

    class State(models.TextChoices):
        READ = "read", _("อ่านได้")
        EMPTY = "empty", _("ไม่มีข้อความ")
        FAILED = "failed", _("อ่านไม่ได้")
        UNKNOWN = "unknown", _("ชนิดที่ไม่อ่าน")

    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("ผล"), max_length=8, choices=State.choices)
    text = models.TextField(default="", blank=True)
    pages = models.PositiveIntegerField(default=0)
    seen_by_eye = models.BooleanField(_("อ่านจากภาพ"), default=False)
    error = models.CharField(max_length=40, default="", blank=True)
    reader = models.PositiveSmallIntegerField()
    seconds = models.FloatField(default=0)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ข้อความในไฟล์")
        indexes = [models.Index(fields=["state", "reader"], name="search_text_state")]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.state}"

"""Which person is which LINE user."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LineLink(models.Model):
    """Made when a person sends the one-time code to the office's LINE account; blocked_at: the person blocked it."""

    person_id = models.PositiveBigIntegerField(unique=True)
    line_user_id = models.CharField(max_length=64, unique=True)
    linked_at = models.DateTimeField(default=timezone.now)
    blocked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("การเชื่อมกับ LINE")

    def __str__(self) -> str:
        return f"{self.person_id}"


class LineCode(models.Model):
    """A one-time code, kept only as a digest; a newer code of the same person replaces it."""

    person_id = models.PositiveBigIntegerField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("รหัสเชื่อม LINE")

    def __str__(self) -> str:
        return f"{self.person_id}"

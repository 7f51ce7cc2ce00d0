"""Which table serves, and how far the other one is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Slot(models.TextChoices):
    A = "a", "a"
    B = "b", "b"

    @property
    def other(self) -> "Slot":
        return Slot.B if self is Slot.A else Slot.A


class IndexState(models.Model):
    """One row. version is that of the analyser whose cuts the serving table holds; "" before the first building."""

    slot = models.CharField(max_length=1, choices=Slot.choices, default=Slot.A)
    version = models.CharField(_("รุ่นตัวตัดคำ"), max_length=40, default="", blank=True)
    built_at = models.DateTimeField(_("สร้างเมื่อ"), null=True)
    building = models.CharField(_("กำลังสร้างรุ่น"), max_length=40, default="", blank=True)
    began_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(_("ทำแล้ว"), default=0)
    total = models.PositiveIntegerField(_("ทั้งหมด"), default=0)
    documents = models.PositiveIntegerField(_("เอกสารเมื่อนับคำ"), default=0)
    learned_at = models.DateTimeField(_("เรียนคำเมื่อ"), null=True)

    class Meta:
        verbose_name = _("ดัชนี")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_state_one_row")]

    def __str__(self) -> str:
        return f"{self.slot} {self.version}"

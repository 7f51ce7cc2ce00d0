"""A scanned pile and the letters cut from it; the pile itself is kept as it came."""

from typing import Self

from django.db import models

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


class ScanQuerySet(models.QuerySet["Scan"]):
    def visible_to(self, actor: Actor) -> Self:
        """A pile is unsorted: only those who take in the desk's letters see it."""
        return self.filter(desk_id__in=actor.intake_unit_ids) if actor.signed_in else self.none()


class Scan(models.Model):
    """One uploaded pile (PDF) of a desk."""

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    name = models.CharField("ชื่อ", max_length=300)
    pages = models.PositiveIntegerField("จำนวนหน้า", default=0)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    objects = ScanQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref("saraban.scan", self.pk)


class ScanPartQuerySet(models.QuerySet["ScanPart"]):
    def visible_to(self, actor: Actor) -> Self:
        """As its pile."""
        return self.filter(scan__in=Scan.objects.visible_to(actor)).select_related("scan", "file")


class ScanPart(models.Model):
    """Pages first to last (counted from 1) of a pile as one letter, waiting to be received."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="parts")
    first = models.PositiveIntegerField("หน้าแรก")
    last = models.PositiveIntegerField("หน้าสุดท้าย")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    letter = models.OneToOneField("saraban.Letter", models.PROTECT, null=True, blank=True, related_name="scan_part")

    objects = ScanPartQuerySet.as_manager()

    class Meta:
        ordering = ["scan", "first"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="saraban_part_has_pages")
        ]

    def __str__(self) -> str:
        return f"{self.scan_id}: {self.first}–{self.last}"

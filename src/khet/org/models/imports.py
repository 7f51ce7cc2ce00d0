"""Workbooks that were brought in: what was read, what was wrong, what came of it."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """The keepers of people."""
        return self if actor.has_duty("people") else self.none()


class ImportRun(models.Model):
    """One workbook of units or of people with posts: read first, carried out only when no row is wrong.

    report: counts, problems by row and the questions that a person must answer. The original is a restricted file
    that is discarded on purge_on. written: the last row of the workbook whose work is in; entered: ids of the people
    entered so far. A run that was killed or stopped goes on after that row.
    """

    class Kind(models.TextChoices):
        UNITS = "units", _("หน่วยงาน")
        PEOPLE = "people", _("บุคคลและตำแหน่ง")

    class State(models.TextChoices):
        READING = "reading", _("กำลังตรวจ")
        FAULTY = "faulty", _("มีจุดต้องแก้")
        READY = "ready", _("พร้อมนำเข้า")
        RUNNING = "running", _("กำลังนำเข้า")
        DONE = "done", _("นำเข้าแล้ว")
        FAILED = "failed", _("นำเข้าไม่สำเร็จ")
        STOPPED = "stopped", _("หยุดกลางทาง ทำต่อได้")
        UNDONE = "undone", _("ย้อนกลับแล้ว")

    kind = models.CharField("ชนิด", max_length=10, choices=Kind.choices)
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.READING)
    name = models.CharField("ชื่อไฟล์", max_length=300)
    report = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    written = models.PositiveIntegerField("บันทึกถึงแถว", default=0)
    entered = models.JSONField(default=list)
    job_id = models.BigIntegerField(null=True, blank=True)
    by_person = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    purge_on = models.DateField("ทำลายไฟล์ต้นฉบับ", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("org:import", args=[self.pk])


class ImportedRow(models.Model):
    """What one row of a workbook made (before is null) or changed, kept as long as the run can be taken back.

    kind: of reference, "org.person". before, after: fields of a card that was changed, as they were and as they became.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="outcomes")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["run", "kind", "target_id"], name="org_imported_row_target")]

    def __str__(self) -> str:
        return f"{self.row}: {self.kind}:{self.target_id}"

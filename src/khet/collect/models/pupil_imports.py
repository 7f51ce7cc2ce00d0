"""Files of pupils that were brought in: what was found in them, what was mended, what came of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.collect.models.pupil_moves import keeping_desks
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who keep the school's pupils, and whoever of the area brought the file in."""
        mine = keeping_desks(actor)
        if not actor.signed_in or actor.has_duty("system") or actor.has_duty("pupil"):
            return self.none()
        own = Q(by_person_id=actor.person_id, school__parent_id__in=actor.staff_desk_ids)
        return self.filter(Q(school_id__in=mine) | own)


class ImportRun(models.Model):
    """One file of one school. The original is a restricted file, destroyed on purge_on with findings and mendings.

    counts: figures by name; lines: what it will do, in words of the list layer; notes: what else is to be known.
    """

    class State(models.TextChoices):
        READING = "reading", _("กำลังตรวจ")
        FAULTY = "faulty", _("มีจุดต้องแก้")
        READY = "ready", _("พร้อมนำเข้า")
        RUNNING = "running", _("กำลังนำเข้า")
        DONE = "done", _("นำเข้าแล้ว")
        FAILED = "failed", _("นำเข้าไม่สำเร็จ")

    kind = models.CharField("ชนิด", max_length=10, default="pupils")
    school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.READING)
    name = models.CharField("ชื่อไฟล์", max_length=300, blank=True)
    digest = models.CharField(max_length=64)
    layout = models.CharField(max_length=20)
    as_of = models.DateField("ข้อมูล ณ วันที่")
    synthetic = models.BooleanField(default=False)
    codes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    failure = models.CharField(max_length=300, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)
    by_person = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    purge_on = models.DateField("ทำลายไฟล์ต้นฉบับ", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["school", "digest"], name="collect_run_same_file")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("collect:pupil_import", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("collect.importrun", self.pk)


class ImportFinding(models.Model):
    """One wrong cell. value and message are masked where the column is personal or sensitive."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    head = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=5)
    message = models.CharField(max_length=400)
    hint = models.CharField(max_length=300)

    class Meta:
        ordering = ["severity", "rule", "row"]

    def __str__(self) -> str:
        return f"{self.rule} {self.row}"


class ImportFix(models.Model):
    """A cell mended on the page before the file is taken over; its text is sealed."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="fixes")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40)
    sealed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row", "column"], name="collect_fix_once")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.row} {self.column}"

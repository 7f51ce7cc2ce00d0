"""Tables of the outbox: what is to be done, what repeats, and who is at work."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Lane(models.TextChoices):
    """Separate queues, each with a thread of its own: a long bulk job never holds up a soon one."""

    SOON = "soon", _("ทันที")
    INDEX = "index", _("ทำดัชนี")
    BULK = "bulk", _("งานจำนวนมาก")


class State(models.TextChoices):
    QUEUED = "queued", _("รอทำ")
    RUNNING = "running", _("กำลังทำ")
    DONE = "done", _("เสร็จแล้ว")
    FAILED = "failed", _("ไม่สำเร็จ")
    CANCELLED = "cancelled", _("ยกเลิกแล้ว")


ACTIVE = (State.QUEUED, State.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def due(self, now: datetime | None = None) -> "JobQuerySet":
        return self.filter(state=State.QUEUED, run_at__lte=now or timezone.now())

    def abandoned(self, now: datetime | None = None) -> "JobQuerySet":
        """Running, but the lease is over: the worker was killed or hangs."""
        return self.filter(state=State.RUNNING, lease_until__lt=now or timezone.now())

    def active(self) -> "JobQuerySet":
        return self.filter(state__in=ACTIVE)

    def failed(self) -> "JobQuerySet":
        return self.filter(state=State.FAILED)


class Job(models.Model):
    """One thing to do outside the request, written in the transaction that wants it.

    The payload holds ids, never names or content; error holds a Thai sentence with a code and a place in the
    source, never a message that might carry personal data.
    """

    kind = models.CharField(_("ชนิดงาน"), max_length=100)
    lane = models.CharField(_("ช่องทาง"), max_length=10, choices=Lane.choices)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.QUEUED)
    run_at = models.DateTimeField(_("เริ่มทำได้เมื่อ"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("ลองแล้ว (ครั้ง)"), default=0)
    again = models.BooleanField(default=False)
    cancel_asked = models.BooleanField(default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True, default="")
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    error = models.TextField(_("เหตุที่ไม่สำเร็จ"), blank=True, default="")
    created_at = models.DateTimeField(_("สั่งเมื่อ"), default=timezone.now)
    started_at = models.DateTimeField(_("เริ่มเมื่อ"), null=True, blank=True)
    finished_at = models.DateTimeField(_("จบเมื่อ"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("งานเบื้องหลัง")
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]) & ~models.Q(key=""),
                name="jobs_one_active_per_key",
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="jobs_state_known"),
            models.CheckConstraint(condition=models.Q(lane__in=Lane.values), name="jobs_lane_known"),
            models.CheckConstraint(
                condition=~models.Q(state="running") | models.Q(lease_until__isnull=False),
                name="jobs_running_has_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["lane", "run_at", "id"], condition=models.Q(state="queued"), name="jobs_due"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="jobs_leases"),
            models.Index(fields=["state", "finished_at"], name="jobs_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Schedule(models.Model):
    """When a repeating job ran last and runs next; the interval itself stands in the code."""

    name = models.CharField(max_length=100, unique=True)
    last_run_at = models.DateTimeField(null=True, blank=True)
    next_run_at = models.DateTimeField()

    class Meta:
        verbose_name = _("งานตามเวลา")

    def __str__(self) -> str:
        return self.name


class Worker(models.Model):
    """The heartbeat of one worker process."""

    name = models.CharField(max_length=120, unique=True)
    lanes = models.CharField(max_length=60)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("ตัวทำงานเบื้องหลัง")

    def __str__(self) -> str:
        return self.name

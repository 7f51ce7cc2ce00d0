"""Posts (ตำแหน่ง), who holds them from when to when, and who stands in."""

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.language import in_thai


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.signed_in else self.none()


class Post(models.Model):
    """A seat in a unit, whoever sits there today."""

    class Role(models.TextChoices):
        DIRECTOR = "director", _("หัวหน้าหน่วยงาน")
        DEPUTY = "deputy", _("รองหัวหน้าหน่วยงาน")
        HEAD = "head", _("หัวหน้ากลุ่มหรืองาน")
        OFFICER = "officer", _("เจ้าหน้าที่")
        CLERK = "clerk", _("ธุรการ")
        TEACHER = "teacher", _("ครู")
        PUPIL = "pupil", _("นักเรียน")

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="posts")
    title = models.CharField("ตำแหน่ง", max_length=200)
    short = models.CharField("ชื่อย่อ", max_length=80, blank=True)
    role = models.CharField("บทบาท", max_length=10, choices=Role.choices)
    seats = models.PositiveSmallIntegerField("จำนวนอัตรา", default=1)
    order = models.PositiveIntegerField("ลำดับ", default=0)
    active = models.BooleanField("ใช้อยู่", default=True)
    synthetic = models.BooleanField(default=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["unit", "role", "active"])]

    def __str__(self) -> str:
        return self.short or self.title

    def get_absolute_url(self) -> str:
        return reverse("org:post", args=[self.pk])

    @property
    def is_head(self) -> bool:
        return self.role in (self.Role.DIRECTOR, self.Role.HEAD)


class PostDuty(models.Model):
    """A duty that comes with a post; rights are asked of duties and roles, never of logins."""

    class Duty(models.TextChoices):
        REGISTRY = "registry", _("งานสารบรรณของหน่วยงาน")
        SETTINGS = "settings", _("ตั้งค่าสำนักงาน")
        PEOPLE = "people", _("ทะเบียนหน่วยงานและบุคคล")
        ACCOUNTS = "accounts", _("ช่วยเหลือบัญชีผู้ใช้")
        SYSTEM = "system", _("ดูแลระบบ")
        AUDITOR = "auditor", _("ตรวจสอบภายใน")
        WELFARE = "welfare", _("ดูข้อมูลอ่อนไหวของนักเรียน")

    post = models.ForeignKey(Post, models.CASCADE, related_name="duties")
    duty = models.CharField("หน้าที่", max_length=20, choices=Duty.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "duty"], name="org_post_duty_once")]

    def __str__(self) -> str:
        return self.duty


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def on(self, day: date) -> Self:
        """In force on that day."""
        return self.filter(Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gt=day))

    def visible_to(self, actor: Actor) -> Self:
        return self if actor.signed_in else self.none()


class Appointment(models.Model):
    """A person in a post in [valid_from, valid_until), as holder or in another's stead, with the order it stands on.

    subjects limits a delegation to named matters ("" = all). A secret letter's access list is not inherited.
    """

    class Kind(models.TextChoices):
        HOLDER = "holder", _("ดำรงตำแหน่ง")
        ACTING = "acting", _("รักษาราชการแทน")
        DELEGATED = "delegated", _("ปฏิบัติราชการแทน")
        IN_POSITION = "in_position", _("รักษาการในตำแหน่ง")

    person = models.ForeignKey("org.Person", models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments")
    kind = models.CharField("แบบ", max_length=12, choices=Kind.choices, default=Kind.HOLDER)
    own_post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ตำแหน่งของผู้แทนเอง"
    )
    main = models.BooleanField("ตำแหน่งหลัก", default=True)
    valid_from = models.DateField("ตั้งแต่")
    valid_until = models.DateField("ถึงก่อน", null=True, blank=True)
    order_text = models.CharField("คำสั่ง", max_length=200, blank=True)
    subjects = models.CharField("เฉพาะเรื่อง", max_length=300, blank=True)
    made_by = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField("บันทึกเมื่อ", default=timezone.now)
    synthetic = models.BooleanField(default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-main", "valid_from", "pk"]
        indexes = [
            models.Index(fields=["person", "valid_from"]),
            models.Index(fields=["post", "valid_from"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="org_appointment_has_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.post_id}"

    @property
    def phrase(self) -> str:
        return "" if self.kind == self.Kind.HOLDER else in_thai(self.Kind(self.kind).label)

    @property
    def last_day(self) -> date | None:
        """The last day in the post; None while no end is known."""
        return self.valid_until - timedelta(days=1) if self.valid_until else None


class StandIn(models.Model):
    """Ranked stand-ins of a post (ลำดับ 1, 2, 3) for when it is vacant or its holder away."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="stand_ins")
    by_post = models.ForeignKey(Post, models.CASCADE, related_name="stands_in_for")
    rank = models.PositiveSmallIntegerField("ลำดับ")

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["post", "rank"], name="org_stand_in_rank_once"),
            models.UniqueConstraint(fields=["post", "by_post"], name="org_stand_in_once"),
            models.CheckConstraint(condition=~Q(post=models.F("by_post")), name="org_stand_in_other"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.by_post_id} for {self.post_id}"

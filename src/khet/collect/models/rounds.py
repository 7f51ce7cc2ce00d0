"""Rounds: one form asked of many units for one period."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from khet.collect.models.forms import Form, FormVersion
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


def serving(actor: Actor) -> frozenset[int]:
    """Units for which one may answer: desks where one is staff, and groups one belongs to."""
    return actor.staff_desk_ids | actor.team_unit_ids


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rounds of my desks, and those that units I serve are asked in once they are open; not the administrator's."""
        if not actor.signed_in or actor.has_duty("system"):
            return self.none()
        asked = Round._base_manager.filter(submissions__unit_id__in=serving(actor)).exclude(state=Round.State.PLANNED)
        return self.filter(Q(desk_id__in=actor.staff_desk_ids) | Q(pk__in=asked.values("pk")))


class Round(models.Model):
    """A version of a form, a period, and a deadline. Who must answer are its submissions, one a unit, from the opening.

    year is of the year_type (พ.ศ.): the three kinds of year are never one number. as_of is the day the
    figures are true on. basis is the letter it was asked by; empty when it was opened alone. target keeps whom the
    planner chose ({"groups": [ids], "units": [ids]}) until the opening makes it rows.
    """

    class State(models.TextChoices):
        PLANNED = "planned", gettext_lazy("เตรียมรอบ")
        OPEN = "open", gettext_lazy("เปิดรับข้อมูล")
        LOCKED = "locked", gettext_lazy("ปิดรอบแล้ว")
        CANCELLED = "cancelled", gettext_lazy("ยกเลิก")

    class YearType(models.TextChoices):
        SCHOOL = "school", gettext_lazy("ปีการศึกษา")
        FISCAL = "fiscal", gettext_lazy("ปีงบประมาณ")
        CALENDAR = "calendar", gettext_lazy("ปีปฏิทิน")

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="หน่วยงานผู้ขอ")
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    form = models.ForeignKey(Form, models.PROTECT, related_name="rounds")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="rounds")
    title = models.CharField("ชื่อรอบ", max_length=200)
    year_type = models.CharField("ปีแบบ", max_length=8, choices=YearType.choices, default=YearType.SCHOOL)
    year = models.PositiveSmallIntegerField("ปี พ.ศ.")
    term = models.PositiveSmallIntegerField("ภาคเรียน/ครั้งที่", default=1)
    as_of = models.DateField("ข้อมูล ณ วันที่")
    due_on = models.DateField("ส่งภายในวันที่", null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    duty = models.ForeignKey("org.LegalDuty", models.PROTECT, null=True, blank=True, related_name="+")
    target = models.JSONField(default=dict, blank=True)
    basis_kind = models.CharField(max_length=40, blank=True)
    basis_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField("สถานะ", max_length=9, choices=State.choices, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    reopened_reason = models.CharField(max_length=300, blank=True)
    digest = models.CharField("ลายนิ้วมือของข้อมูลที่ปิด", max_length=64, blank=True)
    synthetic = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-pk"]
        indexes = [
            models.Index(fields=["desk", "state", "-as_of"], name="collect_round_by_desk"),
            models.Index(fields=["basis_kind", "basis_id"], name="collect_round_by_basis"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collect:round", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("collect.round", self.pk)

    @property
    def period(self) -> str:
        """ "school-2569-1": sorts within its year type."""
        return f"{self.year_type}-{self.year}-{self.term}"

"""What happens to rolls of pupils: the turn of the year, moves between schools, one child in two schools."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from khet.collect.models.pupils import Enrolment, Pupil, area_desks
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


def keeping_desks(actor: Actor) -> frozenset[int]:
    """Schools whose pupils one keeps: where one keeps the registry or leads."""
    if not actor.signed_in or actor.has_duty("pupil") or actor.has_duty("system"):
        return frozenset()
    return actor.lead_desk_ids


class Roll(models.Model):
    """The roll of one school: edition counts what was written and is locked by whoever writes."""

    school = models.OneToOneField("org.Unit", models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField(default=0)
    as_of = models.DateField("ข้อมูล ณ วันที่", null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"roll of {self.school_id}"


class SchoolCode(models.Model):
    """A code by which files name a school (DMC 10 digits, SMIS 8, OBEC 6): learnt at its first import."""

    code = models.CharField("รหัสในไฟล์", max_length=20, unique=True)
    school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.code


class RollOver(models.Model):
    """A whole roll moved from one school year into the next, once; undoable while nothing was written after it."""

    school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    from_year = models.PositiveSmallIntegerField()
    on = models.DateField()
    edition = models.PositiveIntegerField()
    promoted = models.PositiveIntegerField(default=0)
    graduated = models.PositiveIntegerField(default=0)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "from_year"], condition=Q(undone_at=None), name="collect_roll_over_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.from_year} → {self.from_year + 1}"

    @property
    def to_year(self) -> int:
        return self.from_year + 1


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, actor: Actor) -> Self:
        """Both schools' keepers."""
        mine = keeping_desks(actor)
        return self.filter(Q(from_school_id__in=mine) | Q(to_school_id__in=mine)) if mine else self.none()


class Transfer(models.Model):
    """A pupil who left for another school of the area; waits until that school takes the pupil in."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="transfers")
    left = models.OneToOneField(Enrolment, models.PROTECT, related_name="transfer")
    from_school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    to_school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    entered = models.OneToOneField(Enrolment, models.PROTECT, null=True, blank=True, related_name="came_by")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.pupil_id}: {self.from_school_id} → {self.to_school_id}"


class DuplicateCaseQuerySet(models.QuerySet["DuplicateCase"]):
    def visible_to(self, actor: Actor) -> Self:
        """Keepers of both schools, and the area's staff."""
        mine, areas = keeping_desks(actor), area_desks(actor)
        if not mine and not areas:
            return self.none()
        seen = Q(first__school_id__in=mine) | Q(second__school_id__in=mine)
        return self.filter(
            seen | Q(first__school__parent_id__in=areas) | Q(second__school__parent_id__in=areas)
        ).distinct()


class DuplicateCase(models.Model):
    """One child on two rolls. second is the later enrolment: while the case is open its school reads the list layer
    only. differs: name or birth date in the later file are not those on record. kept: who keeps the pupil."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="cases")
    first = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    second = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    differs = models.BooleanField("ชื่อหรือวันเกิดไม่ตรงกัน", default=False)
    opened_at = models.DateTimeField()
    kept = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=300, blank=True)

    objects = DuplicateCaseQuerySet.as_manager()

    class Meta:
        ordering = ["settled_at", "-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["pupil"], condition=Q(settled_at=None), name="collect_case_one_open")
        ]

    def __str__(self) -> str:
        return f"{self.pupil_id} on two rolls"

    def get_absolute_url(self) -> str:
        return reverse("collect:pupil_case", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("collect.duplicatecase", self.pk)

"""People: a public card, an office card and a restricted record, apart."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from khet.kernel.actor import Actor


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, actor: Actor) -> Self:
        """Staff see staff; pupils are seen by the staff of their own school and by themselves."""
        if not actor.signed_in:
            return self.none()
        if actor.has_duty("pupil"):
            return self.filter(Q(pk=actor.person_id))
        return self.filter(Q(pupil=False) | Q(pk=actor.person_id) | Q(home_desk_id__in=actor.desk_ids))


class Person(models.Model):
    """One human being, never deleted; names as they are written on orders."""

    prefix = models.CharField("คำนำหน้า", max_length=40, blank=True)
    first_name = models.CharField("ชื่อ", max_length=100)
    last_name = models.CharField("นามสกุล", max_length=100, blank=True)
    nickname = models.CharField("ชื่อเล่น", max_length=40, blank=True)
    sort_key = models.CharField(max_length=400, db_index=True)
    pupil = models.BooleanField("นักเรียน", default=False)
    home_desk = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="สำนักงานหรือโรงเรียนต้นสังกัด"
    )
    office_phone = models.CharField("โทรศัพท์ที่ทำงาน", max_length=60, blank=True)
    mobile = models.CharField("โทรศัพท์มือถือ", max_length=60, blank=True)
    email = models.EmailField("อีเมล", blank=True)
    ended_on = models.DateField("พ้นจากราชการ", null=True, blank=True)
    synthetic = models.BooleanField("บุคคลสังเคราะห์", default=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("org:person", args=[self.pk])

    @property
    def full_name(self) -> str:
        return f"{self.prefix}{self.first_name} {self.last_name}".strip()


class PersonRecord(models.Model):
    """Restricted facts of a person: every look at them is on the trail."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="record")
    citizen_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    citizen_sealed = models.TextField(blank=True)
    citizen_mask = models.CharField("เลขประจำตัวประชาชน", max_length=20, blank=True)
    birth_date = models.DateField("วันเกิด", null=True, blank=True)
    home_address = models.TextField("ที่อยู่", blank=True)

    def __str__(self) -> str:
        return f"record of {self.person_id}"

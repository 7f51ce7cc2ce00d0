"""Units of the area as an effective-dated tree."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, actor: Actor) -> Self:
        """The directory of units is open to everyone who is signed in."""
        return self if actor.signed_in else self.none()

    def open_on(self, day: date) -> Self:
        """Units that existed on that day."""
        return self.filter(
            Q(versions__valid_from__lte=day), Q(versions__valid_until__isnull=True) | Q(versions__valid_until__gt=day)
        ).distinct()

    def desks(self) -> Self:
        """Units that own registers and numbers: bureaus, offices and schools."""
        return self.filter(kind__in=Unit.DESK_KINDS)


class Unit(models.Model):
    """A unit's identity; its names and parents by date are UnitVersion, the fields here are today's copy."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", _("สำนักในส่วนกลาง")
        OFFICE = "office", _("สำนักงานเขตพื้นที่การศึกษา")
        GROUP = "group", _("กลุ่มงาน")
        SCHOOL = "school", _("โรงเรียน")
        LINE = "line", _("งานในโรงเรียน")

    DESK_KINDS = (Kind.BUREAU, Kind.OFFICE, Kind.SCHOOL)

    code = models.SlugField("รหัสหน่วยงาน", max_length=40, unique=True)
    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices)
    name = models.CharField("ชื่อ", max_length=200)
    short = models.CharField("ชื่อย่อ", max_length=80, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    desk = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="desk_units", verbose_name="หน่วยงานเจ้าของทะเบียน"
    )
    order = models.PositiveIntegerField("ลำดับ", default=0)
    sort_key = models.CharField(max_length=400, db_index=True)
    active = models.BooleanField("เปิดอยู่", default=True)
    address = models.TextField("ที่อยู่", blank=True)
    phone = models.CharField("โทรศัพท์", max_length=60, blank=True)
    email = models.EmailField("อีเมล", blank=True)
    tambon = models.CharField("ตำบล", max_length=80, blank=True)
    amphoe = models.CharField("อำเภอ", max_length=80, blank=True, db_index=True)
    province = models.CharField("จังหวัด", max_length=80, blank=True)
    postcode = models.CharField("รหัสไปรษณีย์", max_length=10, blank=True)
    place_code = models.CharField("รหัสตำบล (กรมการปกครอง)", max_length=10, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    point_is_tambon = models.BooleanField("พิกัดเป็นศูนย์กลางตำบล", default=False)
    synthetic = models.BooleanField("ข้อมูลสังเคราะห์", default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["order", "sort_key"]
        indexes = [models.Index(fields=["kind", "active", "sort_key"])]

    def __str__(self) -> str:
        return self.short or self.name

    def get_absolute_url(self) -> str:
        return reverse("org:unit", args=[self.code])

    @property
    def is_desk(self) -> bool:
        return self.kind in self.DESK_KINDS


class Precision(models.TextChoices):
    """How exact a date is: a year is shown as a year and never asserts a day."""

    DAY = "day", _("วัน")
    YEAR = "year", _("ปี")


class UnitVersion(models.Model):
    """Name, parent and legal basis of a unit in [valid_from, valid_until)."""

    class Change(models.TextChoices):
        FOUNDED = "founded", _("ตั้งหน่วยงาน")
        RENAMED = "renamed", _("เปลี่ยนชื่อ")
        MOVED = "moved", _("ย้ายสังกัด")
        CLOSED = "closed", _("ยุบเลิก")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="versions")
    name = models.CharField("ชื่อ", max_length=200)
    short = models.CharField("ชื่อย่อ", max_length=80, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    change = models.CharField("เหตุ", max_length=10, choices=Change.choices, default=Change.FOUNDED)
    legal_basis = models.CharField("ฐานกฎหมาย", max_length=300, blank=True)
    verified = models.BooleanField("ตรวจกับต้นฉบับแล้ว", default=False)
    valid_from = models.DateField("ตั้งแต่")
    from_precision = models.CharField(max_length=4, choices=Precision.choices, default=Precision.DAY)
    valid_until = models.DateField("ถึงก่อน", null=True, blank=True)
    until_precision = models.CharField(max_length=4, choices=Precision.choices, default=Precision.DAY)
    note = models.CharField("หมายเหตุ", max_length=300, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="org_version_start_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="org_version_has_length",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_until__isnull=True), name="org_version_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.valid_from})"


class Succession(models.Model):
    """Which unit took over from which: a merge, a split or a plain successor."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("รวม")
        SPLIT = "split", _("แยก")
        SUCCESSOR = "successor", _("รับช่วง")

    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    kind = models.CharField("แบบ", max_length=10, choices=Kind.choices)
    on = models.DateField("วันที่")
    precision = models.CharField(max_length=4, choices=Precision.choices, default=Precision.DAY)
    legal_basis = models.CharField("ฐานกฎหมาย", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_unit", "to_unit", "on"], name="org_succession_once"),
            models.CheckConstraint(condition=~Q(from_unit=models.F("to_unit")), name="org_succession_two_units"),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit_id} → {self.to_unit_id}"


class UnitGroupQuerySet(models.QuerySet["UnitGroup"]):
    def visible_to(self, actor: Actor) -> Self:
        """Groups shared by the area and those of one's own desks."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(owner__isnull=True) | Q(owner_id__in=actor.desk_ids))


class UnitGroup(models.Model):
    """A saved set of units (กลุ่มผู้รับ, สหวิทยาเขต); members come and go by date."""

    name = models.CharField("ชื่อกลุ่ม", max_length=120)
    owner = models.ForeignKey(Unit, models.CASCADE, null=True, blank=True, related_name="unit_groups")
    note = models.CharField("หมายเหตุ", max_length=200, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = UnitGroupQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="org_group_name_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("org:group", args=[self.pk])


class UnitGroupMember(models.Model):
    """A unit's membership of a group in [valid_from, valid_until)."""

    group = models.ForeignKey(UnitGroup, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    valid_from = models.DateField("ตั้งแต่")
    valid_until = models.DateField("ถึงก่อน", null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "unit", "valid_from"], name="org_member_start_once")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.unit_id}"

"""Tables of the calendars: whose hours they are, and which days differ. Units are plain ids.

Every table holds little (tens to hundreds of rows) and is read as a whole into a snapshot.
"""

from datetime import time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

MIDNIGHT = time(0)


class Kind(models.TextChoices):
    OFFICE = "office", _("สำนักงาน")
    SCHOOL = "school", _("โรงเรียน")
    OWN = "own", _("ของหน่วยงานเอง")


class Scope(models.TextChoices):
    PUBLIC = "public", _("วันหยุดราชการประจำปี")
    GOVERNMENT = "government", _("วันหยุดเฉพาะหน่วยงานของรัฐ")
    CABINET = "cabinet", _("วันหยุดพิเศษตามมติคณะรัฐมนตรี")
    SCHOOL = "school", _("วันหยุดเฉพาะโรงเรียน")


class Calendar(models.Model):
    """Hours and days of a kind of unit; what it does not say itself its parent says."""

    key = models.SlugField(_("รหัส"), max_length=40, unique=True)
    name = models.CharField(_("ชื่อปฏิทิน"), max_length=120)
    kind = models.CharField(_("ชนิด"), max_length=10, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        verbose_name = _("ปฏิทิน")
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class CalendarUse(models.Model):
    """A unit keeps a calendar, [starts, until); units below it keep the same unless they have one of their own."""

    unit_id = models.BigIntegerField()
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="uses")
    starts = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_id", "starts"], name="calendar_use_one_start"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("starts")), name="calendar_use_span"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.calendar_id} {self.starts}"


class Week(models.Model):
    """From this day on, until the next such row, a calendar keeps these weekly hours (perhaps none at all)."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="weeks")
    valid_from = models.DateField(_("ใช้ตั้งแต่วันที่"))

    class Meta:
        verbose_name = _("เวลาทำการประจำสัปดาห์")
        ordering: ClassVar = ["-valid_from"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "valid_from"], name="calendar_week_once")]

    def __str__(self) -> str:
        return f"{self.calendar_id} {self.valid_from}"


class WeeklyHours(models.Model):
    """One open stretch of a weekday (Monday = 0); closes 00.00 is midnight at the day's end."""

    week = models.ForeignKey(Week, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar = ["weekday", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["week", "weekday", "opens"], name="calendar_hours_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="calendar_hours_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT), name="calendar_hours_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class Holiday(models.Model):
    """A day nobody works: of all calendars (calendar empty) or of one and those below it.

    A holiday taken back stays as a row that is not observed, so that reloading the shipped list does not return it.
    """

    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="holidays")
    day = models.DateField(_("วันที่"))
    name = models.CharField(_("ชื่อวันหยุด"), max_length=250)
    scope = models.CharField(_("ชนิด"), max_length=12, choices=Scope.choices)
    source = models.CharField(_("ที่มา"), max_length=200, blank=True)
    observed = models.BooleanField(_("หยุดจริง"), default=True)

    class Meta:
        verbose_name = _("วันหยุด")
        ordering: ClassVar = ["day", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "name"], condition=Q(calendar=None), name="calendar_holiday_once"),
            models.UniqueConstraint(
                fields=["calendar", "day", "name"],
                condition=Q(calendar__isnull=False),
                name="calendar_own_holiday_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class SpecialDay(models.Model):
    """One day with hours of its own, whatever weekday or holiday it is; closed when it has no hours."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="special_days")
    day = models.DateField(_("วันที่"))
    reason = models.CharField(_("เหตุผล"), max_length=250)

    class Meta:
        verbose_name = _("วันที่มีเวลาพิเศษ")
        ordering: ClassVar = ["day"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_special_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"


class SpecialHours(models.Model):
    """One open stretch of a special day."""

    special_day = models.ForeignKey(SpecialDay, models.CASCADE, related_name="hours")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar = ["opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["special_day", "opens"], name="calendar_special_hours_once"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=MIDNIGHT), name="calendar_special_hours_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opens}-{self.closes}"


class Term(models.Model):
    """ภาคเรียน: first and last day, both inclusive."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="terms")
    school_year_be = models.PositiveSmallIntegerField(_("ปีการศึกษา"))
    number = models.PositiveSmallIntegerField(_("ภาคเรียนที่"))
    first_day = models.DateField(_("วันเปิดภาคเรียน"))
    last_day = models.DateField(_("วันสุดท้ายของภาคเรียน"))

    class Meta:
        verbose_name = _("ภาคเรียน")
        ordering: ClassVar = ["school_year_be", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "school_year_be", "number"], name="calendar_term_once"),
            models.CheckConstraint(condition=Q(last_day__gt=F("first_day")), name="calendar_term_forward"),
            models.CheckConstraint(condition=Q(school_year_be__gte=2400), name="calendar_term_be"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.school_year_be}"


class Stamp(models.Model):
    """One row whose value is another after every change: by it each process knows whether its snapshot still holds.

    A drawn value, not a counter: a change rolled back must not leave a value that a later one reaches again.
    """

    value = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.value

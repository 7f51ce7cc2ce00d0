"""Pupils in layers: who they are and where they learn, what is personal, what is sensitive, and what changed."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.thai.sorting import KEY_LENGTH


def listing_desks(actor: Actor) -> frozenset[int]:
    """Schools whose list of pupils one may read: those where one works; no pupil and no administrator."""
    if not actor.signed_in or actor.has_duty("pupil") or actor.has_duty("system"):
        return frozenset()
    return actor.desk_ids


def area_desks(actor: Actor) -> frozenset[int]:
    """Area offices for whose schools one sees the lists."""
    if not actor.signed_in or actor.has_duty("system") or actor.desk_kind not in ("office", "bureau"):
        return frozenset()
    return actor.staff_desk_ids


class PupilQuerySet(models.QuerySet["Pupil"]):
    def visible_to(self, actor: Actor) -> Self:
        """The list layer: pupils enrolled, now or before, at a school where one works or in one's area."""
        seen = Enrolment.objects.visible_to(actor)
        return self.filter(pk__in=seen.values("pupil_id"))


class Pupil(models.Model):
    """One child, matched by the keyed hash of the citizen number or of the G code; names as in the register."""

    class Sex(models.IntegerChoices):
        MALE = 1, _("ชาย")
        FEMALE = 2, _("หญิง")

    citizen_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    g_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    prefix = models.CharField("คำนำหน้า", max_length=40, blank=True)
    first_name = models.CharField("ชื่อ", max_length=100)
    last_name = models.CharField("นามสกุล", max_length=100, blank=True)
    sort_key = models.CharField(max_length=KEY_LENGTH, db_index=True)
    sex = models.PositiveSmallIntegerField("เพศ", choices=Sex.choices)
    synthetic = models.BooleanField("บุคคลสังเคราะห์", default=False)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [models.CheckConstraint(condition=Q(sex__in=[1, 2]), name="collect_pupil_sex")]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("collect:pupil", args=[self.pk])

    @property
    def full_name(self) -> str:
        return f"{self.prefix}{self.first_name} {self.last_name}".strip()


class PupilPersonal(models.Model):
    """Restricted: every look is on the trail. number and details (JSON by column of the file) are sealed."""

    pupil = models.OneToOneField(Pupil, models.CASCADE, related_name="personal")
    number_sealed = models.TextField(blank=True)
    number_mask = models.CharField("เลขประจำตัวประชาชน", max_length=20, blank=True)
    birth_date = models.DateField("วันเกิด", null=True, blank=True)
    details_sealed = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"personal facts of {self.pupil_id}"


class PupilSensitive(models.Model):
    """Data of PDPA section 26 and its neighbours: for those with the duty, every look on the trail. Codes as in DMC."""

    pupil = models.OneToOneField(Pupil, models.CASCADE, related_name="sensitive")
    religion = models.CharField("ศาสนา", max_length=40, blank=True)
    blood = models.CharField("หมู่เลือด", max_length=20, blank=True)
    disability = models.CharField("ความพิการ", max_length=40, blank=True)
    disadvantage = models.CharField("ความด้อยโอกาส", max_length=40, blank=True)

    def __str__(self) -> str:
        return f"sensitive facts of {self.pupil_id}"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, actor: Actor) -> Self:
        """Lists of schools where one works, and of the schools of one's area."""
        schools, areas = listing_desks(actor), area_desks(actor)
        if not schools and not areas:
            return self.none()
        return self.filter(Q(school_id__in=schools) | Q(school__parent_id__in=areas))

    def open(self) -> Self:
        return self.filter(until=None)


class Enrolment(models.Model):
    """A pupil in a class of a school in one school year, in [since, until). grade: the ministry's; room 0: none."""

    class Status(models.TextChoices):
        LEARNING = "1", _("กำลังเรียน")
        PAUSED = "2", _("พักการเรียน")
        DIED = "3", _("เสียชีวิต")
        FOLLOWED = "4", _("ติดตาม")
        RESIGNED = "5", _("ลาออก")
        REMOVED = "6", _("พ้นสภาพ")
        GRADUATED = "7", _("สำเร็จการศึกษา")
        MOVED = "8", _("ย้ายออก")
        PROMOTED = "9", _("เลื่อนชั้น")

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments")
    school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("ปีการศึกษา")
    grade = models.PositiveSmallIntegerField("ชั้น")
    room = models.PositiveSmallIntegerField("ห้อง", default=0)
    number = models.CharField("เลขประจำตัวนักเรียน", max_length=20, blank=True)
    status = models.CharField("สถานะ", max_length=1, choices=Status.choices, default=Status.LEARNING)
    since = models.DateField("ตั้งแต่")
    until = models.DateField("ถึงก่อน", null=True, blank=True)
    opened_by = models.ForeignKey("collect.RollOver", models.PROTECT, null=True, blank=True, related_name="opened")
    closed_by = models.ForeignKey("collect.RollOver", models.PROTECT, null=True, blank=True, related_name="closed")

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "school"], condition=Q(until=None), name="collect_enrolment_one_open"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="collect_enrolment_has_length"
            ),
        ]
        indexes = [models.Index(fields=["school", "until", "grade", "room"], name="collect_enrolment_roll")]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.year} {self.grade}/{self.room}"


class Measurement(models.Model):
    """Weight (kg) and height (cm) on a day, with the nutrition classes of one version of the growth table."""

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="measurements")
    on = models.DateField("วันที่วัด")
    weight = models.DecimalField("น้ำหนัก", max_digits=5, decimal_places=1, null=True)
    height = models.DecimalField("ส่วนสูง", max_digits=5, decimal_places=1, null=True)
    weight_for_age = models.PositiveSmallIntegerField(null=True)
    height_for_age = models.PositiveSmallIntegerField(null=True)
    weight_for_height = models.PositiveSmallIntegerField(null=True)
    doubtful = models.BooleanField(default=False)
    table = models.CharField("ตารางเกณฑ์", max_length=80, blank=True)

    class Meta:
        ordering = ["-on"]
        constraints = [models.UniqueConstraint(fields=["pupil", "on"], name="collect_measurement_once")]

    def __str__(self) -> str:
        return f"{self.pupil_id} {self.on}"


class PupilEvent(models.Model):
    """What happened to a pupil's record, append-only. changes: [before, after] of the list layer by field, and of the
    other layers only the names of the fields that changed ("personal", "sensitive")."""

    class Verb(models.TextChoices):
        ENTERED = "entered", _("เข้าทะเบียน")
        CHANGED = "changed", _("แก้ข้อมูล")
        LEFT = "left", _("พ้นจากทะเบียนโรงเรียน")
        MOVED_OUT = "moved_out", _("ย้ายออก")
        MOVED_IN = "moved_in", _("ย้ายเข้า")
        PROMOTED = "promoted", _("เลื่อนชั้น")
        GRADUATED = "graduated", _("สำเร็จการศึกษา")
        UNDONE = "undone", _("ย้อนการเลื่อนชั้น")
        SETTLED = "settled", _("ตัดสินรายชื่อซ้ำ")

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="events")
    school = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    changes = models.JSONField(default=dict)
    by_name = models.CharField(max_length=200, blank=True)
    by_post = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.pupil_id}"

"""What each desk sets for itself: its number prefix, its marks, its templates and its address book."""

from typing import Self

from django.db import models
from django.db.models import Q

from khet.kernel.actor import Actor
from khet.saraban.models.words import Kind


class DeskSetting(models.Model):
    """Settings of one desk. letter_prefix (such as "ศธ 04349") is assigned from above: empty until typed in."""

    desk = models.OneToOneField("org.Unit", models.PROTECT, related_name="+")
    letter_prefix = models.CharField("เลขประจำส่วนราชการ", max_length=40, blank=True)
    circular_own_series = models.BooleanField("หนังสือเวียนใช้เลขชุดของตนเอง", default=True)
    thai_digits = models.BooleanField("ใช้เลขไทยในหนังสือ", default=True)
    header_lines = models.TextField("ชื่อและที่ตั้งส่วนราชการบนหัวหนังสือ", blank=True)
    contact = models.TextField("ส่วนราชการเจ้าของเรื่องและโทรศัพท์", blank=True)
    emblem = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    stamp_name = models.CharField("ชื่อหน่วยงานบนตรารับ", max_length=200, blank=True)
    default_signer = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    secret_registrar = models.ForeignKey(
        "org.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="นายทะเบียนข้อมูลข่าวสารลับ"
    )
    catch_words = models.BooleanField("คำต่อท้ายหน้าในหนังสือภายนอก", default=True)
    acting_layout = models.CharField("แบบบรรทัดผู้ทำการแทน", max_length=20, default="own_post_first")

    def __str__(self) -> str:
        return f"settings of {self.desk_id}"


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those shared by the area and those of one's desks; nothing to pupils, who write no letters."""
        if not actor.signed_in or actor.has_duty("pupil"):
            return self.none()
        return self.filter(Q(desk__isnull=True) | Q(desk_id__in=actor.desk_ids))


class LetterTemplate(models.Model):
    """A beginning for a letter of one kind; shared by the area (no desk) or a desk's own."""

    desk = models.ForeignKey("org.Unit", models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField("ชนิด", max_length=12, choices=Kind.choices)
    name = models.CharField("ชื่อแบบ", max_length=120)
    subject = models.CharField("เรื่อง", max_length=500, blank=True)
    to_text = models.CharField("เรียน / ถึง", max_length=500, blank=True)
    closing = models.CharField("คำลงท้าย", max_length=100, blank=True)
    body = models.TextField("ข้อความ", blank=True)
    circular = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    shipped = models.BooleanField(default=False)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["desk", "kind", "name"], name="saraban_template_once")]

    def __str__(self) -> str:
        return self.name


class OutsideSenderQuerySet(models.QuerySet["OutsideSender"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(desk_id__in=actor.staff_desk_ids) if actor.signed_in else self.none()


class OutsideSender(models.Model):
    """The desk's address book of senders from outside; key is the name without spaces, for looking up."""

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    name = models.CharField("ชื่อหน่วยงาน", max_length=300)
    key = models.CharField(max_length=300)
    address = models.TextField("ที่อยู่", blank=True)
    email = models.EmailField("อีเมล", blank=True)
    phone = models.CharField("โทรศัพท์", max_length=60, blank=True)
    letter_prefix = models.CharField("ที่ขึ้นต้นด้วย", max_length=40, blank=True)
    times_used = models.PositiveIntegerField(default=0)
    last_used_at = models.DateTimeField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = OutsideSenderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["desk", "key"], name="saraban_sender_once")]

    def __str__(self) -> str:
        return self.name

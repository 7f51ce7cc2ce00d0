"""Registers (ทะเบียน): one row per number, struck through but never removed."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.saraban.models.sight import sight_of
from khet.saraban.models.words import Book, Secrecy


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rows of desks where one serves on the staff, those of one's own path, and secret rows only by name."""
        if not actor.signed_in:
            return self.none()
        sight = sight_of(actor)
        return self.filter(sight.entries() | sight.named_at_home("letter_id"))

    def visible_at(self, actor: Actor, desk_id: int) -> Self:
        """Those of one desk that one may see."""
        rows, sight = self.filter(desk_id=desk_id), sight_of(actor)
        whole = sight.all_at(desk_id, sight.staff, "letter_id") if actor.signed_in else None
        return rows.visible_to(actor) if whole is None else rows.filter(whole)


class RegisterEntry(models.Model):
    """One row of a register, forms 13 and 14 and their like.

    Columns as printed: เลขทะเบียน (number), ที่ (letter_no), ลงวันที่ (dated), จาก (from_text), ถึง (to_text),
    เรื่อง (subject), การปฏิบัติ (action), หมายเหตุ (remark). series is "ว" for a circular series of its own.
    """

    class State(models.TextChoices):
        ISSUED = "issued", _("ใช้แล้ว")
        RESERVED = "reserved", _("จองไว้")
        VOID = "void", _("ยกเลิกเลข")

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    book = models.CharField("ทะเบียน", max_length=12, choices=Book.choices)
    series = models.CharField(max_length=4, blank=True)
    secret_book = models.BooleanField("ทะเบียนลับ", default=False)
    secrecy = models.PositiveSmallIntegerField(default=Secrecy.OPEN)
    urgency = models.PositiveSmallIntegerField(default=0)
    year_be = models.PositiveSmallIntegerField("ปี พ.ศ.")
    number = models.PositiveIntegerField("เลขทะเบียน")
    number_id = models.BigIntegerField("เลขในชุด", null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ISSUED)

    letter_no = models.CharField("ที่", max_length=80, blank=True)
    search_no = models.CharField(max_length=80, blank=True)
    dated = models.DateField("ลงวันที่", null=True, blank=True)
    from_text = models.CharField("จาก", max_length=300, blank=True)
    to_text = models.CharField("ถึง", max_length=500, blank=True)
    subject = models.CharField("เรื่อง", max_length=500, blank=True)
    action = models.CharField("การปฏิบัติ", max_length=500, blank=True)
    remark = models.CharField("หมายเหตุ", max_length=500, blank=True)

    registered_on = models.DateField("วันที่ลงทะเบียน")
    registered_at = models.DateTimeField("ลงทะเบียนเมื่อ")
    registered_by = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    registered_name = models.CharField("ผู้ลงทะเบียน", max_length=200, blank=True)
    unit = models.ForeignKey(
        "org.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="หน่วยงานเจ้าของเรื่อง"
    )
    letter = models.ForeignKey("saraban.Letter", models.PROTECT, null=True, blank=True, related_name="entries")
    delivery = models.ForeignKey("saraban.Delivery", models.PROTECT, null=True, blank=True, related_name="entries")
    reserved_until = models.DateField("จองถึง", null=True, blank=True)
    reason = models.CharField("เหตุผล", max_length=500, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_name = models.CharField(max_length=200, blank=True)
    imported = models.BooleanField("นำเข้าจากระบบเดิม", default=False)
    synthetic = models.BooleanField(default=False)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "รายการทะเบียน"
        indexes = [
            models.Index(
                fields=["desk", "book", "year_be", "-registered_on", "-number", "-id"], name="saraban_reg_page"
            ),
            models.Index(fields=["desk", "search_no"], name="saraban_reg_no"),
            models.Index(fields=["letter"], name="saraban_reg_letter"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "book", "series", "secret_book", "year_be", "number"], name="saraban_number_once"
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(state="issued", delivery__isnull=False),
                name="saraban_delivery_registered_once",
            ),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(reason=""), name="saraban_void_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year_be}"

    @property
    def is_void(self) -> bool:
        return self.state == self.State.VOID


class RegisterYear(models.Model):
    """A desk's registers of one calendar year (พ.ศ.): open or closed, with start numbers for a move in mid-year."""

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    year_be = models.PositiveSmallIntegerField("ปี พ.ศ.")
    closed = models.BooleanField("ปิดแล้ว", default=False)
    start_received = models.PositiveIntegerField("เลขรับเริ่มที่", default=1)
    start_sent = models.PositiveIntegerField("เลขส่งเริ่มที่", default=1)
    start_circular = models.PositiveIntegerField("เลขเวียน (ว) เริ่มที่", default=1)
    start_order = models.PositiveIntegerField("เลขคำสั่งเริ่มที่", default=1)
    start_certificate = models.PositiveIntegerField("เลขเกียรติบัตรเริ่มที่", default=1)
    start_memo = models.PositiveIntegerField("เลขบันทึกข้อความเริ่มที่", default=1)
    start_announcement = models.PositiveIntegerField("เลขประกาศเริ่มที่", default=1)
    opened_at = models.DateTimeField()
    opened_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-year_be"]
        constraints = [models.UniqueConstraint(fields=["desk", "year_be"], name="saraban_year_once")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.year_be}"

"""Tables of the numbering service: a counter per series, every number it gave, and where it was made to jump."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from khet.kernel.refs import Ref
from khet.numbers.series import Series


class State(models.TextChoices):
    ISSUED = "issued", _("ออกแล้ว")
    RESERVED = "reserved", _("จองไว้")
    VOID = "void", _("ยกเลิก")


class CounterQuerySet(models.QuerySet["Counter"]):
    def of(self, series: Series) -> "CounterQuerySet":
        return self.filter(
            unit_id=series.unit_id,
            register=series.register,
            series=series.series,
            secrecy=series.secrecy,
            year_be=series.year_be,
        )


class Counter(models.Model):
    """The locked row of one series: its first number and the last one given (first - 1 while untouched)."""

    unit_id = models.BigIntegerField()
    register = models.CharField(_("ทะเบียน"), max_length=60)
    series = models.CharField(_("ชุดเลข"), max_length=60, default="", blank=True)
    secrecy = models.CharField(_("ชั้นความลับ"), max_length=30, default="", blank=True)
    year_be = models.PositiveSmallIntegerField(_("ปี พ.ศ."))
    first = models.PositiveBigIntegerField(default=1)
    last = models.PositiveBigIntegerField(_("เลขล่าสุด"), default=0)
    closed = models.BooleanField(_("ปิดแล้ว"), default=False)

    objects = CounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("ตัวนับเลข")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_id", "register", "series", "secrecy", "year_be"], name="numbers_counter_series"
            ),
            models.CheckConstraint(
                condition=models.Q(first__gte=1, last__gte=models.F("first") - 1), name="numbers_counter_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"

    @property
    def key(self) -> Series:
        return Series(self.unit_id, self.register, self.series, self.secrecy, self.year_be)


class Number(models.Model):
    """One number, given once: issued, reserved until a moment, or void with a reason; the row stays for good."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="numbers", db_index=False)
    number = models.PositiveBigIntegerField(_("เลข"))
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.ISSUED)
    ref_kind = models.CharField(max_length=80, default="", blank=True)
    ref_id = models.BigIntegerField(null=True)
    reason = models.TextField(_("เหตุผลที่จอง"), default="", blank=True)
    until = models.DateTimeField(_("จองถึง"), null=True)
    void_reason = models.TextField(_("เหตุผลที่ยกเลิก"), default="", blank=True)
    by_person_id = models.BigIntegerField(null=True)
    by_post_id = models.BigIntegerField(null=True)
    by_name = models.TextField(default="", blank=True)
    by_post_name = models.TextField(default="", blank=True)
    by_phrase = models.TextField(default="", blank=True)
    at = models.DateTimeField(_("เวลา"))

    class Meta:
        verbose_name = _("เลขทะเบียน")
        constraints = [
            models.UniqueConstraint(fields=["counter", "number"], name="numbers_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state=State.RESERVED) | models.Q(until__isnull=False), name="numbers_reserved_until"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.VOID) | ~models.Q(void_reason=""), name="numbers_void_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["ref_kind", "ref_id"], name="numbers_number_ref"),
            models.Index(fields=["until"], condition=models.Q(state=State.RESERVED), name="numbers_number_until"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def ref(self) -> Ref | None:
        return Ref(self.ref_kind, self.ref_id) if self.ref_id is not None else None


class Jump(models.Model):
    """A series in use that was moved forward: after + 1 … first - 1 were never given here (a paper register)."""

    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="jumps")
    after = models.PositiveBigIntegerField()
    first = models.PositiveBigIntegerField()
    by_name = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("การตั้งเลขเริ่มใหม่")
        constraints = [
            models.UniqueConstraint(fields=["counter", "first"], name="numbers_jump_once"),
            models.CheckConstraint(condition=models.Q(first__gt=models.F("after") + 1), name="numbers_jump_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.after} → {self.first}"

"""What is written on a matter at the receiving desk, and what came back to the sender; append-only."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def visible_to(self, actor: Actor) -> Self:
        """Only at the receiving desk: the sender does not read what was written inside a school."""
        from khet.saraban.models.deliveries import Delivery

        return self.filter(Exists(Delivery.objects.visible_to(actor).filter(pk=OuterRef("delivery_id"))))


class Endorsement(models.Model):
    """One เกษียน: who, in which post and phrase, said what, and where the matter went. Never changed."""

    class Order(models.TextChoices):
        PROPOSE = "propose", _("เสนอ")
        NOTED = "noted", _("ทราบ")
        APPROVE = "approve", _("อนุมัติ")
        ASSIGN = "assign", _("มอบ")
        PROCEED = "proceed", _("ดำเนินการ")
        TELL_SCHOOLS = "tell_schools", _("แจ้งโรงเรียน")
        CIRCULATE = "circulate", _("เวียนให้ทราบ")
        RETURN = "return", _("คืนเรื่อง")
        CLOSE = "close", _("ยุติเรื่อง")
        REOPEN = "reopen", _("เปิดเรื่องใหม่")
        TAKE_BACK = "take_back", _("ดึงเรื่องกลับ")

    delivery = models.ForeignKey("saraban.Delivery", models.PROTECT, related_name="endorsements")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    order = models.CharField("การสั่งการ", max_length=14, choices=Order.choices)
    note = models.TextField("ข้อความ", blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    by_post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=300, blank=True)
    phrase = models.CharField(max_length=40, blank=True)
    phrase_for = models.CharField(max_length=300, blank=True)
    to_unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    to_post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    to_person = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    to_name = models.CharField("ถึง", max_length=300, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["delivery", "seq"]
        constraints = [models.UniqueConstraint(fields=["delivery", "seq"], name="saraban_endorsement_seq")]

    def __str__(self) -> str:
        return f"{self.delivery_id}.{self.seq} {self.order}"


class Answer(models.Model):
    """What one receiver answered to one ask: text, files, names or a letter; the sender and the receiver read it.

    Files are kept with owner saraban.answer. A reopened ask gets a further row; nothing is overwritten.
    """

    delivery = models.ForeignKey("saraban.Delivery", models.PROTECT, related_name="answers")
    item_id = models.BigIntegerField("งานที่ตอบ", db_index=True)
    ask_id = models.BigIntegerField("สิ่งที่ขอ", null=True, blank=True, db_index=True)
    text = models.TextField("คำตอบ", blank=True)
    people = models.JSONField("รายชื่อ", default=list, blank=True)
    letter = models.ForeignKey("saraban.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    via = models.CharField("ตอบทาง", max_length=6, default="hub")
    at = models.DateTimeField()
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def ref(self) -> Ref:
        return Ref("saraban.answer", self.pk)

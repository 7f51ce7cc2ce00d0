"""Deliveries: a letter at one receiving desk, with its transport facts and its folder there."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.saraban.models.sight import sight_of
from khet.saraban.models.words import Secrecy


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, actor: Actor) -> Self:
        """The receiving side: registry and heads of the desk, whoever is in the path, and by name when secret."""
        if not actor.signed_in:
            return self.none()
        sight = sight_of(actor)
        return self.filter(sight.deliveries() | sight.named_at_home("letter_id"))

    def visible_at_desk(self, actor: Actor) -> Self:
        """Those of the desk acted in that one may see."""
        rows, sight = self.filter(desk_id=actor.desk_id), sight_of(actor)
        whole = sight.all_at(actor.desk_id, sight.lead, "letter_id") if actor.signed_in else None
        return rows.visible_to(actor) if whole is None else rows.filter(whole)

    def plainly_visible_to(self, actor: Actor) -> Self:
        """Part of visible_to, at little cost: the rest came by the path or by name."""
        return self.filter(sight_of(actor).plain_deliveries()) if actor.signed_in else self.none()

    def listed(self) -> Self:
        """With the letter and its sender, without document text."""
        from khet.saraban.models.letters import TEXT_FIELDS

        return self.select_related("letter__desk").defer(*(f"letter__{name}" for name in TEXT_FIELDS))


class Delivery(models.Model):
    """One letter at one receiver. Where a post or person is named, it is addressed to them inside the unit.

    desk is the receiving desk (unit's own registers); stage is the furthest transport fact, kept for lists.
    The holder (exactly one of unit, post, person) is who has the matter now.
    """

    class Stage(models.TextChoices):
        ARRIVED = "arrived", _("ยังไม่เปิด")
        OPENED = "opened", _("เปิดแล้ว")
        REGISTERED = "registered", _("ลงรับแล้ว")
        CLOSED = "closed", _("ยุติเรื่อง")
        REJECTED = "rejected", _("ส่งคืนผู้ส่ง")
        WITHDRAWN = "withdrawn", _("ผู้ส่งถอน")

    LIVE_STAGES = (Stage.ARRIVED, Stage.OPENED, Stage.REGISTERED)

    letter = models.ForeignKey("saraban.Letter", models.PROTECT, related_name="deliveries")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="ผู้รับ")
    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name="หน่วยงานผู้รับ")
    from_desk = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    to_post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    to_person = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    secrecy = models.PositiveSmallIntegerField(default=Secrecy.OPEN)
    urgency = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField("สถานะ", max_length=10, choices=Stage.choices, default=Stage.ARRIVED)

    arrived_at = models.DateTimeField("มาถึง")
    opened_at = models.DateTimeField("เปิดครั้งแรก", null=True, blank=True)
    opened_by = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    opened_name = models.CharField(max_length=200, blank=True)
    registered_at = models.DateTimeField("ลงรับ", null=True, blank=True)
    accepted_at = models.DateTimeField("รับเรื่อง", null=True, blank=True)
    answered_at = models.DateTimeField("ตอบครบ", null=True, blank=True)
    rejected_at = models.DateTimeField("ส่งคืน", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ถอน", null=True, blank=True)
    closed_at = models.DateTimeField("ยุติเรื่อง", null=True, blank=True)
    reason = models.CharField("เหตุผล", max_length=500, blank=True)
    replaced_by = models.ForeignKey("saraban.Letter", models.PROTECT, null=True, blank=True, related_name="+")
    stamped = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")

    holder_unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    holder_post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    holder_person = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    held_since = models.DateTimeField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "หนังสือเข้า"
        indexes = [
            models.Index(fields=["desk", "stage", "-id"], name="saraban_delivery_desk"),
            models.Index(fields=["desk", "-id"], name="saraban_delivery_all"),
            models.Index(fields=["letter", "stage"], name="saraban_delivery_letter"),
            models.Index(fields=["holder_post", "stage", "-id"], name="saraban_delivery_post"),
            models.Index(fields=["holder_unit", "stage", "-id"], name="saraban_delivery_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "unit"],
                condition=Q(to_post__isnull=True, to_person__isnull=True),
                name="saraban_delivery_once",
            ),
            models.UniqueConstraint(
                fields=["letter", "to_post"], condition=Q(to_post__isnull=False), name="saraban_delivery_post_once"
            ),
            models.UniqueConstraint(
                fields=["letter", "to_person"],
                condition=Q(to_person__isnull=False),
                name="saraban_delivery_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} → {self.unit_id}"

    def get_absolute_url(self) -> str:
        return reverse("saraban:delivery", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("saraban.delivery", self.pk)

    @property
    def internal(self) -> bool:
        """Between units of one desk: such a delivery takes no number."""
        return self.from_desk_id == self.desk_id

    @property
    def live(self) -> bool:
        return self.stage in self.LIVE_STAGES

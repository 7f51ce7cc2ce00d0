"""Forms and their versions."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from khet.collect import schema as parts
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.org.models import Unit


class FormQuerySet(models.QuerySet["Form"]):
    def visible_to(self, actor: Actor) -> Self:
        """Forms of my desks, ready forms of the library, and what my desks were asked to fill in."""
        if not actor.signed_in:
            return self.none()
        asked = Q(pk__in=self.model.objects.filter(rounds__submissions__unit_id__in=actor.desk_ids).values("pk"))
        return self.filter(Q(desk__isnull=True) | Q(desk_id__in=actor.staff_desk_ids) | asked | self._registers(actor))

    def registers_for(self, actor: Actor) -> Self:
        """Record types whose rows this actor may look at."""
        own = Q(desk_id__in=actor.staff_desk_ids)
        return self.filter(own | self._registers(actor), kind=Form.Kind.RECORD, archived=False)

    def _registers(self, actor: Actor) -> Q:
        mine = actor.staff_desk_ids
        above = Q(desk_id__in=Unit.objects.filter(pk__in=mine).values("parent__desk_id"))
        under = Q(readers=Form.Reach.UNDER) | Q(writers=Form.Reach.UNDER)
        upward = Q(readers=Form.Reach.ABOVE, desk__parent__desk_id__in=mine)
        kept = self.model.objects.filter(kind=Form.Kind.RECORD, versions__published_at__isnull=False)
        return Q(pk__in=kept.filter((above & under) | upward).values("pk"))


class Form(models.Model):
    """A form for rounds, or a record type (an information system of its own: rows that are kept and looked up).

    desk None: a ready form of the library, copied before it is used. readers and writers are for record types:
    who may look at all rows, and who may keep rows of its own.
    """

    class Kind(models.TextChoices):
        ROUND = "round", gettext_lazy("แบบเก็บข้อมูลเป็นรอบ")
        RECORD = "record", gettext_lazy("ทะเบียนข้อมูล")

    class Reach(models.TextChoices):
        DESK = "desk", gettext_lazy("เฉพาะหน่วยงานนี้")
        UNDER = "under", gettext_lazy("หน่วยงานนี้และโรงเรียนในสังกัด")
        ABOVE = "above", gettext_lazy("หน่วยงานนี้และเขตพื้นที่")

    desk = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField("ประเภท", max_length=6, choices=Kind.choices, default=Kind.ROUND)
    key = models.SlugField("รหัสแบบ", max_length=60)
    title = models.CharField("ชื่อแบบ", max_length=200)
    purpose = models.TextField("เก็บไปใช้ทำอะไร", blank=True)
    duty = models.ForeignKey("org.LegalDuty", models.PROTECT, null=True, blank=True, related_name="+")
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    readers = models.CharField("ผู้เปิดดูทะเบียนได้", max_length=5, choices=Reach.choices, default=Reach.DESK)
    writers = models.CharField("ผู้เพิ่มแถวได้", max_length=5, choices=Reach.choices, default=Reach.DESK)
    archived = models.BooleanField("เลิกใช้", default=False)
    synthetic = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    by_name = models.CharField(max_length=200, blank=True)

    objects = FormQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "key"], name="collect_form_key_once"),
            models.UniqueConstraint(fields=["key"], condition=Q(desk__isnull=True), name="collect_library_key_once"),
            models.CheckConstraint(condition=~Q(title=""), name="collect_form_has_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collect:form", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("collect.form", self.pk)


class FormVersion(models.Model):
    """What a form asks. A draft may change; a published version never does, with its code lists spelt out inside."""

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("ฉบับที่", default=1)
    content = models.JSONField(default=dict)
    lists = models.JSONField("รายการรหัสที่ใช้", default=dict)
    edition = models.PositiveIntegerField("ครั้งที่แก้ร่าง", default=0)
    published_at = models.DateTimeField("ประกาศใช้เมื่อ", null=True, blank=True)
    by_name = models.CharField(max_length=200, blank=True)
    note = models.CharField("สิ่งที่เปลี่ยน", max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="collect_version_once"),
            models.UniqueConstraint(fields=["form"], condition=Q(published_at__isnull=True), name="collect_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} · {self.number}"

    @property
    def schema(self) -> parts.Schema:
        return parts.read(self.content)

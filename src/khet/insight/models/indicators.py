"""Indicators: what a figure is, said once; and views that somebody keeps."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from khet.kernel.actor import Actor


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def in_use(self) -> Self:
        """What pages, programs and the book of the year show."""
        return self.filter(archived=False, version__gt=0)

    def making(self) -> Self:
        """With a draft, whether something was published before or not."""
        return self.filter(versions__published_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Staff see what was published, archived ones too; who makes indicators sees those still in the making."""
        if not actor.staff_desk_ids:
            return self.none()
        return self if actor.desk_kind == "office" else self.filter(version__gt=0)


class Indicator(models.Model):
    """numerator ÷ denominator × factor. Both are sums of elements:
    [{"element": "ict.computers", "rows": [codes], "columns": [codes], "sign": 1}]; without a denominator it is a count.

    smallest: units with fewer in the denominator are not shown to the public (decided at publishing). The row says what
    holds now; version is the number of the IndicatorVersion it was published as, 0 before the first.
    """

    DEFINED = (
        "title",
        "question",
        "definition",
        "numerator",
        "denominator",
        "numerator_text",
        "denominator_text",
        "factor",
        "decimals",
        "unit_word",
        "better",
        "year_type",
        "source",
        "owner_id",
        "duty",
        "smallest",
        "order",
    )
    """What a version holds."""

    class Better(models.TextChoices):
        HIGHER = "higher", gettext_lazy("ยิ่งมากยิ่งดี")
        LOWER = "lower", gettext_lazy("ยิ่งน้อยยิ่งดี")
        NEITHER = "neither", gettext_lazy("ไม่ตัดสิน")

    key = models.SlugField("รหัสตัวชี้วัด", max_length=60, unique=True)
    title = models.CharField("ชื่อตัวชี้วัด", max_length=200)
    question = models.CharField("คำถามที่ตอบ", max_length=200, blank=True)
    definition = models.TextField("คำนิยาม", blank=True)
    numerator = models.JSONField("ตัวตั้ง", default=list)
    denominator = models.JSONField("ตัวหาร", default=list)
    numerator_text = models.CharField(max_length=200, blank=True)
    denominator_text = models.CharField(max_length=200, blank=True)
    factor = models.FloatField("คูณด้วย", default=1)
    decimals = models.PositiveSmallIntegerField("ทศนิยม", default=1)
    unit_word = models.CharField("หน่วย", max_length=40, blank=True)
    better = models.CharField(max_length=7, choices=Better.choices, default=Better.NEITHER)
    year_type = models.CharField("ปีแบบ", max_length=8, default="school")
    source = models.CharField("แหล่งข้อมูล", max_length=200, blank=True)
    owner = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    duty = models.CharField("หน้าที่ตามกฎหมาย", max_length=4, blank=True)
    smallest = models.PositiveSmallIntegerField(default=5)
    order = models.PositiveSmallIntegerField(default=100)
    archived = models.BooleanField("เลิกใช้", default=False)
    version = models.PositiveSmallIntegerField("ฉบับที่", default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["order", "title"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="insight_indicator_has_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page; its bench while nothing is published."""
        if self.version == 0:
            return reverse("insight:define", args=[self.pk])
        return reverse("insight:indicator", args=[self.key])

    @property
    def content(self) -> dict[str, Any]:
        """As a version holds it."""
        return {name: getattr(self, name) for name in self.DEFINED}

    @property
    def is_percent(self) -> bool:
        return self.unit_word == "%" and self.factor == 100


class IndicatorVersion(models.Model):
    """What an indicator was from one publishing to the next, never altered after it; a draft is not published yet.

    content has the names of Indicator.DEFINED. shipped: as it came with the system. copies: the number of the version
    that this one brought back. edition counts the saves of a draft.
    """

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("ฉบับที่")
    content = models.JSONField(default=dict)
    edition = models.PositiveIntegerField(default=0)
    shipped = models.BooleanField("มากับระบบ", default=False)
    copies = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField("สรุปสิ่งที่เปลี่ยน", max_length=300, blank=True)
    by_name = models.CharField("โดย", max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "number"], name="insight_version_once"),
            models.UniqueConstraint(
                fields=["indicator"], condition=Q(published_at__isnull=True), name="insight_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.content.get('title', '')} {self.number}"

    @property
    def told(self) -> Indicator:
        """The indicator as this version says it; never saved."""
        known = {name: value for name, value in self.content.items() if name in Indicator.DEFINED}
        return Indicator(pk=self.indicator_id, key=self.indicator.key, version=self.number, **known)


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """Mine, and those shared with my desk."""
        if not actor.signed_in:
            return self.none()
        return self.filter(Q(person_id=actor.person_id) | Q(shared=True, desk_id__in=actor.staff_desk_ids))


class SavedView(models.Model):
    """A pivot that somebody keeps: its address says all."""

    person = models.ForeignKey("org.Person", models.CASCADE, related_name="+")
    desk = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+")
    name = models.CharField("ชื่อ", max_length=120)
    query = models.CharField("ที่อยู่", max_length=1000)
    shared = models.BooleanField("ให้คนในหน่วยงานเห็น", default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="insight_view_name_once")]

    def __str__(self) -> str:
        return self.name

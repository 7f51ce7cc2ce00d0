"""What was taken in from where, and in which file its facts stand."""

from django.db import models
from django.db.models import Q


class Element(models.Model):
    """One thing counted (key "computers" of form_key "ict"): a numeric field or table of a form, whatever its version.

    rows and columns name the codes of its breakdown ({code: label}) as last seen.
    """

    form_id = models.BigIntegerField()
    form_key = models.CharField("รหัสแบบ", max_length=60, blank=True)
    key = models.CharField("รหัสข้อมูล", max_length=120)
    label = models.CharField("ชื่อข้อมูล", max_length=200)
    form_title = models.CharField("แบบ", max_length=200, blank=True)
    unit_word = models.CharField("หน่วยนับ", max_length=40, blank=True)
    row_label = models.CharField(max_length=80, blank=True)
    column_label = models.CharField(max_length=80, blank=True)
    rows = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)

    class Meta:
        ordering = ["form_title", "pk"]
        constraints = [models.UniqueConstraint(fields=["form_id", "key"], name="insight_element_once")]

    def __str__(self) -> str:
        return self.label


class FactFile(models.Model):
    """One Parquet file under KHET_HOME/facts, written once and never altered: name is its path there.

    stale: marks of answers in it that are no longer true; readers pass them over and a compaction leaves them out.
    """

    name = models.CharField(max_length=160, unique=True)
    round_id = models.BigIntegerField(db_index=True)
    rows = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField("ไบต์", default=0)
    compact = models.BooleanField(default=False)
    stale = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class FactSource(models.Model):
    """The certified answer of one unit in one round, as taken in. counts: no later round of the form replaces it.

    year is พ.ศ. of the year_type; period ("school-2569-1") sorts within its type. digest says which values they are.
    mark names these facts in their file: a new one each time they are taken in, so that old and new never mix.
    """

    submission_id = models.BigIntegerField(unique=True)
    mark = models.BigIntegerField("เครื่องหมายในไฟล์", default=0)
    round_id = models.BigIntegerField(db_index=True)
    form_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    unit_name = models.CharField(max_length=200, blank=True)
    year_type = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    term = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=20)
    as_of = models.DateField()
    revision = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9)
    digest = models.CharField(max_length=64, blank=True)
    counts = models.BooleanField(default=True)
    file = models.ForeignKey(FactFile, models.PROTECT, null=True, related_name="sources")
    taken_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["form_id", "period", "unit_id"], name="insight_source_by_period")]
        constraints = [
            models.UniqueConstraint(
                fields=["form_id", "period", "unit_id"], condition=Q(counts=True), name="insight_one_source_counts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period} · {self.unit_name}"

"""The cube: sums of facts that stand ready, brought up to date with every answer that is taken in."""

from django.db import models
from django.utils.translation import gettext_lazy

from khet.insight.models.facts import Element, FactSource


class Dims(models.IntegerChoices):
    """What a cell of the cube is broken down by; row × column together are read from the facts themselves."""

    TOTAL = 0, gettext_lazy("รวม")
    ROW = 1, gettext_lazy("ตามแถว")
    COLUMN = 2, gettext_lazy("ตามคอลัมน์")


class CubeCell(models.Model):
    """unit × period × element, in all, by row and by column. Only sources that count have cells."""

    element = models.ForeignKey(Element, models.CASCADE, related_name="+", db_index=False)
    source = models.ForeignKey(FactSource, models.CASCADE, related_name="cells")
    dims = models.PositiveSmallIntegerField(choices=Dims.choices)
    period = models.CharField(max_length=20)
    unit_id = models.BigIntegerField()
    code = models.CharField(max_length=40, blank=True)
    value = models.FloatField()

    class Meta:
        # Everything a pivot asks stands in the index itself.
        indexes = [
            models.Index(fields=["element", "dims", "period", "unit_id", "code", "value"], name="insight_cube_covering")
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.period} {self.unit_id} {self.code}: {self.value}"

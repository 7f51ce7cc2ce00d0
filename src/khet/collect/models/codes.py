"""Code lists by version: what a choice may be, and what each code is called."""

from django.db import models


class CodeList(models.Model):
    """One version of a list ("moe.disability", 1). A version in use is never altered: a change makes the next one."""

    key = models.CharField("รหัสรายการ", max_length=60)
    number = models.PositiveIntegerField("ฉบับ", default=1)
    label = models.CharField("ชื่อรายการ", max_length=200)
    source = models.CharField("ที่มา", max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key", "-number"]
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="collect_list_version_once")]

    def __str__(self) -> str:
        return f"{self.label} ({self.number})"


class Code(models.Model):
    """One code of a version. place keeps the order of the source."""

    list = models.ForeignKey(CodeList, models.CASCADE, related_name="codes")
    code = models.CharField("รหัส", max_length=40)
    label = models.CharField("ความหมาย", max_length=300)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["list", "code", "label"], name="collect_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

"""The six legal duties of the DLICT group as data that services and work items point to."""

from django.db import models


class LegalDuty(models.Model):
    """One duty of ประกาศ ศธ. (ราชกิจจานุเบกษา เล่ม 134 ตอนพิเศษ 295 ง, 29 พ.ย. 2560), ข้อ 6 (3)."""

    code = models.CharField("ข้อ", max_length=4, primary_key=True)
    order = models.PositiveSmallIntegerField()
    text = models.CharField("หน้าที่", max_length=300)
    legal_basis = models.CharField("ฐานกฎหมาย", max_length=300)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"({self.code}) {self.text}"

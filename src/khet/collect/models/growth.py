"""Growth references of the office: what nutrition classes are told by."""

from django.db import models


class GrowthTable(models.Model):
    """One edition; never altered, the newest is in force. text: rows as in `checks/data/growth.csv`, without its mark.

    Results carry the version they were told by, so older ones stay as they are.
    """

    version = models.CharField("ฉบับ", max_length=80)
    text = models.TextField()
    source = models.CharField("ที่มา", max_length=200, blank=True)
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.version

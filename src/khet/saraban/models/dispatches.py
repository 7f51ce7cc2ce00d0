"""Dispatches: one press of ส่ง, and how far it is."""

from django.db import models


class Dispatch(models.Model):
    """One dispatch of a letter to many units; a large one runs in the background and is taken up where it stopped.

    unit_ids are the receivers in order, by is the actor as the job needs it.
    """

    letter = models.ForeignKey("saraban.Letter", models.PROTECT, related_name="dispatches")
    at = models.DateTimeField()
    by = models.JSONField(default=dict)
    by_name = models.CharField(max_length=200)
    unit_ids = models.JSONField(default=list)
    total = models.PositiveIntegerField("ผู้รับ (แห่ง)")
    done = models.PositiveIntegerField("ส่งแล้ว (แห่ง)", default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"

"""What a draft was before each change, so that the last one can be undone."""

from django.db import models

from khet.collect.models.forms import FormVersion


class DraftStep(models.Model):
    """The content before a change; said tells the change in Thai. Only the last few are kept."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="steps")
    edition = models.PositiveIntegerField()
    content = models.JSONField(default=dict)
    said = models.CharField(max_length=300)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-edition"]
        constraints = [models.UniqueConstraint(fields=["version", "edition"], name="collect_step_once")]

    def __str__(self) -> str:
        return f"{self.version_id}.{self.edition} {self.said[:40]}"

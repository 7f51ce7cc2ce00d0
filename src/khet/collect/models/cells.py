"""Cells: one value each, with a version, so that two clerks in one form lose nothing."""

from django.db import models
from django.utils.translation import gettext_lazy

from khet.collect.models.submissions import Submission
from khet.collect.schema.paths import LONGEST_PATH


class Cell(models.Model):
    """The value at a path. value is canonical text: "12", "12.5", "true", a code, "2026-06-10", codes joined by
    a space, "file:7", "9.17100 99.46500"; "" is an emptied cell. version counts its changes and guards the next save.
    """

    class Origin(models.TextChoices):
        TYPED = "typed", gettext_lazy("กรอก")
        LAST = "last", gettext_lazy("จากรอบก่อน")
        MASTER = "master", gettext_lazy("จากทะเบียน")
        FILE = "file", gettext_lazy("จากไฟล์")
        PHONE = "phone", gettext_lazy("ทางโทรศัพท์")
        COMPUTED = "computed", gettext_lazy("คำนวณ")

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="cells")
    path = models.CharField(max_length=LONGEST_PATH)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.TYPED)
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "path"], name="collect_cell_once")]

    def __str__(self) -> str:
        return f"{self.path} = {self.value[:40]}"


class CellChange(models.Model):
    """What a cell was before: kept from the first sending on, so that "who changed this" has an answer."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="changes")
    path = models.CharField(max_length=LONGEST_PATH)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["submission", "path"], name="collect_change_by_path")]

    def __str__(self) -> str:
        return f"{self.path} {self.before[:20]} → {self.after[:20]}"


class CellNote(models.Model):
    """A remark on a cell: the area's when it returns a form, the school's reason for a figure that was warned of."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="notes")
    path = models.CharField(max_length=LONGEST_PATH)
    text = models.CharField("ข้อความ", max_length=500)
    from_asker = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        indexes = [models.Index(fields=["submission", "path"], name="collect_note_by_path")]

    def __str__(self) -> str:
        return f"{self.path}: {self.text[:40]}"


class Saving(models.Model):
    """A batch of cells that was saved, under the key the browser gave it: when the line broke before the answer came,
    the repeat gets the same answer. Kept for some days.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="savings")
    key = models.CharField(max_length=40)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["submission", "key"], name="collect_saving_once")]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.key}"

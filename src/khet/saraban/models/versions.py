"""What a letter was at each submission, what was said about it, and the files that belong to it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterVersion(models.Model):
    """An immutable snapshot: canonical JSON of every part of the letter and the hashes of its files."""

    class Why(models.TextChoices):
        SUBMITTED = "submitted", _("เสนอ")
        ISSUED = "issued", _("ออกเลข")
        RECEIVED = "received", _("รับไว้")

    letter = models.ForeignKey("saraban.Letter", models.PROTECT, related_name="versions")
    seq = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=Why.choices)
    content = models.TextField()
    content_hash = models.CharField(max_length=64)
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["letter", "seq"]
        constraints = [models.UniqueConstraint(fields=["letter", "seq"], name="saraban_version_seq")]

    def __str__(self) -> str:
        return f"{self.letter_id} v{self.seq}"


class ReviewNote(models.Model):
    """One step of a draft on its way to the signer; append-only."""

    class Step(models.TextChoices):
        SUBMIT = "submit", _("ส่งตรวจ")
        RETURN = "return", _("คืนให้แก้")
        APPROVE = "approve", _("ผ่านการตรวจ")
        PROPOSE = "propose", _("เสนอลงนาม")
        RECALL = "recall", _("ดึงร่างกลับ")

    letter = models.ForeignKey("saraban.Letter", models.CASCADE, related_name="review_notes")
    step = models.CharField(max_length=8, choices=Step.choices)
    note = models.TextField("ข้อความ", blank=True)
    to_name = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=300, blank=True)
    phrase = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.step}"


class LetterFile(models.Model):
    """A file of a letter: an enclosure in order, or a scan of paper."""

    class Role(models.TextChoices):
        ENCLOSURE = "enclosure", _("สิ่งที่ส่งมาด้วย")
        SCAN = "scan", _("ภาพสแกน")
        SIGNED = "signed", _("ฉบับลงนาม")

    letter = models.ForeignKey("saraban.Letter", models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.ENCLOSURE)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["letter", "file"], name="saraban_letter_file_once")]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.file_id}"

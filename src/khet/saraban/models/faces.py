"""The office's own type faces: TH Sarabun files that it has the right to use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskFont(models.Model):
    """One file of the desk's face. family is as the file names itself; all faces of a desk have the same."""

    class Face(models.TextChoices):
        REGULAR = "regular", _("ตัวธรรมดา")
        BOLD = "bold", _("ตัวหนา")
        ITALIC = "italic", _("ตัวเอน")
        BOLD_ITALIC = "bold_italic", _("ตัวหนาเอน")

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    face = models.CharField("แบบตัว", max_length=12, choices=Face.choices)
    family = models.CharField("ชื่อแบบอักษร", max_length=100)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "แบบอักษรของหน่วยงาน"
        ordering = ["desk", "pk"]
        constraints = [models.UniqueConstraint(fields=["desk", "face"], name="saraban_font_once")]

    def __str__(self) -> str:
        return f"{self.family} {self.face}"

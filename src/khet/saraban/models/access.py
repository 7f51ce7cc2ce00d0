"""Who may see a letter beyond unit and post: the path it took, and the named list of a secret one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class LetterAccess(models.Model):
    """A person who may see a secret letter by name; acting for that person does not pass it on."""

    class Why(models.TextChoices):
        AUTHOR = "author", _("ผู้ร่าง")
        REVIEWER = "reviewer", _("ผู้ตรวจ")
        SIGNER = "signer", _("ผู้ลงนาม")
        ADDRESSEE = "addressee", _("ผู้รับที่ระบุชื่อ")
        REGISTRAR = "registrar", _("นายทะเบียนข้อมูลข่าวสารลับ")
        GRANTED = "granted", _("ได้รับมอบ")

    letter = models.ForeignKey("saraban.Letter", models.CASCADE, related_name="access")
    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "letter"], name="saraban_access_once")]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.person_id}"


class Route(models.Model):
    """One stop in the path of a letter (delivery empty) or of a matter at a desk: exactly one of unit, post, person.

    Whoever has been in the path keeps seeing the matter. A whole desk is a stop only when a letter circulates there.
    """

    class Why(models.TextChoices):
        DRAFT = "draft", _("ร่างหรือตรวจ")
        ADDRESSEE = "addressee", _("ผู้รับ")
        HOLDER = "holder", _("ผู้ถือเรื่อง")
        CIRCULATED = "circulated", _("เวียนให้ทราบ")

    letter = models.ForeignKey("saraban.Letter", models.CASCADE, related_name="routes")
    delivery = models.ForeignKey("saraban.Delivery", models.CASCADE, null=True, blank=True, related_name="routes")
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["letter", "unit"], name="saraban_route_letter"),
            models.Index(fields=["delivery", "unit"], name="saraban_route_delivery"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["post", "delivery"], name="saraban_route_post"),
            models.UniqueConstraint(fields=["person", "delivery"], name="saraban_route_person"),
            models.UniqueConstraint(fields=["unit", "delivery"], name="saraban_route_unit"),
            models.CheckConstraint(
                condition=Q(unit__isnull=False, post__isnull=True, person__isnull=True)
                | Q(unit__isnull=True, post__isnull=False, person__isnull=True)
                | Q(unit__isnull=True, post__isnull=True, person__isnull=False),
                name="saraban_route_one_stop",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.why}"

"""Files that take their time: a set of certificates, a long register. Asked for on a page, made in the background."""

from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


class BundleQuerySet(models.QuerySet["Bundle"]):
    def visible_to(self, actor: Actor) -> Self:
        """Whoever asked for it, as long as he or she serves at the desk."""
        if not actor.signed_in or actor.has_duty("system"):
            return self.none()
        return self.filter(by_person_id=actor.person_id, desk_id__in=actor.staff_desk_ids)


class Bundle(models.Model):
    """One file to be made. asked: letter_ids of certificates, or book, first, last and thai_digits of a register.

    done and total count papers or rows; failed holds [what, why] of each that could not be made.
    """

    class What(models.TextChoices):
        CERTIFICATES = "certificates", _("เกียรติบัตรทั้งชุด")
        REGISTER_PDF = "register_pdf", _("ทะเบียนเป็น PDF")
        REGISTER_XLSX = "register_xlsx", _("ทะเบียนเป็น Excel")

    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    what = models.CharField("แบบ", max_length=16, choices=What.choices)
    name = models.CharField("ชื่อ", max_length=300)
    asked = models.JSONField(default=dict)
    by_person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=list)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    job_id = models.BigIntegerField(null=True, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = "ไฟล์ที่จัดทำ"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by_person", "-id"], name="saraban_bundle_mine")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("saraban:bundle", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("saraban.bundle", self.pk)

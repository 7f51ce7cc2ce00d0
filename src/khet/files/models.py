"""What is kept of files: the bytes once, the papers that point at them, uploads under way, and derivatives."""

import secrets
from datetime import date

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.kernel.refs import Ref


def new_token() -> str:
    """128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


class Blob(models.Model):
    """Bytes, stored once however many papers carry them; never altered. backend: "local" or "s3"."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=120)
    backend = models.CharField(max_length=10)
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("เนื้อไฟล์")
        constraints = [models.CheckConstraint(condition=models.Q(size__gt=0), name="files_blob_has_bytes")]
        indexes = [models.Index(fields=["stored_at"], name="files_blob_age")]

    def __str__(self) -> str:
        return self.sha256[:12]


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def kept(self) -> "StoredFileQuerySet":
        """Not discarded."""
        return self.filter(discarded_at=None)

    def of(self, owner: Ref) -> "StoredFileQuerySet":
        """The kept files of one owner, in the order they came."""
        return self.kept().filter(owner_kind=owner.kind, owner_id=owner.id).order_by("pk")


class StoredFile(models.Model):
    """One file on one thing (a letter, an endorsement): its name, whose it is and who brought it.

    After it was discarded and its time is over the bytes go; the row stays as proof, with their digest.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="papers")
    name = models.CharField(_("ชื่อไฟล์"), max_length=300)
    size = models.PositiveBigIntegerField(_("ขนาด"))
    mime = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    owner_kind = models.CharField(max_length=100)
    owner_id = models.BigIntegerField()
    purpose = models.CharField(max_length=40, blank=True, default="")
    restricted = models.BooleanField(_("จำกัดผู้อ่าน"), default=False)
    by_account_id = models.BigIntegerField(null=True, blank=True)
    by_person_id = models.BigIntegerField(null=True, blank=True)
    by_name = models.CharField(_("ผู้แนบ"), max_length=200, blank=True, default="")
    retention_class = models.CharField(max_length=40, blank=True, default="")
    keep_until = models.DateField(_("เก็บถึง"), null=True, blank=True)
    hold_reason = models.CharField(_("เหตุที่ห้ามทำลาย"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_reason = models.CharField(max_length=300, blank=True, default="")
    discarded_by = models.CharField(max_length=200, blank=True, default="")

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("ไฟล์")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(blob__isnull=False) | models.Q(discarded_at__isnull=False),
                name="files_kept_has_bytes",
            ),
            models.CheckConstraint(
                condition=models.Q(hold_reason="") | models.Q(discarded_at=None), name="files_held_is_kept"
            ),
        ]
        indexes = [models.Index(fields=["owner_kind", "owner_id"], name="files_by_owner")]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Ref:
        return Ref(self.owner_kind, self.owner_id)

    @property
    def url(self) -> str:
        """Its address; whoever opens it is asked for the right to read the owner."""
        return reverse("files:download", args=[self.public_id, self.name])

    def derivative_url(self, kind: str) -> str:
        return reverse("files:derivative", args=[self.public_id, kind])

    def must_stay_on(self, day: date) -> bool:
        """A hold, or a retention time that is not over."""
        return bool(self.hold_reason) or (self.keep_until is not None and self.keep_until >= day)


class Derivative(models.Model):
    """Something made from bytes: a picture of a page, the text. kind: "page-1.png", "text"."""

    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="derivatives")
    kind = models.CharField(max_length=40)
    derived = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="derived_from")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blob", "kind"], name="files_one_derivative_per_kind")]

    def __str__(self) -> str:
        return f"{self.blob}/{self.kind}"


class UploadState(models.TextChoices):
    OPEN = "open", _("กำลังรับ")
    COMPLETE = "complete", _("รับครบแล้ว")
    CLAIMED = "claimed", _("ใช้แล้ว")
    REFUSED = "refused", _("ไม่รับ")


class Upload(models.Model):
    """A file on its way in, piece by piece; only the account that began it may go on. Sizes in bytes."""

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    account_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.OPEN)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="uploads")
    kind = models.CharField(max_length=10, blank=True, default="")
    refusal = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("การส่งไฟล์")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("size")), name="files_upload_not_beyond_its_size"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="files_upload_has_bytes"),
        ]
        indexes = [models.Index(fields=["account_id", "state"], name="files_uploads_of_account")]

    def __str__(self) -> str:
        return self.name

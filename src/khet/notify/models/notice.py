"""What one person is told."""

from typing import Self

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, actor: Actor) -> Self:
        """A notice is seen by the person it is for, and by nobody else."""
        return self.filter(person_id=actor.person_id) if actor.signed_in else self.none()

    def heads(self) -> Self:
        """The newest of each fold: what a list shows."""
        return self.filter(folded=False)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing told to one person; a secret one keeps neither subject nor number of what it points to."""

    person_id = models.PositiveBigIntegerField(_("ผู้รับ"))
    kind = models.CharField(_("ชนิด"), max_length=60)
    title = models.CharField(_("เรื่อง"), max_length=300)
    body = models.TextField(_("รายละเอียด"), blank=True, default="")
    ref_kind = models.CharField(max_length=60, blank=True, default="")
    ref_id = models.PositiveBigIntegerField(null=True)
    urgent = models.BooleanField(_("ด่วน"), default=False)
    secret = models.BooleanField(_("ลับ"), default=False)
    by_name = models.CharField(_("จาก"), max_length=200, blank=True, default="")
    group = models.CharField(max_length=120, blank=True, default="")
    once_key = models.CharField(max_length=64, null=True)
    similar = models.PositiveIntegerField(default=1)
    folded = models.BooleanField(default=False)
    planned = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("เมื่อ"), default=timezone.now)
    read_at = models.DateTimeField(_("อ่านเมื่อ"), null=True)
    # Stored, because unread ones come first and a keyset page needs a column to stand on.
    read = models.GeneratedField(
        expression=ExpressionWrapper(Q(read_at__isnull=False), output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("การแจ้งเตือน")
        constraints = [models.UniqueConstraint(fields=["person_id", "once_key"], name="notice_once")]
        indexes = [
            models.Index(fields=["person_id", "folded", "read", "-id"], name="notice_list"),
            models.Index(
                fields=["person_id", "group"], name="notice_fold", condition=Q(folded=False, read_at__isnull=True)
            ),
            models.Index(fields=["id"], name="notice_unplanned", condition=Q(planned=False)),
            models.Index(fields=["person_id", "ref_kind", "ref_id"], name="notice_ref"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref | None:
        return Ref(self.ref_kind, self.ref_id) if self.ref_kind and self.ref_id is not None else None

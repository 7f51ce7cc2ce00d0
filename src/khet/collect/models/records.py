"""Rows of a record type: an information system of its own, with the history of each row."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from khet.collect.models.forms import Form, FormVersion
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.org.models import Unit


class RecordRowQuerySet(models.QuerySet["RecordRow"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rows of my desks and of the registers my desks keep; of others' as the register lets them be read."""
        if not actor.signed_in:
            return self.none()
        mine = actor.staff_desk_ids
        above = Unit.objects.filter(pk__in=mine).values("parent__desk_id")
        return self.filter(
            Q(desk_id__in=mine)
            | Q(form__desk_id__in=mine)
            | Q(form__readers=Form.Reach.UNDER, form__desk_id__in=above)
            | Q(form__readers=Form.Reach.ABOVE, form__desk__parent__desk_id__in=mine)
        )


class RecordRow(models.Model):
    """One row. values: canonical text by path, as in cells; title and found are made from it for lists and search.

    desk is whose row it is; edition counts its changes and guards the next save. identity: by what a file finds its
    row again (the keyed hash of a citizen number, which line of a school), "" where there is no such thing.
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="rows")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    identity = models.CharField(max_length=64, blank=True, default="")
    values = models.JSONField(default=dict)
    title = models.CharField("ชื่อรายการ", max_length=200)
    found = models.TextField(blank=True)
    archived = models.BooleanField("จำหน่ายแล้ว", default=False)
    edition = models.PositiveIntegerField(default=1)
    warns = models.PositiveIntegerField("จุดที่ควรตรวจ", default=0)
    synthetic = models.BooleanField(default=False)
    by_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = RecordRowQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["form", "archived", "-changed_at", "-id"], name="collect_row_newest"),
            models.Index(fields=["form", "title"], name="collect_row_by_title"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "desk", "identity"], condition=~Q(identity=""), name="collect_row_identity_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collect:row", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("collect.recordrow", self.pk)


class RecordChange(models.Model):
    """Who changed what in a row, and when: changes holds [before, after] by path. Append-only.

    since: the day from which it holds, where a file says so ("as of 10 June"); else the day on which it was written.
    """

    class Verb(models.TextChoices):
        ADDED = "added", gettext_lazy("เพิ่ม")
        CHANGED = "changed", gettext_lazy("แก้ไข")
        ARCHIVED = "archived", gettext_lazy("จำหน่าย")
        RESTORED = "restored", gettext_lazy("นำกลับมา")
        IMPORTED = "imported", gettext_lazy("นำเข้าจากไฟล์")

    row = models.ForeignKey(RecordRow, models.CASCADE, related_name="history")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    changes = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    by_name = models.CharField(max_length=200)
    by_post = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.row_id}"

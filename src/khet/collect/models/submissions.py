"""Submissions: what one unit gives to one round, from the first cell to the lock."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from khet.collect.models.rounds import Round, serving
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.work.reads.items import in_hand, items_on_subjects


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, actor: Actor) -> Self:
        """The unit that answers (its staff, and to whom they handed it), and the desk that asks once it is sent; the
        asker sees that it exists."""
        if not actor.signed_in or actor.has_duty("system"):
            return self.none()
        ours = Q(unit_id__in=serving(actor)) & ~Q(round__state=Round.State.PLANNED)
        return self.filter(ours | _handed_to(actor) | Q(round__desk_id__in=actor.staff_desk_ids))

    def handed_to(self, actor: Actor) -> Self:
        """Forms that the unit put into this person's hands, who holds a post there but does not serve it otherwise."""
        return self.filter(_handed_to(actor) or Q(pk=None))


def _handed_to(actor: Actor) -> Q:
    """By an item of its own, or with the letter that asks for the form. An empty Q when there can be none."""
    here = (actor.unit_ids | actor.desk_ids) - serving(actor)
    if not here or actor.has_duty("pupil"):
        return Q()
    mine = in_hand(actor)
    forms = mine.filter(subject_kind="collect.submission").values("subject_id")
    asked = items_on_subjects(mine, "collect.submit").filter(asked_unit_id__in=here, waiting=True)
    return Q(unit_id__in=here) & (Q(pk__in=forms) | Q(item_id__in=asked.values("pk")))


class Submission(models.Model):
    """One unit in one round. It exists from the opening: a school that did not answer is a row, not an absence.

    revision counts sendings; item_id is the work item that asks for it (0 while none does); stamp moves with every
    change of a cell, so that readers know what they have. via is how the answer came.
    """

    class State(models.TextChoices):
        EMPTY = "empty", gettext_lazy("ยังไม่เริ่ม")
        DRAFT = "draft", gettext_lazy("กำลังกรอก")
        SUBMITTED = "submitted", gettext_lazy("รอผู้อำนวยการรับรอง")
        CERTIFIED = "certified", gettext_lazy("รับรองแล้ว รอเขตตรวจ")
        RETURNED = "returned", gettext_lazy("คืนให้แก้")
        ACCEPTED = "accepted", gettext_lazy("เขตรับแล้ว")
        LOCKED = "locked", gettext_lazy("ปิดแล้ว")
        EXCUSED = "excused", gettext_lazy("ไม่เกี่ยวข้อง")

    OPEN_STATES = (State.EMPTY, State.DRAFT, State.RETURNED)
    GIVEN_STATES = (State.CERTIFIED, State.ACCEPTED, State.LOCKED)

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    unit_name = models.CharField("ชื่อหน่วยงานขณะเปิดรอบ", max_length=200)
    state = models.CharField("สถานะ", max_length=9, choices=State.choices, default=State.EMPTY)
    item_id = models.BigIntegerField(default=0)
    revision = models.PositiveSmallIntegerField("ส่งครั้งที่", default=0)
    stamp = models.PositiveIntegerField(default=0)
    filled = models.PositiveIntegerField("ช่องที่กรอกแล้ว", default=0)
    blocks = models.PositiveIntegerField("จุดที่ต้องแก้", default=0)
    warns = models.PositiveIntegerField("จุดที่ควรตรวจ", default=0)
    no_change = models.BooleanField("ยืนยันว่าไม่เปลี่ยนจากรอบก่อน", default=False)
    via = models.CharField("ตอบทาง", max_length=6, default="hub")
    via_note = models.CharField(max_length=300, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.CharField(max_length=300, blank=True)
    certified_at = models.DateTimeField(null=True, blank=True)
    certified_by = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=300, blank=True)
    late = models.BooleanField("ส่งช้า", default=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["round", "unit"]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="collect_unit_once_a_round")]
        indexes = [models.Index(fields=["unit", "state"], name="collect_sub_by_unit")]

    def __str__(self) -> str:
        return f"{self.round_id} · {self.unit_name}"

    def get_absolute_url(self) -> str:
        return reverse("collect:submission", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("collect.submission", self.pk)


class SubmissionMove(models.Model):
    """One step in the life of a submission, as it was shown: append-only."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=9, blank=True)
    to_state = models.CharField(max_length=9, blank=True)
    by_name = models.CharField(max_length=200)
    by_post = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.submission_id}"


class Snapshot(models.Model):
    """The values as they were certified, and once more as they were locked; frozen, with their SHA-256.

    content is canonical JSON ({path: value}, keys sorted, no spaces): what the digest is of.
    """

    class Kind(models.TextChoices):
        CERTIFIED = "certified", gettext_lazy("เมื่อรับรอง")
        LOCKED = "locked", gettext_lazy("เมื่อปิดรอบ")

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="snapshots")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    revision = models.PositiveSmallIntegerField(default=1)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["submission", "kind", "revision"], name="collect_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.submission_id}.{self.revision}"

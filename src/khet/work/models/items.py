"""Work items: someone asked someone for something, on some basis, by some time, and something came back."""

from datetime import UTC, datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.work.models.asks import Ask

NO_DUE = datetime(9999, 12, 31, tzinfo=UTC)


def place_of(due_at: datetime | None, urgency: int = 0) -> datetime:
    """Where a waiting item stands in lists: by its due time, else behind all of those, the urgent first."""
    return due_at or NO_DUE - timedelta(days=urgency)


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def visible_to(self, actor: Actor) -> Self:
        """Items asked of me, my posts or my units, and those that I or my units asked; secret ones only by name."""
        if not actor.signed_in:
            return self.none()
        mine = Q(asked_person_id=actor.person_id) | Q(asked_by_person_id=actor.person_id)
        ours = (
            Q(asked_post_id__in=actor.post_ids)
            | Q(asked_unit_id__in=actor.team_unit_ids)
            | Q(asked_by_unit_id__in=actor.team_unit_ids)
        )
        return self.filter(mine | (ours & Q(secret=False)))

    def for_me(self, actor: Actor, *, waiting: bool | None = None) -> Self:
        """What waits for this person: asked by name, of a post held today, or of a unit whose intake one is.

        Written so that SQLite takes each way through its own index and passes over what is done: side by side, waiting
        inside as IN, and "nobody by name" as a negation, which it does not look up.
        """
        state = Q() if waiting is None else Q(waiting__in=[waiting])
        open_to_all = state & Q(secret=False) & ~Q(asked_person__isnull=False)
        mine = state & Q(asked_person_id=actor.person_id)
        post = open_to_all & Q(asked_post_id__in=actor.post_ids)
        unit = open_to_all & ~Q(asked_post__isnull=False) & Q(asked_unit_id__in=actor.intake_unit_ids)
        return self.filter(mine | post | unit)

    def for_units(self, actor: Actor) -> Self:
        return self.filter(asked_unit_id__in=actor.team_unit_ids, secret=False)

    def asked_by_me(self, actor: Actor) -> Self:
        return self.filter(
            Q(asked_by_person_id=actor.person_id) | Q(asked_by_unit_id__in=actor.team_unit_ids, secret=False)
        )


class WorkItem(models.Model):
    """One obligation. It holds no content: subject says on what, basis says why, result says what came back.

    sort_at is where it stands in lists: the due time while it waits (the far end of time where nothing is due, urgent
    ones a little before), the time of the answer once it is done; so every list pages by one index.
    next_nudge_at is when the reminder plan of its kind speaks next.
    waiting is true while the state is open, seen, accepted or returned. late is fixed at the time of answer.
    """

    class State(models.TextChoices):
        OPEN = "open", _("ยังไม่เปิด")
        SEEN = "seen", _("เปิดอ่านแล้ว")
        ACCEPTED = "accepted", _("กำลังทำ")
        ANSWERED = "answered", _("ตอบแล้ว")
        CLOSED = "closed", _("ปิดแล้ว")
        RETURNED = "returned", _("คืนให้แก้")
        WITHDRAWN = "withdrawn", _("ยกเลิก")

    WAITING_STATES = (State.OPEN, State.SEEN, State.ACCEPTED, State.RETURNED)

    class Via(models.TextChoices):
        HUB = "hub", _("ในระบบ")
        PHONE = "phone", _("ทางโทรศัพท์")
        PAPER = "paper", _("เป็นเอกสาร")
        NOT_APPLICABLE = "na", _("ไม่เกี่ยวข้อง")

    kind = models.CharField("แบบ", max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    basis_kind = models.CharField(max_length=40)
    basis_id = models.BigIntegerField()
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, blank=True, related_name="items")
    label = models.CharField("เรื่อง", max_length=300)
    urgency = models.PositiveSmallIntegerField("ความเร็ว", default=0)
    secret = models.BooleanField(default=False)
    duty = models.ForeignKey("org.LegalDuty", models.PROTECT, null=True, blank=True, related_name="+")
    asked_by_unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_by_post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+")
    asked_by_person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    asked_post = models.ForeignKey("org.Post", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField("เปิดเมื่อ")
    due_at = models.DateTimeField("กำหนด", null=True, blank=True)
    sort_at = models.DateTimeField(default=NO_DUE)
    due_is_date = models.BooleanField(default=True)
    budget_minutes = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.OPEN)
    waiting = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField("ตอบช้า", default=False)
    via = models.CharField("ตอบทาง", max_length=6, choices=Via.choices, blank=True)
    result_kind = models.CharField(max_length=40, blank=True)
    result_id = models.BigIntegerField(null=True, blank=True)
    result_text = models.TextField("ผล", blank=True)
    reminded = models.PositiveSmallIntegerField("ทวงแล้ว (ครั้ง)", default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    next_nudge_at = models.DateTimeField(null=True, blank=True)
    nudge_step = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)
    synthetic = models.BooleanField(default=False)

    objects = WorkItemQuerySet.as_manager()

    class Meta:
        # The five that begin these have no index of their own: SQLite would take that one and read what is done too.
        indexes = [
            models.Index(fields=["asked_unit", "waiting", "sort_at", "id"], name="work_by_unit"),
            models.Index(fields=["asked_post", "waiting", "sort_at", "id"], name="work_by_post"),
            models.Index(fields=["asked_person", "waiting", "sort_at", "id"], name="work_by_person"),
            models.Index(fields=["asked_by_unit", "waiting", "sort_at", "id"], name="work_by_asker"),
            models.Index(fields=["asked_by_person", "waiting"], name="work_by_asking_person"),
            models.Index(fields=["waiting", "next_nudge_at"], name="work_by_nudge"),
            models.Index(fields=["waiting", "budget_minutes"], name="work_by_budget"),
            models.Index(fields=["subject_kind", "subject_id"], name="work_by_subject"),
            models.Index(fields=["basis_kind", "basis_id", "asked_unit"], name="work_by_basis"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(waiting=True, state__in=("open", "seen", "accepted", "returned"))
                | Q(waiting=False, state__in=("answered", "closed", "withdrawn")),
                name="work_waiting_follows_state",
            ),
            models.UniqueConstraint(
                fields=["ask", "subject_kind", "subject_id", "asked_unit"],
                condition=Q(ask__isnull=False),
                name="work_one_item_per_ask",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> Ref:
        return Ref(self.subject_kind, self.subject_id)

    @property
    def basis(self) -> Ref:
        return Ref(self.basis_kind, self.basis_id)


class WorkMove(models.Model):
    """One step in an item's life, as it was shown: append-only."""

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    verb = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10, blank=True)
    person = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    by_post = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.item_id}"

"""Letters: the document, written here or received from outside."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref
from khet.saraban.models.sight import sight_of
from khet.saraban.models.words import Kind, Secrecy, Urgency

TEXT_FIELDS = ("body", "references", "enclosures", "copy_to", "contact", "plan")


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, actor: Actor) -> Self:
        """Own drafts and letters by post and unit, letters that reached one's desk, and secret ones only by name."""
        if not actor.signed_in:
            return self.none()
        sight = sight_of(actor)
        return self.filter(sight.letters() | sight.named("pk"))

    def visible_at_desk(self, actor: Actor) -> Self:
        """Those of the desk acted in that one may see."""
        rows, sight = self.filter(desk_id=actor.desk_id), sight_of(actor)
        whole = sight.all_at(actor.desk_id, sight.lead, "pk") if actor.signed_in else None
        return rows.visible_to(actor) if whole is None else rows.filter(whole)

    def plainly_visible_to(self, actor: Actor) -> Self:
        """Part of visible_to, at little cost: the rest came by the path, from elsewhere or by name."""
        return self.filter(sight_of(actor).plain_letters()) if actor.signed_in else self.none()

    def listed(self) -> Self:
        """Without document text: lists never load it."""
        return self.defer(*TEXT_FIELDS)

    def drafts(self) -> Self:
        return self.filter(origin=Letter.Origin.OWN, state__in=Letter.DRAFT_STATES)

    def sent_by(self, desk_ids: frozenset[int]) -> Self:
        return self.filter(origin=Letter.Origin.OWN, desk_id__in=desk_ids).exclude(state__in=Letter.DRAFT_STATES)


class Letter(models.Model):
    """One document. Its desk owns the number and the register row, its unit drafted it.

    letter_no is the full ที่ as printed without Thai digits, search_no the same without spaces for looking up.
    dated is the date on the letter. For letters from outside letter_no and dated are those of the sender.
    """

    class Origin(models.TextChoices):
        OWN = "own", _("ออกเอง")
        OUTSIDE = "outside", _("รับจากภายนอก")

    class State(models.TextChoices):
        DRAFT = "draft", _("ร่าง")
        REVIEW = "review", _("รอตรวจ")
        RETURNED = "returned", _("คืนให้แก้")
        APPROVED = "approved", _("ผ่านการตรวจ")
        PROPOSED = "proposed", _("รอลงนาม")
        ISSUED = "issued", _("ออกเลขแล้ว")
        READY = "ready", _("พร้อมส่ง")
        DISPATCHED = "dispatched", _("ส่งแล้ว")
        CLOSED = "closed", _("จบเรื่อง")
        WITHDRAWN = "withdrawn", _("ถอนแล้ว")
        VOID = "void", _("ยกเลิกเลข")
        RECEIVED = "received", _("รับไว้")

    class Signing(models.TextChoices):
        ELECTRONIC = "electronic", _("ลงนามในระบบ")
        BY_HAND = "by_hand", _("ลงนามในกระดาษ")

    DRAFT_STATES = (State.DRAFT, State.REVIEW, State.RETURNED, State.APPROVED, State.PROPOSED)
    EDITABLE_STATES = (State.DRAFT, State.RETURNED)

    kind = models.CharField(_("ชนิด"), max_length=12, choices=Kind.choices, default=Kind.EXTERNAL)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.OWN)
    state = models.CharField(_("สถานะ"), max_length=10, choices=State.choices, default=State.DRAFT)
    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("หน่วยงานเจ้าของทะเบียน"))
    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", verbose_name=_("หน่วยงานเจ้าของเรื่อง"))
    subject = models.CharField(_("เรื่อง"), max_length=500)
    to_text = models.CharField(_("เรียน / ถึง"), max_length=500, blank=True)
    salutation = models.CharField(_("คำขึ้นต้น"), max_length=100, blank=True)
    body = models.TextField(_("ข้อความ"), blank=True)
    closing = models.CharField(_("คำลงท้าย"), max_length=100, blank=True)
    references = models.TextField(_("อ้างถึง"), blank=True)
    enclosures = models.TextField(_("สิ่งที่ส่งมาด้วย"), blank=True)
    contact = models.TextField(_("ส่วนราชการเจ้าของเรื่องและโทรศัพท์"), blank=True)
    copy_to = models.TextField(_("สำเนาส่ง"), blank=True)
    urgency = models.PositiveSmallIntegerField(_("ชั้นความเร็ว"), choices=Urgency.choices, default=Urgency.NORMAL)
    secrecy = models.PositiveSmallIntegerField(_("ชั้นความลับ"), choices=Secrecy.choices, default=Secrecy.OPEN)
    circular = models.BooleanField(_("หนังสือเวียน (ว)"), default=False)
    duty = models.ForeignKey(
        "org.LegalDuty", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("หน้าที่ตามกฎหมาย")
    )
    thai_digits = models.BooleanField(_("เลขไทย"), default=True)
    revision = models.PositiveIntegerField(default=1)

    letter_no = models.CharField(_("ที่"), max_length=80, blank=True)
    search_no = models.CharField(max_length=80, blank=True)
    dated = models.DateField(_("ลงวันที่"), null=True, blank=True)
    from_text = models.CharField(_("จาก"), max_length=300, blank=True)
    sender = models.ForeignKey("saraban.OutsideSender", models.PROTECT, null=True, blank=True, related_name="letters")
    channel = models.CharField(_("มาทาง"), max_length=20, blank=True)

    signer_post = models.ForeignKey("org.Post", models.PROTECT, null=True, blank=True, related_name="+")
    signing = models.CharField(max_length=10, choices=Signing.choices, blank=True)
    signed_by = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    signed_name = models.CharField(_("ผู้ลงนาม"), max_length=200, blank=True)
    signed_post = models.CharField(_("ตำแหน่งผู้ลงนาม"), max_length=300, blank=True)
    signed_phrase = models.CharField(max_length=40, blank=True)
    signed_phrase_for = models.CharField(max_length=300, blank=True)
    signed_at = models.DateTimeField(_("ลงนามเมื่อ"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    pdf_hash = models.CharField(max_length=64, blank=True)

    drafted_by = models.ForeignKey("org.Person", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_name = models.CharField(_("ผู้ร่าง"), max_length=200, blank=True)
    held_by_post = models.ForeignKey(
        "org.Post", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ร่างอยู่ที่")
    )
    reply_to = models.ForeignKey("saraban.Delivery", models.PROTECT, null=True, blank=True, related_name="replies")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    reason = models.CharField(_("เหตุผลที่ถอนหรือยกเลิก"), max_length=500, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    issued_at = models.DateTimeField(_("ออกเลขเมื่อ"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("ส่งเมื่อ"), null=True, blank=True)
    closed_at = models.DateTimeField(_("จบเรื่องเมื่อ"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("ถอนเมื่อ"), null=True, blank=True)
    plan = models.JSONField(_("ผู้รับที่ตั้งใจส่ง"), default=dict, blank=True)
    delivery_count = models.PositiveIntegerField(_("ส่งถึง (แห่ง)"), default=0)
    synthetic = models.BooleanField(default=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["desk", "origin", "state", "-id"], name="saraban_letter_desk"),
            models.Index(fields=["unit", "origin", "state", "-id"], name="saraban_letter_unit"),
            models.Index(fields=["drafted_by", "state", "-id"], name="saraban_letter_drafter"),
            models.Index(fields=["desk", "search_no"], name="saraban_letter_no"),
            models.Index(fields=["dispatched_at"], condition=Q(state="dispatched"), name="saraban_letter_out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("draft", "review", "returned", "approved", "proposed", "received"))
                | ~Q(content_hash=""),
                name="saraban_issued_is_frozen",
            ),
        ]

    def __str__(self) -> str:
        return f"หนังสือ {self.pk}" if self.secrecy else self.subject

    def get_absolute_url(self) -> str:
        return reverse("saraban:letter", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("saraban.letter", self.pk)

    @property
    def draft_ref(self) -> Ref:
        """The same letter while it is a draft: its work items stand apart from the recipients' wall."""
        return Ref("saraban.draft", self.pk)

    @property
    def is_draft(self) -> bool:
        return self.origin == self.Origin.OWN and self.state in self.DRAFT_STATES

    @property
    def is_secret(self) -> bool:
        return self.secrecy != Secrecy.OPEN

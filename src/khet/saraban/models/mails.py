"""The desk's mailbox, and the mails that were read from it and wait to be received as letters."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from khet.kernel.actor import Actor
from khet.kernel.refs import Ref


class MailBox(models.Model):
    """Where a desk's official address is read (IMAP). validity and last_uid: how far (RFC 3501, 2.3.1.1).

    trying_uid, tries: the mail that is being read, and how heavily it weighs that it was not read to its end.
    """

    class Tls(models.TextChoices):
        SSL = "ssl", "SSL/TLS"
        STARTTLS = "starttls", "STARTTLS"
        NONE = "none", gettext_lazy("ไม่เข้ารหัส")

    desk = models.OneToOneField("org.Unit", models.PROTECT, related_name="+")
    address = models.EmailField("ที่อยู่กลาง")
    host = models.CharField("เซิร์ฟเวอร์ IMAP", max_length=253)
    port = models.PositiveIntegerField("พอร์ต", default=993)
    tls = models.CharField("การเข้ารหัส", max_length=8, choices=Tls.choices, default=Tls.SSL)
    user = models.CharField("ชื่อบัญชี", max_length=254)
    password_sealed = models.TextField(blank=True)
    folder = models.CharField("โฟลเดอร์", max_length=200, default="INBOX")
    enabled = models.BooleanField("เปิดใช้", default=True)
    since = models.DateField("อ่านจดหมายตั้งแต่วันที่")
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    trying_uid = models.BigIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return self.address


class MailQuerySet(models.QuerySet["Mail"]):
    def visible_to(self, actor: Actor) -> Self:
        """As a scanned pile: those who take in the desk's letters; what became a secret letter is read there only."""
        if not actor.signed_in or actor.has_duty("system"):
            return self.none()
        return self.filter(Q(letter=None) | Q(letter__secrecy=0), desk_id__in=actor.intake_unit_ids)

    def listed(self) -> Self:
        return self.defer("text", "answers", "refused", "guess")


class Mail(models.Model):
    """One mail as it was read; what it says of itself is not proven.

    troubles: sentences, one a line, of what was odd. refused: files that were not taken in ({name, code}).
    guess: {letter_no, dated, subject} read from it where sure.
    """

    class State(models.TextChoices):
        NEW = "new", gettext_lazy("รอดู")
        RECEIVED = "received", gettext_lazy("รับแล้ว")
        DISMISSED = "dismissed", gettext_lazy("ไม่ใช่หนังสือราชการ")

    class Receipt(models.TextChoices):
        QUEUED = "queued", gettext_lazy("กำลังส่ง")
        SENT = "sent", gettext_lazy("ส่งแล้ว")
        FAILED = "failed", gettext_lazy("ส่งไม่สำเร็จ")

    box = models.ForeignKey(MailBox, models.PROTECT, related_name="mails")
    desk = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    message_id = models.CharField(max_length=300, blank=True)
    answers = models.TextField(blank=True)
    from_name = models.CharField("ชื่อผู้ส่ง", max_length=200, blank=True)
    from_address = models.CharField("ที่อยู่ผู้ส่ง", max_length=254, blank=True)
    subject = models.CharField("เรื่อง", max_length=500, blank=True)
    sent_at = models.DateTimeField("ส่งเมื่อ", null=True, blank=True)
    arrived_at = models.DateTimeField("มาถึงเมื่อ")
    text = models.TextField("ข้อความ", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    machine = models.BooleanField("โปรแกรมส่งเอง", default=False)
    troubles = models.TextField(blank=True)
    refused = models.JSONField(default=list, blank=True)
    guess = models.JSONField(default=dict, blank=True)
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.NEW)
    read_at = models.DateTimeField()
    seen_marked = models.BooleanField(default=False)
    letter = models.OneToOneField("saraban.Letter", models.PROTECT, null=True, blank=True, related_name="mail")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_name = models.CharField(max_length=200, blank=True)
    receipt = models.CharField(max_length=8, choices=Receipt.choices, blank=True)
    receipt_id = models.CharField(max_length=300, blank=True)
    receipt_at = models.DateTimeField(null=True, blank=True)
    receipt_name = models.CharField(max_length=200, blank=True)
    receipt_tries = models.PositiveSmallIntegerField(default=0)
    receipt_trouble = models.CharField(max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "fingerprint"], name="saraban_mail_once"),
            models.UniqueConstraint(fields=["box", "validity", "uid"], name="saraban_mail_place_once"),
            models.CheckConstraint(
                condition=Q(letter=None) | Q(state="received"), name="saraban_mail_with_letter_received"
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "state", "-id"], name="saraban_mail_of_desk"),
            models.Index(fields=["box"], condition=Q(seen_marked=False), name="saraban_mail_unmarked"),
        ]

    def __str__(self) -> str:
        return self.subject or self.from_address

    def get_absolute_url(self) -> str:
        return reverse("saraban:mail", args=[self.pk])

    @property
    def ref(self) -> Ref:
        return Ref("saraban.mail", self.pk)

    @property
    def odd(self) -> list[str]:
        """What was odd, in the language of whoever reads it now."""
        return [gettext(each) for each in self.troubles.splitlines()]

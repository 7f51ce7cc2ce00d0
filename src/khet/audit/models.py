"""Tables of the trail: entries in chains, their heads, personal values beside them, and a root per day.

Rows are only ever added: triggers on both engines refuse UPDATE and DELETE (migration 0002_append_only).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One command from the front door, its parts inside; linked to the entry before it in its chain.

    chain: id of the desk (office or school) that acted, 0 for the hub as a whole. seq: 1, 2, 3 … in the chain.
    Names and phrase are as shown at that moment. content: canonical JSON text. hash: SHA-256 in hex over
    canonical.entry_text; previous: the hash of seq - 1, "" at the first.
    """

    chain = models.BigIntegerField(_("สายบันทึก"))
    seq = models.BigIntegerField(_("ลำดับ"))
    at = models.DateTimeField(_("เวลา"))
    action = models.CharField(_("การกระทำ"), max_length=80)
    account_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    appointment_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    desk_id = models.BigIntegerField(null=True)
    person_name = models.TextField(_("ชื่อ"), default="", blank=True)
    post_name = models.TextField(_("ตำแหน่ง"), default="", blank=True)
    unit_name = models.TextField(_("หน่วยงาน"), default="", blank=True)
    desk_name = models.TextField(_("สำนักงานหรือโรงเรียน"), default="", blank=True)
    phrase = models.TextField(_("ฐานะ"), default="", blank=True)
    phrase_for = models.TextField(_("แทนตำแหน่ง"), default="", blank=True)
    target_kind = models.CharField(max_length=80, default="", blank=True)
    target_id = models.BigIntegerField(null=True)
    secret = models.BooleanField(_("ลับ"), default=False)
    content = models.TextField(_("เนื้อหา"), default="{}")
    private_digest = models.CharField(max_length=64, default="", blank=True)
    previous = models.CharField(max_length=64, default="", blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("บันทึกการใช้งาน")
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_entry_chain_seq")]
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="audit_entry_target"),
            models.Index(fields=["person_id", "at"], name="audit_entry_person"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}/{self.seq} {self.action}"


class Head(models.Model):
    """The last link of a chain; the last row a command locks, moved by the database itself with each entry."""

    chain = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        verbose_name = _("ปลายสายบันทึก")

    def __str__(self) -> str:
        return f"{self.chain}/{self.seq}"


class Mention(models.Model):
    """A thing that a part of an entry was about: an index to find entries by, derivable from their content."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="mentions", db_index=False)
    kind = models.CharField(max_length=80)
    target_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("สิ่งที่บันทึกกล่าวถึง")
        indexes = [models.Index(fields=["kind", "target_id", "entry"], name="audit_mention_target")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.target_id}"


class PrivateValue(models.Model):
    """A personal value kept beside its entry, bound to it by digest: SHA-256 of salt and value.

    Erasure empties value and salt and leaves the digest, so the chain still verifies.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="private_values")
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, default="", blank=True)
    value = models.TextField(null=True)

    class Meta:
        verbose_name = _("ข้อมูลส่วนบุคคลของบันทึก")
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="audit_private_entry_name")]

    def __str__(self) -> str:
        return self.name


class DailyRoot(models.Model):
    """The Merkle root of one day over all chains that moved (RFC 6962 tree), linked to the root before it."""

    day = models.DateField(_("วันที่"), unique=True)
    previous = models.CharField(max_length=64, default="", blank=True)
    root = models.CharField(max_length=64)
    entries = models.BigIntegerField(_("จำนวนบันทึก"))
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("รากประจำวัน")

    def __str__(self) -> str:
        return f"{self.day} {self.root[:12]}"


class DailyLeaf(models.Model):
    """One chain's stretch under a daily root: entries first…last, and the hash of the last."""

    daily_root = models.ForeignKey(DailyRoot, on_delete=models.PROTECT, related_name="leaves")
    chain = models.BigIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("ใบของรากประจำวัน")
        constraints = [models.UniqueConstraint(fields=["chain", "last"], name="audit_leaf_chain_last")]

    def __str__(self) -> str:
        return f"{self.chain}/{self.first}-{self.last}"

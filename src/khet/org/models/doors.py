"""Tables around signing in: counters of tries, providers of identity, and glass that was broken."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from khet.kernel.actor import Actor


class CacheRow(models.Model):
    """The table of Django's database cache: rate-limit counters that every worker shares."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "khet_cache"

    def __str__(self) -> str:
        return self.cache_key


class IdentityProvider(models.Model):
    """An OpenID Connect provider that people may sign in with. It never makes accounts, it only leads to one.

    pid_claim: the claim that carries a citizen number, matched by its keyed hash and not stored; "" matches nobody.
    """

    key = models.SlugField("รหัส", max_length=40, unique=True)
    name = models.CharField("ชื่อบนปุ่ม", max_length=80)
    server_url = models.URLField("ที่อยู่ผู้ให้บริการ", max_length=300, blank=True)
    client_id = models.CharField("Client ID", max_length=200, blank=True)
    secret_sealed = models.TextField(blank=True)
    scopes = models.CharField("ขอบเขตข้อมูล", max_length=200, default="openid")
    pid_claim = models.CharField("ช่องที่เป็นเลขประจำตัวประชาชน", max_length=80, blank=True)
    active = models.BooleanField("เปิดใช้", default=False)
    order = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | (~Q(server_url="") & ~Q(client_id="")), name="org_provider_active_is_set_up"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BreakGlassQuerySet(models.QuerySet["BreakGlass"]):
    def now(self) -> Self:
        """Still open at this moment."""
        moment = timezone.now()
        return self.filter(opened_at__lte=moment, until__gt=moment, ended_at=None)

    def visible_to(self, actor: Actor) -> Self:
        """One's own; the auditors and the head of the office see all."""
        if actor.has_duty("auditor") or actor.has_duty("system"):
            return self
        return self.filter(person_id=actor.person_id)


class BreakGlass(models.Model):
    """A system administrator who had to look at one thing, why, and for how long (60 minutes)."""

    person = models.ForeignKey("org.Person", models.PROTECT, related_name="+")
    reason = models.TextField("เหตุผล")
    ref_kind = models.CharField(max_length=80)
    ref_id = models.BigIntegerField()
    label = models.CharField("เรื่องที่ต้องดู", max_length=200)
    opened_at = models.DateTimeField("ตั้งแต่")
    until = models.DateTimeField("ถึง")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BreakGlassQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["ref_kind", "ref_id", "person"], name="org_break_glass_ref")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ref_kind}:{self.ref_id}"

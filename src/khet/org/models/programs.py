"""What programs show instead of a password."""

from typing import Self

from django.db import models
from django.utils import timezone

from khet.kernel.actor import Actor


class ProgramTokenQuerySet(models.QuerySet["ProgramToken"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(account_id=actor.account_id) if actor.account_id is not None else self.none()

    def valid(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class ProgramToken(models.Model):
    """A program reads in the name of its owner, within some scopes and for some time. Only the digest is kept.

    start is the beginning of the token, shown so that its owner knows which it is.
    """

    account = models.ForeignKey("org.Account", models.CASCADE, related_name="+")
    appointment_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField("ใช้กับโปรแกรมใด", max_length=120)
    start = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.CharField("ขอบเขต", max_length=300)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField("หมดอายุ")
    used_at = models.DateTimeField("ใช้ล่าสุด", null=True, blank=True)
    revoked_at = models.DateTimeField("เพิกถอนเมื่อ", null=True, blank=True)

    objects = ProgramTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def live(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def scope_keys(self) -> list[str]:
        return self.scopes.split()

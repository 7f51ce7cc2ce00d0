"""Accounts: how a person signs in. Rights never hang on them."""

from collections.abc import Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from khet.kernel.actor import Actor
from khet.org.models.posts import Appointment


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: object) -> "Account":
        account = self.model(username=username, email=email, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def visible_to(self, actor: Actor) -> models.QuerySet["Account"]:
        """The accounts one may help: the DLICT group all, a school's director or registry their own school's.

        Nobody helps the own account; a registry never those that lead its school; a keeper of the system is helped
        by keepers of the system only: else a one-time code would be a way up.
        """
        found = self.get_queryset().exclude(person_id=actor.person_id or 0)
        if actor.has_duty("machine"):
            return self.get_queryset()
        if not actor.has_duty("system"):
            found = found.exclude(person_id__in=_seated(Q(post__duties__duty="system")))
        if actor.has_duty("accounts"):
            return found
        if actor.has_duty("registry") or actor.leads_desk:
            own = found.filter(person__home_desk_id=actor.desk_id, person__home_desk__kind="school")
            leading = _seated(Q(post__role__in=("director", "deputy"), post__unit_id=actor.desk_id))
            return own if actor.leads_desk else own.exclude(person_id__in=leading)
        return found.none()


def _seated(which: Q) -> models.QuerySet[Appointment, int]:
    """Ids of people who sit today in posts of a kind."""
    seats = Appointment.objects.on(timezone.localdate()).filter(which, post__active=True)
    return seats.values_list("person_id", flat=True)


class Account(AbstractBaseUser):
    """A way in for one person. The citizen number is never the user name."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("ตามเครื่อง")
        LIGHT = "light", _("สว่าง")
        DARK = "dark", _("มืด")
        CONTRAST = "contrast", _("ตัดกันสูง")

    username = models.CharField("ชื่อผู้ใช้", max_length=80, unique=True)
    email = models.EmailField("อีเมล", blank=True)
    person = models.OneToOneField("org.Person", models.PROTECT, null=True, blank=True, related_name="account")
    is_active = models.BooleanField("ใช้งานได้", default=True)
    must_change_password = models.BooleanField("ต้องตั้งรหัสผ่านใหม่", default=False)
    language = models.CharField("ภาษา", max_length=5, default="th")
    theme = models.CharField("ลักษณะหน้าจอ", max_length=10, choices=Theme.choices, default=Theme.AUTO)
    shared_pc = models.BooleanField("ใช้เครื่องร่วมกัน", default=False)
    session_round = models.PositiveIntegerField(default=0)  # one more ends every session everywhere
    date_joined = models.DateTimeField(auto_now_add=True)
    synthetic = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Nobody: there is no admin site."""
        return False

    def get_session_auth_hash(self) -> str:
        """A session ends with a new password, and with "sign out everywhere"."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(secret)

    def _session_hash(self, secret: str | bytes | None) -> str:
        value = f"{self.password}:{self.session_round}"
        return salted_hmac("khet.org.session", value, secret=secret, algorithm="sha256").hexdigest()


class Invitation(models.Model):
    """A one-time code, printed or read out, that hands an account over or resets it. Only its hash is stored."""

    class Purpose(models.TextChoices):
        FIRST_USE = "first_use", _("เปิดใช้บัญชี")
        RESET = "reset", _("ตั้งรหัสผ่านใหม่")

    account = models.ForeignKey(Account, models.CASCADE, related_name="invitations")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField("หมดอายุ")
    used_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("org.Person", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=models.Q(used_at__isnull=True, cancelled_at__isnull=True),
                name="org_invitation_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class OncePost(models.Model):
    """A form that was posted, by its idempotency key, with where it led: the same form twice is done once."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    done = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="org_once_key")]

    def __str__(self) -> str:
        return self.key

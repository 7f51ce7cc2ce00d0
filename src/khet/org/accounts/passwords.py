"""What a password must be, and how it is kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Argon2(Argon2PasswordHasher):
    """Argon2id at a cost that a small server bears when a whole area signs in at half past eight.

    19 MiB and two passes (OWASP's floor): about 30 ms on one core, and memory that eight sign-ins at once can have.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1


class LongEnough(MinimumLengthValidator):
    """At least ten characters; a sentence is welcome."""

    def get_error_message(self) -> str:
        return _("รหัสผ่านสั้นไป ตั้งให้ยาวอย่างน้อย %(count)s ตัว") % {"count": self.min_length}

    def get_help_text(self) -> str:
        return _("ยาวอย่างน้อย %(count)s ตัว ใช้ประโยคที่จำได้ก็ดี") % {"count": self.min_length}


class NotCommon(CommonPasswordValidator):
    """Not on the list of the 20,000 that everybody tries first."""

    def get_error_message(self) -> str:
        return _("รหัสผ่านนี้มีคนใช้ทั่วไปจนเดาได้ ตั้งใหม่ให้ต่างออกไป")

    def get_help_text(self) -> str:
        return _("ไม่ใช้รหัสที่คนใช้ทั่วไป เช่น password123")


class NotLikeTheName(UserAttributeSimilarityValidator):
    """Not like the user name or the e-mail address."""

    def get_error_message(self) -> str:
        return _("รหัสผ่านคล้ายชื่อผู้ใช้หรืออีเมลเกินไป ตั้งใหม่ให้ต่างออกไป")

    def get_help_text(self) -> str:
        return _("ไม่คล้ายชื่อผู้ใช้")


class NotOnlyDigits:
    """Digits alone are a birthday, a telephone or a citizen number."""

    def validate(self, password: str, user: object = None) -> None:
        if password.replace(" ", "").replace("-", "").isdecimal():
            raise ValidationError(_("รหัสผ่านเป็นตัวเลขล้วนเดาง่าย เพิ่มตัวอักษรด้วย"), code="password_entirely_numeric")

    def get_help_text(self) -> str:
        return _("ไม่เป็นตัวเลขล้วน")

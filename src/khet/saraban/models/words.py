"""The choices of the field: kinds of letters, books, urgency and secrecy (ระเบียบงานสารบรรณ)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The six kinds; orders and announcements stand for หนังสือสั่งการ and ประชาสัมพันธ์."""

    EXTERNAL = "external", _("หนังสือภายนอก")
    MEMO = "memo", _("บันทึกข้อความ")
    STAMPED = "stamped", _("หนังสือประทับตรา")
    ORDER = "order", _("คำสั่ง")
    ANNOUNCEMENT = "announcement", _("ประกาศ")
    CERTIFICATE = "certificate", _("เกียรติบัตร")
    EVIDENCE = "evidence", _("หนังสือรับรองหรือรายงานการประชุม")


class Book(models.TextChoices):
    """A register; each desk keeps its own, one run of numbers per calendar year."""

    RECEIVED = "received", _("ทะเบียนหนังสือรับ")
    SENT = "sent", _("ทะเบียนหนังสือส่ง")
    ORDER = "order", _("ทะเบียนคำสั่ง")
    CERTIFICATE = "certificate", _("ทะเบียนเกียรติบัตร")
    MEMO = "memo", _("ทะเบียนบันทึกข้อความ")
    ANNOUNCEMENT = "announcement", _("ทะเบียนประกาศ")


class Urgency(models.IntegerChoices):
    """ชั้นความเร็ว."""

    NORMAL = 0, _("ปกติ")
    URGENT = 1, _("ด่วน")
    VERY_URGENT = 2, _("ด่วนมาก")
    MOST_URGENT = 3, _("ด่วนที่สุด")


class Secrecy(models.IntegerChoices):
    """ชั้นความลับ."""

    OPEN = 0, _("ปกติ")
    SECRET = 1, _("ลับ")
    VERY_SECRET = 2, _("ลับมาก")
    TOP_SECRET = 3, _("ลับที่สุด")

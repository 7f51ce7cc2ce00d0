"""The choices of the field: kinds of letters, books, urgency and secrecy (ระเบียบงานสารบรรณ)."""

from django.db import models


class Kind(models.TextChoices):
    """The six kinds; orders and announcements stand for หนังสือสั่งการ and ประชาสัมพันธ์."""

    EXTERNAL = "external", "หนังสือภายนอก"
    MEMO = "memo", "บันทึกข้อความ"
    STAMPED = "stamped", "หนังสือประทับตรา"
    ORDER = "order", "คำสั่ง"
    ANNOUNCEMENT = "announcement", "ประกาศ"
    CERTIFICATE = "certificate", "เกียรติบัตร"
    EVIDENCE = "evidence", "หนังสือรับรองหรือรายงานการประชุม"


class Book(models.TextChoices):
    """A register; each desk keeps its own, one run of numbers per calendar year."""

    RECEIVED = "received", "ทะเบียนหนังสือรับ"
    SENT = "sent", "ทะเบียนหนังสือส่ง"
    ORDER = "order", "ทะเบียนคำสั่ง"
    CERTIFICATE = "certificate", "ทะเบียนเกียรติบัตร"
    MEMO = "memo", "ทะเบียนบันทึกข้อความ"
    ANNOUNCEMENT = "announcement", "ทะเบียนประกาศ"


class Urgency(models.IntegerChoices):
    """ชั้นความเร็ว."""

    NORMAL = 0, "ปกติ"
    URGENT = 1, "ด่วน"
    VERY_URGENT = 2, "ด่วนมาก"
    MOST_URGENT = 3, "ด่วนที่สุด"


class Secrecy(models.IntegerChoices):
    """ชั้นความลับ."""

    OPEN = 0, "ปกติ"
    SECRET = 1, "ลับ"
    VERY_SECRET = 2, "ลับมาก"
    TOP_SECRET = 3, "ลับที่สุด"

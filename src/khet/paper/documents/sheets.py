"""Registers and routing slips: the prescribed columns, as long as they need to be."""

import datetime as dt
from dataclasses import dataclass, field

from khet.paper.documents.parts import Document

_CELL = {"as": "cell"}


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One line of a register. void: the reason the number was cancelled; the line stays, struck through."""

    number: str = field(metadata=_CELL)
    letter_number: str = field(default="", metadata=_CELL)
    dated: dt.date | None = field(default=None, metadata={"as": "record"})
    sender: str = field(default="", metadata=_CELL)
    recipient: str = field(default="", metadata=_CELL)
    subject: str = field(default="", metadata=_CELL)
    action: str = field(default="", metadata=_CELL)
    note: str = field(default="", metadata=_CELL)
    void: str = field(default="", metadata=_CELL)


@dataclass(frozen=True, kw_only=True)
class RegisterSheet(Document):
    """A register in the columns of forms 13 and 14 (unverified): landscape A4, heads repeat, pages counted.

    heads: exactly eight, in the order of RegisterRow's fields from number to note.
    period: the days it covers, said in words. printed: when and by whom, at the foot.
    before: pages of the same register set before these; goes_on: more follow; None when these are all of it.
    """

    title: str
    agency: str
    period: str = ""
    heads: tuple[str, ...]
    rows: tuple[RegisterRow, ...]
    printed: str = ""
    secrecy: str = ""
    before: int = 0
    goes_on: bool | None = None


_REST = ("ที่", "ลงวันที่", "จาก", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ")


@dataclass(frozen=True, kw_only=True)
class ReceivedRegister(RegisterSheet):
    """ทะเบียนหนังสือรับ (form 13, unverified)."""

    title: str = "ทะเบียนหนังสือรับ"
    heads: tuple[str, ...] = ("เลขทะเบียนรับ", *_REST)


@dataclass(frozen=True, kw_only=True)
class SentRegister(RegisterSheet):
    """ทะเบียนหนังสือส่ง (form 14, unverified)."""

    title: str = "ทะเบียนหนังสือส่ง"
    heads: tuple[str, ...] = ("เลขทะเบียนส่ง", *_REST)


@dataclass(frozen=True, kw_only=True)
class OrderRegister(RegisterSheet):
    """ทะเบียนคำสั่ง: the same columns, so that one eye reads all registers."""

    title: str = "ทะเบียนคำสั่ง"
    heads: tuple[str, ...] = ("เลขทะเบียน", "คำสั่งที่", "สั่ง ณ วันที่", "ผู้สั่ง", "ถึง", "เรื่อง", "การปฏิบัติ", "หมายเหตุ")


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """One เกษียน: who, in which post (with phrase), what, when, and to whom it went on."""

    name: str
    post: str = ""
    text: str
    outcome: str = ""
    to: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RoutingSlip(Document):
    """ใบเกษียน: the facts of a letter and every endorsement in order.

    facts: (label, value) pairs in the order to print, such as ("เลขรับ", "4521/2569").
    """

    agency: str
    subject: str
    facts: tuple[tuple[str, str], ...] = ()
    endorsements: tuple[Endorsement, ...] = ()
    printed: str = ""
    secrecy: str = ""

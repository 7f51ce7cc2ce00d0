"""คำสั่ง, ประกาศ and เกียรติบัตร."""

import datetime as dt
from dataclasses import dataclass, field

from khet.paper.documents.parts import Document, Marked, Signature


@dataclass(frozen=True, kw_only=True)
class Order(Marked):
    """คำสั่ง (ข้อ 16, unverified): "ที่ N/2569", one series per office and year.

    agency: who orders, without the word คำสั่ง. date: closes the order as "สั่ง ณ วันที่ …".
    """

    agency: str
    number: str = ""
    subject: str
    body: str = field(metadata={"as": "body"})
    date: dt.date | None = field(default=None, metadata={"as": "era"})
    signature: Signature | None = None


@dataclass(frozen=True, kw_only=True)
class Announcement(Marked):
    """ประกาศ (ข้อ 20, unverified). date: closes it as "ประกาศ ณ วันที่ …". number: only where the office numbers them."""

    agency: str
    number: str = ""
    subject: str
    body: str = field(metadata={"as": "body"})
    date: dt.date | None = field(default=None, metadata={"as": "era"})
    signature: Signature | None = None


@dataclass(frozen=True, kw_only=True)
class Certificate(Document):
    """เกียรติบัตร, landscape A4. Up to three signatures stand side by side.

    award: what the paper is called; given_to: the name, large; reason: for what, one to three lines.
    """

    agency: str
    number: str = ""
    award: str = "เกียรติบัตร"
    lead: str = "มอบเกียรติบัตรฉบับนี้ให้ไว้เพื่อแสดงว่า"
    given_to: str
    from_school: str = ""
    reason: str
    wish: str = ""
    date: dt.date | None = field(default=None, metadata={"as": "era"})
    signatures: tuple[Signature, ...] = ()

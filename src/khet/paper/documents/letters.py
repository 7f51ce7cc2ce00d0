"""หนังสือภายนอก, บันทึกข้อความ, หนังสือประทับตรา (ข้อ 11–14 of the regulation, unverified)."""

import datetime as dt
from dataclasses import dataclass, field

from khet.paper.documents.parts import Marked, Signature

_BODY = {"as": "body"}


@dataclass(frozen=True, kw_only=True)
class ExternalLetter(Marked):
    """หนังสือภายนอก (ข้อ 11, unverified): the letter between offices, with the emblem of 3 cm.

    body: blank lines part paragraphs; lines that begin with 1. ๑. 1.1 (1) ก. or - are items; | a | b | rows a table.
    references: อ้างถึง. attachments: สิ่งที่ส่งมาด้วย, numbered when more than one. copies_to: สำเนาส่ง.
    greeting: คำขึ้นต้น (เรียน, กราบเรียน). closing: คำลงท้าย. owner: unit that keeps the matter; contacts: its lines.
    catch_words: print คำต่อ at the foot of every page but the last.
    """

    number: str = ""
    agency: str
    address: str = ""
    date: dt.date | None = None
    subject: str
    greeting: str = "เรียน"
    recipient: str
    references: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    body: str = field(metadata=_BODY)
    closing: str = "ขอแสดงความนับถือ"
    signature: Signature | None = None
    owner: str = ""
    contacts: tuple[str, ...] = ()
    copies_to: tuple[str, ...] = ()
    catch_words: bool = False


@dataclass(frozen=True, kw_only=True)
class Memo(Marked):
    """บันทึกข้อความ (หนังสือภายใน, ข้อ 12, unverified): inside one ministry, emblem of 1.5 cm, no คำลงท้าย.

    agency: ส่วนราชการ with its telephone on the same line.
    """

    agency: str
    number: str = ""
    date: dt.date | None = None
    subject: str
    greeting: str = "เรียน"
    recipient: str
    references: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    body: str = field(metadata=_BODY)
    signature: Signature | None = None


@dataclass(frozen=True, kw_only=True)
class StampedLetter(Marked):
    """หนังสือประทับตรา (ข้อ 13–14, unverified): sealed and initialled instead of signed; not for orders or money.

    seal: picture of the office's seal (PNG or SVG); without it a dashed ring of 4.5 cm keeps its place.
    initials: who may initial, printed under the seal when given.
    """

    number: str = ""
    to: str
    body: str = field(metadata=_BODY)
    agency: str
    seal: bytes | None = None
    initials: str = ""
    date: dt.date | None = None
    owner: str = ""
    contacts: tuple[str, ...] = ()

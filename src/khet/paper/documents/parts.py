"""What letters are made of: signature, attachment, the mark to verify by."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Signature:
    """ลายมือชื่อ: the name in parentheses, the own post, then the phrase and the post acted for.

    phrase: "", รักษาราชการแทน, ปฏิบัติราชการแทน or รักษาการในตำแหน่ง (unverified wording, given by the caller).
    for_post: the post acted for, printed under the own post. image: picture of a hand-written signature (PNG or SVG).
    signed_at: prints "ลงลายมือชื่อทางอิเล็กทรอนิกส์" with the Bangkok time.
    """

    name: str
    post: str = ""
    phrase: str = ""
    for_post: str = ""
    image: bytes | None = None
    signed_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Verification:
    """Where anybody may check the document: an address for the QR, the code to type, a line said beside it."""

    url: str = field(metadata={"as": "plain"})
    code: str = field(metadata={"as": "plain"})
    label: str = "ตรวจสอบหนังสือฉบับนี้ได้ที่"


@dataclass(frozen=True, kw_only=True)
class Document:
    """What every document on paper has.

    thai_digits: show every digit as เลขไทย, except in addresses of mail and pages.
    emblem: PNG or SVG of the office's own state emblem; without it a dashed ring keeps its place (never drawn by us).
    draft: watermark "ร่าง" and dotted blanks where number and date will stand.
    secrecy: ลับ, ลับมาก or ลับที่สุด, red at the top and bottom of every page. urgency: ด่วน, ด่วนมาก or ด่วนที่สุด.
    """

    thai_digits: bool = False
    draft: bool = False
    emblem: bytes | None = None
    verification: Verification | None = None


@dataclass(frozen=True, kw_only=True)
class Marked(Document):
    """A document that may be urgent or secret (ข้อ 28, unverified)."""

    urgency: str = ""
    secrecy: str = ""

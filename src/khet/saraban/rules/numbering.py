"""How letter numbers are written, read and looked up."""

import re
from dataclasses import dataclass

from khet.saraban.models import Book, Kind
from khet.thai.digits import to_arabic

CIRCULAR = "ว"
BOOK_OF_SECRETS = "ลับ"

BOOK_OF = {
    Kind.EXTERNAL: Book.SENT,
    Kind.STAMPED: Book.SENT,
    Kind.EVIDENCE: Book.SENT,
    Kind.MEMO: Book.MEMO,
    Kind.ORDER: Book.ORDER,
    Kind.ANNOUNCEMENT: Book.ANNOUNCEMENT,
    Kind.CERTIFICATE: Book.CERTIFICATE,
}
WITH_PREFIX = (Book.SENT, Book.MEMO)
_WRITTEN = re.compile(r"(?:(?P<prefix>.+?)/)?(?P<mark>ว?)(?P<number>[1-9]\d*)")
_WITH_YEAR = re.compile(r"(?P<number>[1-9]\d*)/(?P<year>2[45]\d\d)")


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """The parts of a ที่: "ศธ 04349/ว3194" or, for orders and their like, "12/2569"."""

    number: int
    prefix: str = ""
    circular: bool = False
    year_be: int | None = None

    def __str__(self) -> str:
        if self.year_be is not None:
            return f"{self.number}/{self.year_be}"
        tail = f"{CIRCULAR if self.circular else ''}{self.number}"
        return f"{self.prefix}/{tail}" if self.prefix else tail


def book_of(kind: str) -> Book:
    return BOOK_OF[Kind(kind)]


def write_no(book: str, *, prefix: str, number: int, year_be: int, circular: bool) -> str:
    """Sent letters and memos carry the prefix and no year; orders, announcements and certificates N/พ.ศ."""
    if book in WITH_PREFIX:
        return str(LetterNumber(number, prefix.strip(), circular))
    return str(LetterNumber(number, year_be=year_be))


def read_no(text: str) -> LetterNumber | None:
    """The parts of a ที่ as typed, Thai digits or not; None when it is written in no known way."""
    plain = " ".join(to_arabic(text).split())
    if found := _WITH_YEAR.fullmatch(plain):
        return LetterNumber(int(found["number"]), year_be=int(found["year"]))
    if found := _WRITTEN.fullmatch(plain):
        return LetterNumber(int(found["number"]), (found["prefix"] or "").strip(), bool(found["mark"]))
    return None


def normal_no(text: str) -> str:
    """For looking up: no spaces, 0-9, lower case: "ศธ ๐๔๓๔๙ / ว ๕" → "ศธ04349/ว5"."""
    return "".join(to_arabic(text).split()).casefold()[:80]


def normal_name(text: str) -> str:
    """For comparing senders: no spaces or full stops, lower case."""
    return re.sub(r"[\s.]+", "", text).casefold()[:300]

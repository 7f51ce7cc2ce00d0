"""Which files there are for us, and which of them a form takes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    """What the bytes are, whatever the name says."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    DOC = "doc"
    XLS = "xls"
    PPT = "ppt"
    CSV = "csv"
    TXT = "txt"
    ZIP = "zip"
    TTF = "ttf"


@dataclass(frozen=True, slots=True)
class Facts:
    """How a kind is named: for people, in a name (the first is the usual one), and in a header."""

    label: "StrOrPromise"
    extensions: tuple[str, ...]
    mime: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FACTS: dict[Kind, Facts] = {
    Kind.PDF: Facts("PDF", ("pdf",), "application/pdf"),
    Kind.PNG: Facts(_("ภาพ PNG"), ("png",), "image/png"),
    Kind.JPEG: Facts(_("ภาพ JPEG"), ("jpg", "jpeg", "jpe", "jfif"), "image/jpeg"),
    Kind.DOCX: Facts("Word (docx)", ("docx",), f"{_OFFICE}.wordprocessingml.document"),
    Kind.XLSX: Facts("Excel (xlsx)", ("xlsx",), f"{_OFFICE}.spreadsheetml.sheet"),
    Kind.PPTX: Facts("PowerPoint (pptx)", ("pptx",), f"{_OFFICE}.presentationml.presentation"),
    Kind.DOC: Facts(_("Word รุ่นเก่า (doc)"), ("doc",), "application/msword"),
    Kind.XLS: Facts(_("Excel รุ่นเก่า (xls)"), ("xls",), "application/vnd.ms-excel"),
    Kind.PPT: Facts(_("PowerPoint รุ่นเก่า (ppt)"), ("ppt",), "application/vnd.ms-powerpoint"),
    Kind.CSV: Facts(_("ตาราง CSV"), ("csv",), "text/csv"),
    Kind.TXT: Facts(_("ข้อความ"), ("txt",), "text/plain"),
    Kind.ZIP: Facts("ZIP", ("zip",), "application/zip"),
    Kind.TTF: Facts(_("แบบอักษร TrueType"), ("ttf",), "font/ttf"),
}
SHOWN_INLINE = frozenset({"application/pdf", "image/png", "image/jpeg"})


@dataclass(frozen=True, slots=True)
class FileRule:
    """What one form takes. max_bytes 0: the limit of the house (settings.FILES_MAX_BYTES)."""

    kinds: frozenset[Kind] = field(default_factory=frozenset)
    max_bytes: int = 0
    locked_pdf: bool = False

    @property
    def limit(self) -> int:
        return self.max_bytes or int(settings.FILES_MAX_BYTES)

    @property
    def labels(self) -> str:
        """ "PDF, ภาพ PNG หรือ ภาพ JPEG"."""
        words = [str(facts.label) for kind, facts in FACTS.items() if kind in self.kinds]
        return gettext(" หรือ ").join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)

    @property
    def accept(self) -> str:
        """For the accept attribute of an input."""
        return ",".join(f".{end}" for kind, facts in FACTS.items() if kind in self.kinds for end in facts.extensions)


PDFS = FileRule(frozenset({Kind.PDF}))
IMAGES = FileRule(frozenset({Kind.PNG, Kind.JPEG}))
TABLES = FileRule(frozenset({Kind.XLSX, Kind.XLS, Kind.CSV}))
DOCUMENTS = FileRule(frozenset(Kind) - {Kind.ZIP, Kind.TTF})
ARCHIVES = FileRule(frozenset({Kind.ZIP}))
FONTS = FileRule(frozenset({Kind.TTF}), max_bytes=5_000_000)
ANYTHING = FileRule(frozenset(Kind))

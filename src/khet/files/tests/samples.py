"""Files as people send them, made on the spot."""

import io
import zipfile
import zlib

import pypdfium2

from khet.kernel.pdfium import pdfium_door

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d4944415478da63fcffff3f030006000301a5c8e6670000000049454e44ae426082"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def a_pdf(pages: int = 1, attached: dict[str, bytes] | None = None) -> bytes:
    with pdfium_door:
        document = pypdfium2.PdfDocument.new()
        for _ in range(pages):
            document.new_page(595, 842)
        for name, data in (attached or {}).items():
            document.new_attachment(name).set_data(data)
        out = io.BytesIO()
        document.save(out)
        document.close()
    return out.getvalue()


def a_pdf_with(action: bytes) -> bytes:
    """A PDF whose opening action is this dictionary."""
    return _assembled([b"<< /Type /Catalog /Pages 2 0 R /OpenAction " + action + b" >>", *_PAGE])


def a_pdf_with_hidden(action: bytes) -> bytes:
    """The same, with the action packed into an object stream."""
    inside = b"9 0 " + action
    packed = zlib.compress(inside)
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream"
    return _assembled([b"<< /Type /Catalog /Pages 2 0 R >>", *_PAGE, stream % (len(packed), packed)])


_PAGE = [b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"]


def _assembled(objects: list[bytes]) -> bytes:
    body, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table) + trailer


def a_zip(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in entries.items():
            box.writestr(name, data)
    return out.getvalue()


def an_office_file(part: str = "word/document.xml", more: dict[str, bytes] | None = None) -> bytes:
    return a_zip({"[Content_Types].xml": b"<Types/>", part: b"<document/>", **(more or {})})


def an_ole_file(stream: str = "WordDocument") -> bytes:
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 504 + (stream + "\0").encode("utf-16-le") + b"\0" * 512


LOCKED_PDF = _assembled(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        *_PAGE,
        b"<< /Filter /Standard /V 1 /R 2 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> /P -44 >>",
    ]
).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [<00> <00>]")

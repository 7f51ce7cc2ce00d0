"""Words of a mail, whatever character set it claims: Thai offices still send TIS-620 under wrong names."""

import base64
import binascii
import quopri
import re
import unicodedata

THAI_BYTES = {"tis-620", "tis620", "windows-874", "x-windows-874", "cp874", "iso-8859-11", "thai", "ibm874"}
WESTERN = {"", "us-ascii", "ascii", "iso-8859-1", "latin1", "latin-1", "windows-1252", "unknown-8bit", "x-unknown"}
LONGEST_HEADER = 10_000
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_KEPT_MARKS = {"\u200b", "\u200c", "\u200d"}  # between Thai words; the other format characters deceive
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}


def decoded(content: bytes, claimed: str = "") -> str:
    """Bytes as text; never raises. A claim is believed only when the bytes bear it out."""
    charset = claimed.strip().strip("\"'").lower()
    for name in _guesses(content, charset):
        try:
            return content.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("utf-8", "replace")


def _guesses(content: bytes, charset: str) -> list[str]:
    if content.isascii() and b"\x1b" not in content and not charset.startswith(("utf-16", "utf-7", "utf-32", "hz")):
        return ["ascii"]
    charset = charset.split("*")[0]
    if charset in THAI_BYTES or charset in WESTERN:
        return ["utf-8", "cp874", "cp1252", "latin-1"]  # bytes of TIS-620 are next to never valid UTF-8
    return ["utf-8-sig", "cp874", "latin-1"] if charset.startswith("utf-8") else [charset, "utf-8", "cp874", "latin-1"]


def header(value: str) -> str:
    """One header value: folded lines joined, RFC 2047 words and bare eight-bit bytes decoded, on one line."""
    value = value[:LONGEST_HEADER]
    found: list[tuple[bytes, str]] = []
    end = 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        if between.strip() or not found or end == 0:
            found.append((_raw(between), ""))
        found.append((_word_bytes(word[2], word[3]), word[1]))
        end = word.end()
    found.append((_raw(value[end:]), ""))
    return line("".join(decoded(content, charset) for content, charset in _joined(found)))


def _joined(found: list[tuple[bytes, str]]) -> list[tuple[bytes, str]]:
    """Neighbours of one character set together: some programs cut in the middle of a Thai letter."""
    together: list[tuple[bytes, str]] = []
    for content, charset in found:
        if together and charset and together[-1][1].lower() == charset.lower():
            together[-1] = (together[-1][0] + content, charset)
        elif content:
            together.append((content, charset))
    return together


def _word_bytes(how: str, text: str) -> bytes:
    try:
        if how in "qQ":
            return quopri.decodestring(_raw(text.replace("_", " ")), header=True)
        return base64.b64decode(_raw(text) + b"===")
    except (binascii.Error, ValueError):
        return _raw(text)


def _raw(text: str) -> bytes:
    """As the parser read it: bytes above 127 stand as surrogates."""
    return text.encode("utf-8", "surrogateescape") if text else b""


def line(text: str) -> str:
    """On one line, without what cannot be seen or turns the direction of reading."""
    return " ".join(clean(text).split())


def clean(text: str) -> str:
    """Without control, direction and unassigned characters (a database takes no zero byte); lines stay."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(mark for mark in text if mark in "\n\t" or mark in _KEPT_MARKS or not _hidden(mark))


def _hidden(mark: str) -> bool:
    return unicodedata.category(mark) in _DROPPED

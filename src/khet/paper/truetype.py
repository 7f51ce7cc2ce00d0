"""What a TrueType file says of itself, read strictly: nothing a printer would trip over is let in.

Source: OpenType specification, chapters "Font file", cmap, head, maxp, loca, name and OS/2.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext_noop

from khet.kernel.errors import Refused

MOST_BYTES = 5_000_000
MOST_TABLES = 64
NEEDED = ("cmap", "head", "hhea", "hmtx", "maxp", "name", "OS/2", "post", "glyf", "loca")
# Consonants, vowels, tone marks and signs, and both kinds of digits; ฿ and rare signs are not asked for.
THAI = "".join(map(chr, (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4E)))) + "๐๑๒๓๔๕๖๗๘๙0123456789().,/-"
NO_FONT = gettext_noop("ไฟล์นี้ไม่ใช่แบบอักษร TrueType เลือกไฟล์ .ttf ของ TH Sarabun")
BROKEN = gettext_noop("ไฟล์แบบอักษรเสียหาย ดาวน์โหลดจากที่เดิมใหม่แล้วส่งอีกครั้ง")


@dataclass(frozen=True, slots=True)
class FaceFacts:
    """One face: family as the file names it, weight as 400 or 700 (bold), italic or upright."""

    family: str
    bold: bool
    italic: bool


def read_face(content: bytes) -> FaceFacts:
    """What the file holds. Raises Refused: not TrueType, broken, without Thai, or another family than TH Sarabun."""
    if len(content) > MOST_BYTES:
        raise Refused("ไฟล์แบบอักษรใหญ่เกิน 5 MB เลือกไฟล์ .ttf ของ TH Sarabun", code="too_large")
    if content[:4] != b"\x00\x01\x00\x00":
        raise Refused(NO_FONT, code="no_truetype")
    try:
        tables = _tables(content)
        glyphs = _outlines(tables)
        _refuse_without_thai(tables["cmap"], glyphs)
        return _facts(tables)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise Refused(BROKEN, code="broken_font") from error


def _tables(content: bytes) -> dict[str, bytes]:
    """Each table inside the file, once. Sums are not asked for: fonts in use often carry old ones."""
    count = struct.unpack_from(">H", content, 4)[0]
    if not 1 <= count <= MOST_TABLES:
        raise ValueError("tables")
    found: dict[str, bytes] = {}
    for place in range(count):
        tag, _sum, start, length = struct.unpack_from(">4sIII", content, 12 + 16 * place)
        name = tag.decode("ascii")
        body = content[start : start + length]
        if name in found or start < 12 + 16 * count or len(body) != length:
            raise ValueError(name)
        found[name] = body
    if missing := [name for name in NEEDED if name not in found]:
        raise ValueError(missing)
    return found


def _outlines(tables: dict[str, bytes]) -> list[bool]:
    """For each glyph whether it has a shape."""
    head = tables["head"]
    if struct.unpack_from(">I", head, 12)[0] != 0x5F0F3CF5 or not 16 <= struct.unpack_from(">H", head, 18)[0] <= 16384:
        raise ValueError("head")
    wide = struct.unpack_from(">h", head, 50)[0]
    count = struct.unpack_from(">H", tables["maxp"], 4)[0]
    if wide not in (0, 1) or not count or len(tables["loca"]) < (count + 1) * (4 if wide else 2):
        raise ValueError("loca")
    ends = struct.unpack_from(f">{count + 1}{'I' if wide else 'H'}", tables["loca"])
    ends = ends if wide else tuple(end * 2 for end in ends)
    if list(ends) != sorted(ends) or ends[-1] > len(tables["glyf"]):
        raise ValueError("glyf")
    return [before < after for before, after in pairwise(ends)]


def _refuse_without_thai(cmap: bytes, glyphs: list[bool]) -> None:
    known = _characters(cmap)
    bare = [sign for sign in THAI if not (0 < known.get(ord(sign), 0) < len(glyphs) and glyphs[known[ord(sign)]])]
    if bare:
        raise Refused("แบบอักษรนี้ไม่มีตัวอักษรไทยครบ เลือกไฟล์ .ttf ของ TH Sarabun", code="no_thai")


def _characters(cmap: bytes) -> dict[int, int]:
    """Glyph by character of the Unicode table; formats 4 and 12."""
    found: dict[int, int] = {}
    for place in range(struct.unpack_from(">H", cmap, 2)[0]):
        platform, encoding, start = struct.unpack_from(">HHI", cmap, 4 + 8 * place)
        if platform == 0 or (platform, encoding) in ((3, 1), (3, 10)):
            shape = struct.unpack_from(">H", cmap, start)[0]
            if shape == 4:
                found |= _segments(cmap, start)
            elif shape == 12:
                found |= _groups(cmap, start)
    return found


def _segments(cmap: bytes, start: int) -> dict[int, int]:
    twice = struct.unpack_from(">H", cmap, start + 6)[0]
    many = twice // 2
    ends, firsts, deltas, ranges = (
        struct.unpack_from(f">{many}H", cmap, start + at) for at in (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice)
    )
    found: dict[int, int] = {}
    for place in range(many):
        for char in range(max(firsts[place], 0x20), min(ends[place], 0x0EFF) + 1):
            glyph = char
            if ranges[place]:
                at = start + 16 + 3 * twice + 2 * place + ranges[place] + 2 * (char - firsts[place])
                glyph = struct.unpack_from(">H", cmap, at)[0]
                if not glyph:
                    continue
            found[char] = (glyph + deltas[place]) & 0xFFFF
    return found


def _groups(cmap: bytes, start: int) -> dict[int, int]:
    found: dict[int, int] = {}
    for place in range(min(struct.unpack_from(">I", cmap, start + 12)[0], 10_000)):
        first, last, glyph = struct.unpack_from(">III", cmap, start + 16 + 12 * place)
        for char in range(max(first, 0x20), min(last, 0x0EFF) + 1):
            found[char] = glyph + char - first
    return found


def _facts(tables: dict[str, bytes]) -> FaceFacts:
    names = _names(tables["name"])
    family = names.get(16) or names.get(1) or ""
    if not family.lower().replace(" ", "").startswith("thsarabun"):
        shown = family[:60] or "–"
        raise Refused(
            "ไฟล์นี้เป็นแบบอักษร %(family)s ขนาดต่างจาก TH Sarabun เลือกไฟล์ของ TH SarabunPSK หรือ TH Sarabun New",
            code="other_family",
            family=shown,
        )
    weight, chosen = struct.unpack_from(">H", tables["OS/2"], 4)[0], struct.unpack_from(">H", tables["OS/2"], 62)[0]
    return FaceFacts(family, bold=bool(chosen & 32) or weight >= 600, italic=bool(chosen & 1))


def _names(table: bytes) -> dict[int, str]:
    """Names by number, English of Windows first."""
    count, texts = struct.unpack_from(">HH", table, 2)
    found: dict[int, str] = {}
    for place in range(min(count, 500)):
        platform, _encoding, language, number, length, start = struct.unpack_from(">6H", table, 6 + 12 * place)
        raw = table[texts + start : texts + start + length]
        if platform == 3 and (language == 0x409 or number not in found):
            found[number] = raw.decode("utf-16-be").strip("\0 ")
        elif platform == 1 and number not in found:
            found[number] = raw.decode("latin-1").strip("\0 ")
    return found

"""Font files for tests: the shipped ones under another name, and broken in several ways."""

import struct
from importlib import import_module
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "fonts"


def sarabun(face: str) -> bytes:
    return (Path(str(import_module("fontpkg_sarabun").__file__)).parent / "files" / f"Sarabun-{face}.ttf").read_bytes()


def psk() -> bytes:
    return next(SHIPPED.glob("*.ttf")).read_bytes()


def tables_of(font: bytes) -> dict[str, bytes]:
    found = {}
    for place in range(struct.unpack_from(">H", font, 4)[0]):
        tag, _sum, start, length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        found[tag.decode()] = font[start : start + length]
    return found


def built(tables: dict[str, bytes]) -> bytes:
    """A font file of these tables."""
    head = b"\x00\x01\x00\x00" + struct.pack(">4H", len(tables), 128, 3, 0)
    start, entries, bodies = 12 + 16 * len(tables), b"", b""
    for tag in sorted(tables):
        body = tables[tag] + b"\0" * (-len(tables[tag]) % 4)
        total = sum(struct.unpack(f">{len(body) // 4}I", body)) & 0xFFFFFFFF
        entries += struct.pack(">4sIII", tag.encode(), total, start + len(bodies), len(tables[tag]))
        bodies += body
    return head + entries + bodies


def named(font: bytes, family: str, **changed: bytes) -> bytes:
    """The same faces under another family name; changed: other tables in place of its own."""
    raw = family.encode("utf-16-be")
    entries = b"".join(struct.pack(">6H", 3, 1, 0x409, number, len(raw), 0) for number in (1, 4, 6, 16))
    name = struct.pack(">3H", 0, 4, 6 + len(entries)) + entries + raw
    return built(tables_of(font) | {"name": name} | changed)


def wide(face: str = "Regular") -> bytes:
    """A stand-in for TH Sarabun New that is half as wide again as the real one: the worst a layout can meet."""
    return named(sarabun(face), "TH Sarabun New")

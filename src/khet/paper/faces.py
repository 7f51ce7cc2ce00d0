"""Type faces on paper: which files, at which scale, so that any of them looks like TH SarabunPSK at the asked size."""

import hashlib
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import typst

from khet.kernel.errors import Refused
from khet.paper.truetype import read_face

_OWN = Path(__file__).parent / "fonts"
_writing = threading.Lock()
SARABUN_SCALE = 10.5 / 16
"""Sarabun is drawn that much larger on its body than TH SarabunPSK."""


@dataclass(frozen=True, kw_only=True)
class Fonts:
    """One face for the text and one for its bold parts, each with its scale against TH SarabunPSK.

    marks: whether the face's own lifting of tone marks is used; see trying.tried.
    folder: extra files, such as TH Sarabun New uploaded by an office; they stay in the office's own storage.
    """

    family: str
    scale: float = 1.0
    bold_family: str = "Sarabun"
    bold_scale: float = SARABUN_SCALE
    marks: bool = True
    folder: Path | None = None


SARABUN = Fonts(family="Sarabun", scale=SARABUN_SCALE)
SARABUN_PSK = Fonts(family="TH SarabunPSK")


def fonts_for(fonts_dir: Path | None = None) -> Fonts:
    """The faces an office prints with: its own TH Sarabun files when the folder holds a Thai face, else TH SarabunPSK.

    Raises Refused when the folder holds no readable TH Sarabun file.
    """
    if fonts_dir is None:
        return SARABUN_PSK
    found = _office_families(fonts_dir)
    for family in sorted(found, key=_preferred):
        bold = family if 700 in found[family] else "Sarabun"
        return Fonts(
            family=family, bold_family=bold, bold_scale=1.0 if bold == family else SARABUN_SCALE, folder=fonts_dir
        )
    raise Refused(
        "ไม่พบแบบอักษร TH Sarabun ในไฟล์ที่เลือก ให้เลือกไฟล์ .ttf ของ TH SarabunPSK หรือ TH Sarabun New", code="no_font"
    )


def office_fonts(contents: Sequence[bytes]) -> Fonts:
    """The faces of an office's own files, checked strictly; equal files share one folder for the life of the process.

    Raises Refused as truetype.read_face does, when two files hold the same face, of different families, or when the
    upright regular one is missing.
    """
    faces = [read_face(content) for content in contents]
    if len({face.family for face in faces}) > 1:
        raise Refused("ไฟล์ที่เลือกมาจากแบบอักษรต่างชุดกัน เลือกไฟล์ชุดเดียวกัน", code="mixed_families")
    if len(set(faces)) < len(faces):
        raise Refused("มีไฟล์ของตัวแบบเดียวกันซ้ำ เลือกตัวธรรมดา ตัวหนา ตัวเอน ตัวหนาเอน อย่างละไฟล์", code="same_face")
    if not any(not face.bold and not face.italic for face in faces):
        raise Refused("ยังไม่มีตัวธรรมดา (Regular) เลือกไฟล์ตัวธรรมดามาด้วย", code="no_regular")
    return fonts_for(_folder_of(tuple(sorted(contents, key=lambda content: hashlib.sha256(content).digest()))))


_folders: dict[str, Path] = {}


def _folder_of(contents: tuple[bytes, ...]) -> Path:
    """A folder of this process alone that holds these files."""
    key = hashlib.sha256(b"".join(hashlib.sha256(content).digest() for content in contents)).hexdigest()
    with _writing:
        if key not in _folders:
            folder = Path(tempfile.mkdtemp(prefix="khet-faces-"))
            for place, content in enumerate(contents):
                (folder / f"{place}.ttf").write_bytes(content)
            _folders[key] = folder
    return _folders[key]


@lru_cache(maxsize=8)
def loaded(folder: Path | None) -> typst.Fonts:
    """Every face typst may use; nothing from the machine, so the same letter looks the same everywhere."""
    paths = [_OWN, _sarabun_files(), *([folder] if folder else [])]
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(path) for path in paths]
    )


def _sarabun_files() -> Path:
    return Path(str(import_module("fontpkg_sarabun").__file__)).parent / "files"


def _office_families(folder: Path) -> dict[str, set[int]]:
    only = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    found: dict[str, set[int]] = {}
    for face in only.fonts():
        if face.style == "normal" and face.family.lower().replace(" ", "").startswith("thsarabun"):
            found.setdefault(face.family, set()).add(face.weight)
    return found


def _preferred(family: str) -> tuple[bool, str]:
    return ("new" not in family.lower(), family)

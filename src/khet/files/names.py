"""Names of files: what is shown is kept as it came, less what deceives or breaks a system."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

LONGEST = 300  # characters; the bytes are stored under their digest, so the disk sets no limit
_DECEIVING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # control, direction overrides, zero width, private use
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # what Windows does not take in a name
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_LEADING_VOWELS = "เแโใไ"
_RUNNABLE = """
    exe scr bat cmd pif msi msp hta jar js jse vbs vbe wsf wsh ps1 psm1 lnk reg cpl dll sys scf inf apk app dmg deb rpm
    sh bash php phtml jsp asp aspx html htm xhtml svg xml mht mhtml swf docm xlsm pptm dotm xltm
"""
RUNNABLE = frozenset(_RUNNABLE.split())  # what starts programs, or is one, or acts as a page


def display_name(raw: str) -> str:
    """The last part of a path, composed (NFC), without control and direction characters, at most 300 long."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    name = "".join(mark for mark in name if unicodedata.category(mark) not in _DECEIVING)
    name = _FORBIDDEN.sub("_", " ".join(name.split())).strip(" ").rstrip(". ")
    if _RESERVED.match(name):
        name = f"_{name}"
    return shortened(name) if name.strip(".") else "ไฟล์"


def extension(name: str) -> str:
    """Lower case, without the dot; "" when there is none."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def hidden_extension(name: str) -> str:
    """A runnable extension before the last one (รายงาน.exe.pdf); "" when there is none."""
    inner = name.lower().split(".")[1:-1]
    return next((part.strip() for part in inner if part.strip() in RUNNABLE), "")


def shortened(name: str, longest: int = LONGEST) -> str:
    """Cut in the middle of nothing: the extension stays, and no vowel or tone mark is parted from its letter."""
    if len(name) <= longest:
        return name
    tail = f".{extension(name)}" if 0 < len(extension(name)) <= 10 else ""
    end = longest - len(tail) - 1
    while end > 1 and (_clings(name[end]) or name[end - 1] in _LEADING_VOWELS):
        end -= 1
    return f"{name[:end].rstrip()}…{tail}"


def _clings(mark: str) -> bool:
    return unicodedata.category(mark) in {"Mn", "Mc", "Me"} or mark in "ะาำๅ"


def ascii_name(name: str) -> str:
    """For programs that read only the old form of the header; others read the Thai name beside it."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    stem = PurePosixPath(plain).stem.strip("_ .")
    return plain if stem else f"file.{extension(plain)}".rstrip(".")


def disposition(name: str, *, inline: bool) -> str:
    """The header of RFC 6266, with the Thai name of RFC 8187 beside a plain one."""
    way = "inline" if inline else "attachment"
    return f"{way}; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"

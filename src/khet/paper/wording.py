"""Thai text as the pieces a line may be broken between.

A text becomes a list: " " is a space where a line may end, "\\n" a forced new line, any other string one piece that is
never broken; a list of one string is a run in another script, broken by that script's own rules. Word cuts thus never
become characters, and what is copied from the PDF is what was written.
"""

import re
import unicodedata
from collections.abc import Iterator

from khet.thai.dates import MONTHS, SHORT_MONTHS
from khet.thai.digits import to_thai
from khet.thai.words import cut

Piece = str | list[str]
WIDEST = 48
"""Characters of the longest piece kept whole in running text."""

_MONTH = "|".join(re.escape(name) for name in (*MONTHS, *SHORT_MONTHS))
_COUNTED = "บาท|คน|แห่ง|ฉบับ|เล่ม|ชุด|แผ่น|หน้า|ข้อ|โรงเรียน|เครื่อง|วัน|เดือน|ปี|ครั้ง|รายการ|ชั่วโมง|นาที|ซม.|เมตร|กม."
_ADDRESS = (
    r"(?:https?://|www\.)[^\s<>ก-๛]+|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,8}(?:th|com|org|net)\b(?:/[^\s<>ก-๛]*)?"
)
_RTL = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_KEEP = re.compile(
    "|".join(
        (
            f"(?P<address>{_ADDRESS})",
            rf"(?P<rtl>[{_RTL}](?:[{_RTL}\s]*[{_RTL}])?)",
            rf"(?:วันที่\s?)?[0-9๐-๙]{{1,2}}\s(?:{_MONTH})\s?(?:พ\.ศ\.\s?)?(?:[0-9๐-๙]{{4}}|[0-9๐-๙]{{2}})",
            r"(?:พ\.ศ\.|ค\.ศ\.)\s?[0-9๐-๙]{4}",
            r"[0-9๐-๙]{1,2}[.:][0-9๐-๙]{2}\s?น\.",
            r"(?<![ก-๎])[ก-ฮ]{2,4}\.?\s[0-9๐-๙][0-9๐-๙.]*(?:\s?/\s?ว?\s?[0-9๐-๙]+)",
            r"โทร\.?\s?[0-9๐-๙][0-9๐-๙ -]{6,}[0-9๐-๙]",
            r"[0-9๐-๙](?:[0-9๐-๙]|[ -](?=[0-9๐-๙])){7,}[0-9๐-๙]",
            rf"[0-9๐-๙][0-9๐-๙,.]*\s(?:{_COUNTED})(?![ะ-ฺ็-๎])",
            r"(?:นาย|นางสาว|นาง|เด็กชาย|เด็กหญิง|ดร\.)\s?[ก-ฮเ-ไ][ก-๎]{1,14}\s[ก-ฮเ-ไ][ก-๎]{1,18}(?=[\s)\]]|$)",
            r"(?<![ก-๎])(?:รอง\s)?(?:(?:[ก-ฮเ-ไ][ะ-ฺ็-๎]*){1,4}\.)+(?:\s?[0-9๐-๙][0-9๐-๙./]*)?",
            "ฯลฯ",
            r"[A-Za-z0-9๐-๙][A-Za-z0-9๐-๙.,/:%+_-]*",
        )
    )
)
_CLUSTER = re.compile("[เ-ไ]?[ก-ฮ]?[ัิ-ฺ็-๎]{0,6}[ะาำๅ]?|.", re.DOTALL)
_ZERO_WIDTH = dict.fromkeys(
    [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_TAIL = re.compile("[ก-ฮ]{1,2}")
_OPENING = frozenset("([{“‘«\"'#$@<*_`\\")
_CLOSING = frozenset(")]}”’»,.;:!?%/ๆฯ…>*_`")


def clean(text: str) -> str:
    """Without control characters, zero-width marks and direction overrides; new lines stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.translate(_ZERO_WIDTH)
    return "".join(sign if sign == "\n" else _shown(sign) for sign in text)


def digits(text: str, *, thai: bool) -> str:
    """Every digit as asked, except in addresses of mail and pages."""
    if not thai:
        return text
    kept = re.split(f"({_ADDRESS})", text)
    return "".join(part if place % 2 else to_thai(part) for place, part in enumerate(kept))


def pieces(text: str, *, thai: bool = False, widest: int = WIDEST) -> list[Piece]:
    """A cleaned text cut for the page. widest: characters that surely fit into the narrowest line it may stand in."""
    out: list[Piece] = []
    for number, line in enumerate(digits(clean(text), thai=thai).split("\n")):
        if number:
            out.append("\n")
        out.extend(_fitted(_glued(_atoms(line)), widest))
    return out


def _shown(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Zs" or sign == "\t":
        return " "
    return "" if kind in {"Cc", "Cs", "Cn"} or kind == "Co" else sign


def _atoms(line: str) -> Iterator[Piece]:
    at = 0
    for kept in _KEEP.finditer(line):
        yield from cut(line[at : kept.start()])
        yield [kept[0]] if kept["rtl"] else kept[0]
        at = kept.end()
    yield from cut(line[at:])


def _glued(atoms: Iterator[Piece]) -> list[Piece]:
    """Signs stay with the word they belong to; runs of spaces become one; ๆ takes its space along."""
    out: list[Piece] = []
    glue = False
    run = list(atoms)
    for place, atom in enumerate(run):
        if isinstance(atom, list):
            out.append(atom)
            glue = False
        elif atom.isspace():
            if out and out[-1] != " ":
                out.append(" ")
            glue = False
        elif _stays(out, atom) or (_TAIL.fullmatch(atom) and _ends(run, place)):
            _join_back(out, atom)
            glue = False
        elif glue and isinstance(out[-1], str):
            out[-1] += atom
            glue = atom[-1] in _OPENING
        else:
            out.append(atom)
            glue = atom[-1] in _OPENING
    return out


def _stays(out: list[Piece], atom: str) -> bool:
    """Whether no line may begin with it: a closing sign, or a vowel or mark that hangs on the letter before."""
    if "\u0e30" <= atom[0] <= "\u0e3a" or "\u0e45" <= atom[0] <= "\u0e4e":
        return True
    return atom[0] in _CLOSING and bool(out) and out[-1] != " "


def _ends(run: list[Piece], place: int) -> bool:
    """Whether the Thai run ends here: a bare syllable such as ศร, torn from a name by the dictionary, stays with it."""
    following = run[place + 1] if place + 1 < len(run) else " "
    return isinstance(following, str) and not "ก" <= following[0] <= "๎"


def _join_back(out: list[Piece], atom: str) -> None:
    if atom[0] == "ๆ" and len(out) > 1 and out[-1] == " " and isinstance(out[-2], str):
        out.pop()
        atom = " " + atom
    if out and isinstance(out[-1], str) and out[-1] != " ":
        out[-1] += atom
    else:
        out.append(atom)


def _fitted(found: list[Piece], widest: int) -> Iterator[Piece]:
    for piece in found:
        if isinstance(piece, list) or _width(piece) <= widest:
            yield piece
        elif " " in piece.strip():
            yield from _fitted([part for part in re.split("( )", piece) if part], widest)
        else:
            yield from _chopped(piece, widest)


def _chopped(piece: str, widest: int) -> Iterator[str]:
    line = ""
    for cluster in (found for found in _CLUSTER.findall(piece) if found):
        if line and _width(line + cluster) > widest:
            yield line
            line = ""
        line += cluster
    if line:
        yield line


def _width(piece: str) -> float:
    """Thai letters it takes the room of: marks above and below take none, capitals and pictures more."""
    return sum(_room(sign) for sign in piece)


def _room(sign: str) -> float:
    if sign == "\u0e31" or "\u0e34" <= sign <= "\u0e3a" or "\u0e47" <= sign <= "\u0e4e" or unicodedata.combining(sign):
        return 0.0
    if sign in "WMwm@%" or ord(sign) > 0x2E7F:
        return 1.9
    return 1.3 if sign.isupper() else 1.0

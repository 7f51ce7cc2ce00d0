"""Text typed with the keyboard in the wrong language: l;ylfu was meant as สวัสดี (Kedmanee on a US keyboard)."""

import re

from khet.thai import vocabulary
from khet.thai.clusters import HANGING, LEADING, LETTERS
from khet.thai.lexicon import Lexicon
from khet.thai.mapping import searchable
from khet.thai.words import cut_run, dictionary, is_thai, pieces

_LATIN = r"`1234567890-=qwertyuiop[]\asdfghjkl;'zxcvbnm,./" + r'~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
_THAI = (
    "_ๅ/-ภถ\u0e38\u0e36คตจขชๆไ\u0e33พะ\u0e31\u0e35รนยบลฃฟหกดเ\u0e49\u0e48าสวงผปแอ\u0e34\u0e37ทมใฝ"
    '%+๑๒๓๔\u0e39฿๕๖๗๘๙๐"ฎฑธ\u0e4d\u0e4aณฯญฐ,ฅฤฆฏโฌ\u0e47\u0e4bษศซ.()ฉฮ\u0e3a\u0e4c?ฒฬฦ'
)
_TO_THAI = str.maketrans(_LATIN, _THAI)
_TO_LATIN = str.maketrans(
    {thai: latin for thai, latin in zip(_THAI, _LATIN, strict=True) if "\u0e00" < thai < "\u0e7f"}
)
_LONGEST = 500
_TYPED_LATIN = re.compile("[a-zA-Z\\[\\];'\\\\]")
_TYPED_THAI = re.compile("[ก-ฺเ-๎]")
_WELL_FORMED = re.compile(f"(?:[{LEADING}]?[{LETTERS}][{HANGING}]*|[ๆฯ])+")
_SURE = 0.7
_BETTER = 0.35


def repair(text: str, *, extra: Lexicon | None = None) -> str | None:
    """What was meant when the layout was wrong, both ways; None when the text is likelier as it stands.

    Judged piece by piece between blanks, by how much of it the dictionary knows. extra: learned words.
    """
    if len(text) > _LONGEST:
        return None
    words = text.split(" ")
    mended = [_repaired(word, extra) or word for word in words]
    return " ".join(mended) if mended != words else None


def _repaired(word: str, extra: Lexicon | None) -> str | None:
    candidates = []
    if _TYPED_LATIN.search(word) and not _TYPED_THAI.search(word):
        candidates.append(word.translate(_TO_THAI))
    elif _TYPED_THAI.search(word):
        candidates.append(word.translate(_TO_LATIN))
    as_typed = _known_share(word, extra)
    for candidate in candidates:
        share = _known_share(candidate, extra)
        if share >= _SURE and share >= as_typed + _BETTER:
            return candidate
    return None


def _known_share(word: str, extra: Lexicon | None) -> float:
    """How much of a word is made of words: 0 to 1."""
    folded = searchable(word)
    if not folded:
        return 0.0
    return sum(_known(piece, extra) for piece in pieces(folded)) / len(folded)


def _known(piece: str, extra: Lexicon | None) -> float:
    """Characters of the piece that are words. A single letter, or Thai that cannot be spoken, is none."""
    if is_thai(piece):
        if not _WELL_FORMED.fullmatch(piece):
            return 0.0
        return sum(len(word) for word in cut_run(piece, extra=extra) if len(word) > 1 and _is_word(word, extra))
    if piece.isdecimal() or piece in "ๆฯ.-/,()":
        return float(len(piece))
    if piece in vocabulary.latin() or (extra is not None and piece in extra):
        return float(len(piece))
    return 0.0


def _is_word(word: str, extra: Lexicon | None) -> bool:
    return word in dictionary() or word in vocabulary.lexicon() or (extra is not None and word in extra)

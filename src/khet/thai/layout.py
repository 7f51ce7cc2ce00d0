"""Text typed with the keyboard in the wrong language: l;ylfu was meant as สวัสดี (Kedmanee on a US keyboard)."""

import re

from khet.thai import vocabulary
from khet.thai.clusters import LEADING, LETTERS
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


def _keeping(kept: str) -> dict[int, str]:
    return {ord(latin): thai for latin, thai in zip(_LATIN, _THAI, strict=True) if latin not in kept}


# A number may have been typed on the other keys, a sign put in by a program: every reading is tried, in this order.
_READINGS = tuple(map(_keeping, ("", '.?():"-', "0123456789", '0123456789.?():"-')))
_LONGEST = 500
_TYPED_LATIN = re.compile("[a-zA-Z\\[\\];',\\\\/`]")
_TYPED_THAI = re.compile("[ก-ฺเ-๎]")
_NUMBER = re.compile(r"[0-9๐-๙.,/:()-]+")
# Signs of the wrong layout: a sign between letters, a capital behind a small letter.
_ODD = re.compile("(?<=[a-z0-9])[\\[\\];'`,:](?=[a-zA-Z0-9])|(?<=[a-z])[A-Z]|[\\[\\];](?=[a-z])|(?<=[a-z])[\\[\\];]")
_WORD = re.compile("[a-zA-Z]{3}")
_PLAIN_WORD = re.compile("[a-zA-Z]?[a-z]+|[A-Z]{2,6}")
_SYLLABLES = re.compile(
    f"(?:[{LEADING}]?[{LETTERS}](?:[\u0e31\u0e34-\u0e3a\u0e47]?[\u0e48-\u0e4c]?)[ะาำ]?|[ฤฦ]ๅ|[ๆฯ])+"
)
_MANY_BARE = re.compile(f"[{LETTERS}]{{5}}")
_SURE, _HALF, _UNLIKELY = 0.7, 0.5, 0.35
_BETTER = 0.2  # a reading that keeps signs or digits must be so much better


def repair(text: str, *, extra: Lexicon | None = None) -> str | None:
    """What was meant when the layout was wrong, both ways; None when the text is likelier as it stands.

    Judged by how much of it the dictionary knows: first piece by piece between blanks, then, when most pieces were in
    the wrong layout, the others with them. extra: learned words.
    """
    if len(text) > _LONGEST:
        return None
    words = text.split(" ")
    mended = [_repaired(word, extra) for word in words]
    wrong = sum(len(word) for word, other in zip(words, mended, strict=True) if other)
    doubtful = sum(len(word) for word in words if _TYPED_LATIN.search(word) and not _is_latin(word, extra))
    if wrong and wrong >= _HALF * doubtful:
        mended = [other or _follows(word, extra) for word, other in zip(words, mended, strict=True)]
    whole = [other or word for word, other in zip(words, mended, strict=True)]
    return " ".join(whole) if whole != words else None


def _repaired(word: str, extra: Lexicon | None) -> str | None:
    """The word in the other layout when it is clearly likelier there."""
    if _TYPED_THAI.search(word):
        other = word.translate(_TO_LATIN)
        clearly = _WORD.search(other) and _is_latin(other, extra) and _known_share(word, extra) < _SURE
        return other if clearly else None
    if not _TYPED_LATIN.search(word) or _is_latin(word, extra):
        return None
    other, share = _in_thai(word, extra)
    if share >= _SURE and len(other) > (3 if _PLAIN_WORD.fullmatch(word) else 2):
        return other
    odd = len(_ODD.findall(word))
    if odd and share >= _UNLIKELY:
        return other
    return other if odd > 1 and len(other) > 4 and is_thai(other) and _is_speakable(other, extra) else None


def _follows(word: str, extra: Lexicon | None) -> str | None:
    """A word among others in the wrong layout: it goes with them when Thai can be read from it at all."""
    if _TYPED_THAI.search(word) or not _TYPED_LATIN.search(word) or _is_latin(word, extra):
        return None
    other, share = _in_thai(word, extra)
    if _PLAIN_WORD.fullmatch(word):
        return other if share >= _UNLIKELY else None
    return other if _is_speakable(other, extra) else None


def _in_thai(word: str, extra: Lexicon | None) -> tuple[str, float]:
    """The likeliest reading and how much of it is known."""
    best, high = "", -1.0
    for keys in _READINGS:
        other = word.translate(keys)
        share = _known_share(other, extra) if _is_speakable(other, extra) else -0.5
        if share > high + (_BETTER if best else 0.0):
            best, high = other, share
    return best, max(high, 0.0)


def _is_latin(word: str, extra: Lexicon | None) -> bool:
    """A Latin word that is known, or no word at all but a number."""
    folded = searchable(word)
    if _NUMBER.fullmatch(folded):
        return True
    parts = [piece for piece in pieces(folded) if piece[0].isalnum()]
    return bool(parts) and all(part.isdecimal() or _is_known_latin(part, extra) for part in parts)


def _is_known_latin(piece: str, extra: Lexicon | None) -> bool:
    return piece in vocabulary.latin() or (extra is not None and piece in extra)


def _known_share(word: str, extra: Lexicon | None) -> float:
    """How much of a word is made of words: 0 to 1; nothing when a part of it cannot be spoken."""
    folded = searchable(word)
    parts = [piece for piece in pieces(folded) if piece.strip()]
    if not parts or not _is_speakable(word, extra):
        return 0.0
    return sum(_known(piece, extra) for piece in parts) / sum(map(len, parts))


def _known(piece: str, extra: Lexicon | None) -> float:
    """Characters of the piece that are words; a word of two letters or a number counts half, it may be chance."""
    if is_thai(piece):
        words = cut_run(piece, extra=extra)
        return sum(len(word) * (0.5 if len(word) == 2 else 1) for word in words if _is_word(word, extra))
    return len(piece) * (1.0 if _is_known_latin(piece, extra) else 0.5)


def _is_word(word: str, extra: Lexicon | None) -> bool:
    return word in dictionary() or word in vocabulary.lexicon() or (extra is not None and word in extra)


def _is_speakable(word: str, extra: Lexicon | None) -> bool:
    """Could this be read as Thai: no mark without its letter, no long row of bare letters that is no word."""
    runs = [piece for piece in pieces(searchable(word)) if is_thai(piece)]
    return bool(runs) and all(
        _SYLLABLES.fullmatch(run)
        and not any(_MANY_BARE.search(part) and not _is_word(part, extra) for part in cut_run(run, extra=extra))
        for run in runs
    )

"""What a compound is made of, by the dictionary: สำนักงานเขตพื้นที่การศึกษา holds เขตพื้นที่, การศึกษา, พื้นที่ …"""

import re
from functools import lru_cache

from khet.thai import vocabulary
from khet.thai.clusters import THAI_CLUSTER
from khet.thai.lexicon import LONGEST, Lexicon
from khet.thai.words import dictionary

_CLUSTER = re.compile(THAI_CLUSTER)
_SHORTEST = 3
# Two letters make too many chance words (สำ in สำนักงาน); these are words on their own inside compounds.
_SHORT = """
สี ตา หู ปี ยา นา ไฟ ใจ รถ ขา ลม ไอ ดี กบ ไข ดู ไป มา เท ทอ มด นก งู ปู ทา สด รส จอ ขอ งบ ผล ฝน ลา ปก ใบ บท กฎ หอ วง
คน ทำ นำ คำ มี โต ไว ใส ชม จบ จด พบ ยก ตน รบ ชา ฝา
"""
_SHORT_PARTS = frozenset(_SHORT.split())


@lru_cache(maxsize=1 << 15)
def parts(word: str, *, extra: Lexicon | None = None) -> tuple[str, ...]:
    """The words that a compound is made of, and those that they are made of; () for a simple word.

    Of the ways to divide a compound those with the fewest words count, all of them: ตากลม holds ตา กลม and ตาก ลม.
    """
    if not 2 + _SHORTEST <= len(word) <= 2 * LONGEST:
        return ()
    found: dict[str, None] = {}
    waiting = [word]
    for compound in waiting:
        for part in _divided(compound, extra):
            if part not in found and part != word:
                found[part] = None
                waiting.append(part)
    return tuple(found)


def _divided(word: str, extra: Lexicon | None) -> list[str]:
    """The words of all ways through the word with the fewest words, the word itself not counted."""
    places = [found.start() for found in _CLUSTER.finditer(word)]
    places.append(len(word))
    ahead = _fewest(word, places, extra)
    whole = ahead[0][0]
    if whole is None:
        return []
    found: dict[str, None] = {}
    reached = {0}
    for at in places[:-1]:
        if at in reached:
            for end in ahead[at][1]:
                found[word[at:end]] = None
                reached.add(end)
    return list(found)


Way = tuple[int | None, list[int]]


def _fewest(word: str, places: list[int], extra: Lexicon | None) -> dict[int, Way]:
    """From each place: how many words to the end at least, and where the first of them may end."""
    ahead: dict[int, Way] = {len(word): (0, [])}
    for index in range(len(places) - 2, -1, -1):
        at = places[index]
        low: int | None = None
        ends: list[int] = []
        for end in places[index + 1 :]:
            count = ahead[end][0]
            if count is None or (at == 0 and end == len(word)) or not _is_part(word[at:end], extra):
                continue
            if low is None or count + 1 < low:
                low, ends = count + 1, [end]
            elif count + 1 == low:
                ends.append(end)
        ahead[at] = (low, ends)
    return ahead


def _is_part(word: str, extra: Lexicon | None) -> bool:
    if len(word) < _SHORTEST:
        return word in _SHORT_PARTS
    return word in dictionary() or word in vocabulary.lexicon() or (extra is not None and word in extra)

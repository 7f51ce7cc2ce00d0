"""Thai character clusters: the smallest pieces of writing that a cut, a prefix or a highlight must not divide.

The idea is that of Thai character clusters (Theeramunkong and others, 2000); the rule here is the short one that looks
at no neighbour, so that a word has the same clusters alone as inside a text.
"""

import re

LETTERS = "ก-ฮ"
LEADING = "\u0e40-\u0e44"
HANGING = "\u0e30-\u0e3a\u0e45\u0e47-\u0e4e"
_SILENT = f"(?:[{LETTERS}]\u0e4c)?"
THAI_CLUSTER = f"(?:[{LEADING}]+[{LETTERS}]?|[{LETTERS}]|[{HANGING}])[{HANGING}]*{_SILENT}"

_CLUSTERS = re.compile(rf"{THAI_CLUSTER}|[0-9]+|[๐-๙]+|[^\W\d\u0e00-\u0e7f]+|.", re.DOTALL)
_SEARCHED = re.compile(rf"{THAI_CLUSTER}|[^\W\u0e00-\u0e7f]+|[๐-๙]+")


def clusters(text: str) -> list[str]:
    """The clusters of a text: a letter with its vowels and marks, a Latin word, a number, a sign.

    "".join(clusters(text)) == text; the time grows with the length alone.
    """
    return _CLUSTERS.findall(text)


def stream(text: str) -> list[str]:
    """The clusters that a phrase is searched by: without blanks, signs, ๆ and ฯ. So ม. 2 = ม.2 and ต่าง ๆ = ต่างๆ."""
    return _SEARCHED.findall(text)

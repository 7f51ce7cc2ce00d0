"""The difference between two kept versions of a letter, part by part."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from khet.saraban.models import Kind, Letter, LetterVersion, Secrecy, Urgency
from khet.thai.words import cut

CHOICES: dict[str, Any] = {"kind": Kind, "urgency": Urgency, "secrecy": Secrecy}


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs; pieces are ("+", added), ("-", taken away) and ("", kept)."""

    label: str
    pieces: tuple[tuple[str, str], ...]


def difference(first: LetterVersion, last: LetterVersion) -> list[Change]:
    """Word by word, as Thai words are."""
    before, after = json.loads(first.content), json.loads(last.content)
    return [
        Change(_label(name), tuple(_pieces(_said(name, before.get(name)), _said(name, after.get(name)))))
        for name in [*before, *(name for name in after if name not in before)]
        if before.get(name) != after.get(name)
    ]


def _label(name: str) -> str:
    if name == "files":
        return _("ไฟล์แนบ")
    return str(getattr(Letter._meta.get_field(name), "verbose_name", name))


def _said(name: str, value: Any) -> str:
    if name == "files":
        return "\n".join(str(row[1]) for row in value or [])
    if name in CHOICES and value is not None:
        return str(CHOICES[name](value).label)
    if isinstance(value, bool):
        return _("ใช้") if value else _("ไม่ใช้")
    return "" if value is None else str(value)


def _pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    old, new = cut(before), cut(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "", "".join(old[i1:i2])
            continue
        if i2 > i1:
            yield "-", "".join(old[i1:i2])
        if j2 > j1:
            yield "+", "".join(new[j1:j2])

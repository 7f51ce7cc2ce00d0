"""What one row of a file gives to a register, still as text with the column it came from."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from importlib import resources

from khet.collect.sheets import Row, Sheet
from khet.collect.sheets.layouts import plain
from khet.thai.digits import to_arabic

NOTHING = frozenset({"", "-", "–", "—"})
_SPEED = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*(g|k)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    """A value as the file has it, and our key of the column it stands in ("" when it was worked out)."""

    text: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row of a register. identity: by what it is found again in its school; values: what the file tells, by path.

    number: a citizen number as it stands in the file, for the services to turn into identity and mask; never kept.
    """

    identity: str
    values: Mapping[str, Given] = field(default_factory=dict)
    number: Given | None = None


def cell(sheet: Sheet, row: Row, key: str) -> str:
    """The text of one of our columns; a dash is nothing."""
    text = sheet.value(row, key).strip()
    return "" if text in NOTHING else text


def given(sheet: Sheet, row: Row, key: str, names: str = "") -> Given:
    """names: the list of other names in data/names.toml by which files call the codes of this value."""
    text = cell(sheet, row, key)
    return Given(_codes(names).get(plain(text), text) if names else text, key)


def speed(sheet: Sheet, row: Row, key: str) -> Given:
    """Mbps downwards: "100/50 Mbps" is 100, "1 Gbps" is 1000; what is no speed stays as it is and is refused."""
    text = cell(sheet, row, key)
    found = _SPEED.match(to_arabic(text))
    if not found:
        return Given(text, key)
    number = found[1].replace(",", "")
    scale = (found[2] or "").lower()
    if scale == "g":
        return Given(f"{float(number) * 1000:g}", key)
    return Given(f"{float(number) / 1000:g}" if scale == "k" else number, key)


def money(sheet: Sheet, row: Row, key: str) -> Given:
    """ "1,200 บาท/เดือน" is 1,200."""
    text = re.sub(r"\s*บาท.*$", "", cell(sheet, row, key))
    return Given(text, key)


def day_in(text: str) -> date | None:
    """A stored day; nothing for what is none (a field that its desk made into another kind)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@lru_cache
def _codes(names: str) -> Mapping[str, str]:
    text = resources.files("khet.collect.masters").joinpath("data/names.toml").read_text("utf-8")
    lists: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return {plain(name): code for code, others in lists[names].items() for name in others}

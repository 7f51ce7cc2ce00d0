"""Which files are known and where their columns stand (`data/layouts.toml`)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from khet.kernel.errors import Refused
from khet.thai.normal import fold

_EXTRA = ("ต้องกรอก", "จำเป็นต้องกรอก", "(จำเป็น)", "*")
ENOUGH = 0.7  # of the columns must stand where the layout has them, before a place alone is trusted


@dataclass(frozen=True, slots=True)
class Layout:
    """One known file. columns: our key → its headings, in the order of the file; width 0: any order."""

    key: str
    kind: str
    label: str
    width: int
    needs: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    def head(self, key: str) -> str:
        return self.columns[key][0]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a row of headings fits a layout."""

    layout: Layout
    places: Mapping[str, int]

    @property
    def lacks(self) -> tuple[str, ...]:
        return tuple(self.layout.head(key) for key in self.layout.needs if key not in self.places)


@lru_cache
def layouts() -> Mapping[str, Layout]:
    """Every known file by its key. Raises ValueError for a data file that is not in order."""
    text = resources.files("khet.collect.sheets").joinpath("data/layouts.toml").read_text("utf-8")
    return {key: _layout(key, told) for key, told in tomllib.loads(text).items()}


def layout(key: str) -> Layout:
    return layouts()[key]


def of_kind(kind: str) -> tuple[Layout, ...]:
    """Layouts of a kind ("pupils"), one by its key ("dmc36"), or all for "". Raises Refused."""
    found = tuple(each for each in layouts().values() if kind in ("", each.kind, each.key))
    if not found:
        raise Refused("ระบบยังไม่รู้จักไฟล์ชนิดนี้ เลือกชนิดข้อมูลจากรายการ", code="unknown_kind")
    return found


def plain(head: str) -> str:
    """A heading made comparable: no blanks, no marks of "must be filled in", lower case."""
    folded = fold(head)
    for extra in _EXTRA:
        folded = folded.replace(extra, "")
    return "".join(folded.split())


def fit(known: Layout, heads: Sequence[str]) -> Fit:
    """Each column by its heading (its own place first, of twins the first), then by place where the rest agrees."""
    plains = [plain(head) for head in heads]
    places: dict[str, int] = {}
    taken: set[int] = set()
    for at, (key, names) in enumerate(known.columns.items()):
        wanted = {plain(name) for name in names}
        own = [at] if known.width and at < len(plains) and plains[at] in wanted else []
        for place in (*own, *(p for p, head in enumerate(plains) if head in wanted)):
            if place not in taken:
                places[key] = place
                taken.add(place)
                break
    return Fit(known, {**places, **_by_place(known, plains, places, taken)})


def _by_place(known: Layout, plains: Sequence[str], places: Mapping[str, int], taken: set[int]) -> dict[str, int]:
    """A column whose heading is empty or altered stands where the layout says, if most others do."""
    if not known.width or len(plains) != known.width:
        return {}
    right = sum(places.get(key) == at for at, key in enumerate(known.columns))
    if right < ENOUGH * len(known.columns):
        return {}
    return {key: at for at, key in enumerate(known.columns) if key not in places and at not in taken}


def _layout(key: str, told: Mapping[str, object]) -> Layout:
    columns, needs = told["columns"], told["needs"]
    if not isinstance(columns, dict) or not isinstance(needs, list) or not isinstance(told["width"], int):
        raise ValueError(f"layout {key} is not in order")
    if lost := [each for each in needs if each not in columns]:
        raise ValueError(f"layout {key} needs what it has no column for: {lost}")
    names = {each: tuple(str(name) for name in heads) for each, heads in columns.items()}
    return Layout(key, str(told["kind"]), str(told["label"]), told["width"], tuple(needs), names)

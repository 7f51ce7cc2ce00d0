"""From a line to something that can be asked for its value."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from khet.collect.expressions import parsing
from khet.collect.expressions.tokens import ExpressionError
from khet.collect.expressions.tree import LAST, Exhausted, Node, Run
from khet.collect.expressions.values import Get, Value


@dataclass(frozen=True, slots=True)
class Expression:
    """reads: the paths and patterns it asks for now; those of the previous round are in past."""

    line: str
    tree: Node
    reads: frozenset[str]
    past: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """The parts of the form it reads now."""
        return frozenset(path.partition("/")[0] for path in self.reads)

    @property
    def first(self) -> str:
        """The part it names first, or ""."""
        return next((path.removeprefix(LAST).partition("/")[0] for path, _at in self.tree.reads()), "")

    def value(self, get: Get) -> Value:
        """None when it cannot be told: something is not filled in, a division by zero, too many steps. Never raises."""
        try:
            return self.tree.value(Run(get))
        except Exhausted:
            return None


@lru_cache(maxsize=4_096)
def parse(line: str) -> Expression:
    """Without looking whether the names exist. Raises ExpressionError."""
    tree = parsing.parse(line)
    paths = [path for path, _at in tree.reads()]
    now = frozenset(path for path in paths if not path.startswith(LAST))
    past = frozenset(path.removeprefix(LAST) for path in paths if path.startswith(LAST))
    return Expression(line, tree, now, past)


def compile(line: str, known: frozenset[str] | None = None) -> Expression:  # noqa: A001
    """Raises ExpressionError: a Thai sentence that names the place.

    known: what may be read. Keys alone ("pupils"), or with what lies under them ("by_class/*/*", "by_class/311/m");
    "by_class/" alone lets pass whatever lies under it.
    """
    found = parse(line)
    if known is None:
        return found
    for path, at in found.tree.reads():
        _look(path.removeprefix(LAST), at, known)
    return found


def _look(path: str, at: int, known: frozenset[str]) -> None:
    key, slash, under = path.partition("/")
    if path in known or (slash and f"{key}/" in known):
        return
    below = any(each.startswith(f"{key}/") for each in known)
    if under == "**" and (key in known or below):
        return
    if slash and key in known and not below:
        return
    if not slash and below:
        raise ExpressionError(
            _("เป็นตารางหรือรายการ ใช้ %(key)s.total, cell(), row(), column() หรือ sum()") % {"key": key},
            at=at,
            near=key,
        )
    if slash and (key in known or below):
        raise ExpressionError(_("%(key)s ไม่มีแถว คอลัมน์ หรือช่องนี้") % {"key": key}, at=at, near=path)
    raise ExpressionError(_("ไม่มีช่องชื่อนี้ในแบบ ตรวจรหัสช่อง"), at=at, near=key)

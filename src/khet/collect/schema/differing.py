"""What changes from one version of a form to the next, as those who fill it in will notice it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from khet.collect.schema.parts import Field, Part, Repeat, Schema, Table


class Turn(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Difference:
    """path: "pupils", "devices/brand", "by_class/311" (a row), or "" for checks of the form; what names what differs
    ("label", "type", "options", "checks" …).
    """

    turn: Turn
    path: str
    label: str
    what: tuple[str, ...] = ()
    before: str = ""


def differences(old: Schema, new: Schema) -> tuple[Difference, ...]:
    before, after = _flat(old), _flat(new)
    found = [Difference(Turn.REMOVED, path, _label(each)) for path, each in before.items() if path not in after]
    for path, each in after.items():
        if path not in before:
            found.append(Difference(Turn.ADDED, path, _label(each)))
        elif what := tuple(_differing(before[path], each)):
            found.append(_changed(path, before[path], each, what))
    if old.checks != new.checks:
        found.append(Difference(Turn.CHANGED, "", "", ("checks",)))
    return tuple(found)


def _changed(path: str, old: Part, new: Part, what: tuple[str, ...]) -> Difference:
    turn = Turn.RENAMED if what == ("label",) else Turn.CHANGED
    return Difference(turn, path, _label(new), what, _label(old) if "label" in what else "")


def _flat(schema: Schema) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for part in schema.parts().values():
        found[part.key] = part
        if isinstance(part, Repeat):
            found.update({f"{part.key}/{each.key}": each for each in part.fields})
    return found


def _label(part: Part) -> str:
    return part.label


def _differing(old: Part, new: Part) -> Iterator[str]:
    """Names of what differs; the fields of a repeat stand for themselves."""
    if type(old) is not type(new):
        yield "part"
        return
    kind: type[Field | Table | Repeat] = type(old)
    for each in fields(kind):
        if each.name != "fields" and getattr(old, each.name) != getattr(new, each.name):
            yield each.name

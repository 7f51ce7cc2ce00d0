"""The values of one form at one moment, as formulas ask for them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from khet.collect.expressions import Get, Value
from khet.collect.schema import Field, FieldType, Repeat, Schema, Slot, Table, cell_of, slots, split_path
from khet.collect.validity.canonical import computed, value_of


def rows_of(schema: Schema, paths: Mapping[str, str]) -> tuple[str, ...]:
    """Rows that repeats have ("devices/r7k2"), in the order in which they come."""
    repeats = {part.key for part in schema.parts().values() if isinstance(part, Repeat)}
    found: dict[str, None] = {}
    for path in paths:
        steps = split_path(path)
        if len(steps) > 1 and steps[0] in repeats:
            found[cell_of(*steps[:2])] = None
    return tuple(found)


class Reading:
    """Values by path, filled part by part, with the patterns that formulas may ask for."""

    def __init__(self, schema: Schema, texts: Mapping[str, str], *, today: date, before: "Reading | None") -> None:
        self.parts = schema.parts()
        self.texts = texts
        self.today = today
        self.before = before
        self.rows: dict[str, list[str]] = {}
        addresses = rows_of(schema, texts)
        for each in addresses:
            key, row = split_path(each)
            self.rows.setdefault(key, []).append(row)
        self.slots: dict[str, list[Slot]] = {}
        for slot in slots(schema, addresses):
            self.slots.setdefault(slot.part.key, []).append(slot)
        self.values: dict[str, Value] = {}
        self.hidden: set[str] = set()

    def load(self, key: str) -> None:
        """Take in what was typed into a part."""
        for slot in self.slots.get(key, ()):
            self.values[slot.path] = value_of(slot.type, self.texts.get(slot.path, ""))

    def load_kept(self) -> None:
        """Everything at once, computed cells as they were kept: for a round that is over."""
        for listed in self.slots.values():
            for slot in listed:
                kept = self.texts.get(slot.path, "")
                known = slot.type is not FieldType.COMPUTED
                self.values[slot.path] = value_of(slot.type, kept) if known else computed(kept)

    def get(self, path: str) -> Value | Sequence[Value]:
        if path.startswith("last:"):
            return self.before.get(path[5:]) if self.before is not None else None
        if path == ":today":
            return self.today
        key, _slash, under = path.partition("/")
        if key in self.hidden:
            return () if "*" in under else None
        return tuple(self._many(key, under)) if "*" in under else self.values.get(path)

    def within(self, place: Callable[[str], str], names: frozenset[str]) -> Get:
        """The same where some names mean cells of one row; place gives the path of such a name."""

        def get(path: str) -> Value | Sequence[Value]:
            past = "last:" if path.startswith("last:") else ""
            name = path.removeprefix(past).removesuffix("/**")
            return self.get(f"{past}{place(name)}" if name in names else path)

        return get

    def _many(self, key: str, under: str) -> Iterator[Value]:
        part = self.parts.get(key)
        if isinstance(part, Field):
            yield self.values.get(key)
        elif isinstance(part, Repeat):
            yield from self._of_rows(key, under)
        elif isinstance(part, Table):
            row, column = ("*", "*") if under == "**" else under.split("/", 1)
            for slot in self.slots.get(key, ()):
                if row in ("*", slot.row) and column in ("*", slot.column):
                    yield self.values.get(slot.path)

    def _of_rows(self, key: str, under: str) -> Iterator[Value]:
        name = under.rpartition("/")[2]
        for row in self.rows.get(key, ()):
            yield row if name == "**" else self.values.get(cell_of(key, row, name))

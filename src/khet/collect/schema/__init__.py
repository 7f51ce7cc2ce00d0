"""What a form is made of, as frozen data; no Django here. `read` takes it from JSON, `write` gives it back."""

from khet.collect.schema.coding import SchemaError, read, write
from khet.collect.schema.parts import (
    Check,
    Field,
    FieldType,
    Option,
    Part,
    Prefill,
    Repeat,
    Schema,
    Section,
    Severity,
    Table,
)
from khet.collect.schema.paths import LONGEST_PATH, Slot, cell_of, slots, split_path

__all__ = [
    "LONGEST_PATH",
    "Check",
    "Field",
    "FieldType",
    "Option",
    "Part",
    "Prefill",
    "Repeat",
    "Schema",
    "SchemaError",
    "Section",
    "Severity",
    "Slot",
    "Table",
    "cell_of",
    "read",
    "slots",
    "split_path",
    "write",
]

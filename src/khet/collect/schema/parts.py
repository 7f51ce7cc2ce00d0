"""The parts of a form."""

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    """What a field holds. A computed field holds what its expression gives and is never typed."""

    TEXT = "text"
    NOTE = "note"
    INTEGER = "integer"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    FILE = "file"
    LOCATION = "location"
    COMPUTED = "computed"

    @property
    def is_number(self) -> bool:
        return self in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.COMPUTED)


class Severity(StrEnum):
    """BLOCK keeps a form from being sent; WARN asks for a reason and lets it pass."""

    BLOCK = "block"
    WARN = "warn"


class Prefill(StrEnum):
    """Where a first value comes from: nowhere, the unit's previous round, the master records, or the records and where
    they say nothing the previous round.
    """

    NONE = "none"
    LAST = "last"
    MASTER = "master"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the code that is stored and what it is called."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Check:
    """A rule that must hold. expr is true when all is well; message (Thai) says what is wrong and how to mend it."""

    expr: str
    message: str
    severity: Severity = Severity.BLOCK
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One question. key is stable across versions: it is the name of the element in figures and history.

    codes names a code list ("moe.disability") whose version is fixed when the form is published; options are the
    form's own choices instead. show_if: an expression; while it is not true the field is hidden and empty.
    lowest and highest are inclusive; unit is what is counted ("คน", "เครื่อง", "Mbps"). master: which master record
    fills it, for Prefill.MASTER and EITHER ("pupils.count").
    """

    key: str
    label: str
    type: FieldType = FieldType.TEXT
    required: bool = False
    help: str = ""
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    longest: int = 500
    codes: str = ""
    options: tuple[Option, ...] = ()
    show_if: str = ""
    compute: str = ""
    prefill: Prefill = Prefill.NONE
    master: str = ""
    checks: tuple[Check, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of numbers, such as class × sex: rows and columns are choices (own or of a code list); sums are shown."""

    key: str
    label: str
    rows: tuple[Option, ...] = ()
    row_codes: str = ""
    row_label: str = ""
    columns: tuple[Option, ...] = ()
    column_codes: str = ""
    column_label: str = ""
    type: FieldType = FieldType.INTEGER
    help: str = ""
    unit: str = ""
    required: bool = False
    lowest: float | None = 0
    highest: float | None = None
    show_if: str = ""
    prefill: Prefill = Prefill.NONE
    master: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """Rows that repeat (a device, a teacher): each row answers the same fields; most rows is a bound."""

    key: str
    label: str
    fields: tuple[Field, ...]
    help: str = ""
    fewest: int = 0
    most: int = 200
    show_if: str = ""
    prefill: Prefill = Prefill.NONE
    checks: tuple[Check, ...] = ()


Part = Field | Table | Repeat


@dataclass(frozen=True, slots=True)
class Section:
    """Parts under one heading."""

    key: str
    title: str
    parts: tuple[Part, ...]
    help: str = ""
    show_if: str = ""


@dataclass(frozen=True, slots=True)
class Schema:
    """A whole form: sections, and checks across fields."""

    sections: tuple[Section, ...] = ()
    checks: tuple[Check, ...] = ()

    def parts(self) -> dict[str, Part]:
        """By key, in the order of the form."""
        return {part.key: part for section in self.sections for part in section.parts}

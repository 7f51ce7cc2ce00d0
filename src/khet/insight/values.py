"""What insight is given: the facts of one certified answer, in the words of its form."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Number:
    """One number: key of the element within its form, codes of its breakdown ("" where there is none)."""

    key: str
    row: str
    column: str
    value: float


@dataclass(frozen=True, slots=True)
class About:
    """What an element is called, and the codes of its breakdown with their labels."""

    key: str
    label: str
    unit_word: str = ""
    row_label: str = ""
    column_label: str = ""
    rows: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A certified submission with its numbers. year is พ.ศ. of the year_type."""

    submission_id: int
    round_id: int
    form_id: int
    form_key: str
    form_title: str
    unit_id: int
    unit_name: str
    year_type: str
    year: int
    term: int
    as_of: date
    revision: int
    state: str
    digest: str
    numbers: tuple[Number, ...]
    elements: tuple[About, ...]

    @property
    def period(self) -> str:
        return f"{self.year_type}-{self.year}-{self.term}"

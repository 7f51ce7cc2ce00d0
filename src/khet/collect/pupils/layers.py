"""Which columns of a file belong to which layer of privacy, and how a personal value is shown where it must be."""

from collections.abc import Mapping
from typing import Final

from khet.thai import citizen

LISTED: Final = frozenset(
    {"row", "school_code", "school_name", "grade", "room", "pupil_no", "sex", "prefix", "first_name", "last_name"}
    | {"first_name_en", "last_name_en", "age", "age_months", "cannot_discharge", "pupil_type"}
)
MEASURED: Final = frozenset({"weight", "height"})
SENSITIVE: Final = frozenset({"religion", "blood", "disability", "disadvantage"})
OWN: Final = frozenset({"citizen_id", "birth_date"})  # personal, in columns of their own
HIDDEN: Final = "●●●"


def is_personal(column: str) -> bool:
    """Everything that is not on a list of names, and not a measure that the rules are about."""
    return column not in LISTED and column not in MEASURED


def masked(column: str, text: str) -> str:
    """A value as it may be kept and shown: whole on the list layer, a mask of numbers, dots otherwise."""
    if not text or not is_personal(column):
        return text
    if column.endswith("citizen_id"):
        return _masked_number(text)
    return HIDDEN


def _masked_number(text: str) -> str:
    """Enough to find it in one's own file: the first and the last two signs."""
    if citizen.is_valid(text):
        return citizen.mask(text)
    return f"{text[0]}●●●{text[-2:]}" if len(text) > 4 else HIDDEN


def said(message: str, record: Mapping[str, str]) -> str:
    """A sentence about a row without the personal texts of that row."""
    texts = ((column, text.strip()) for column, text in record.items() if is_personal(column))
    for column, text in sorted(texts, key=lambda pair: -len(pair[1])):
        if len(text) > 1 and text in message:
            message = message.replace(text, masked(column, text))
    return message

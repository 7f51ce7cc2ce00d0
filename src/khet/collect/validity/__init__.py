"""A form's schema against the values of its cells: what is wrong, computed, hidden; and what people type, cleaned."""

from khet.collect.validity.canonical import computed, stored, value_of
from khet.collect.validity.cleaning import clean, kept_text
from khet.collect.validity.examining import examine
from khet.collect.validity.naming import label_of, names_of, names_within
from khet.collect.validity.reading import rows_of
from khet.collect.validity.soundness import Fault, fault_of_formula, faults
from khet.collect.validity.standing import Problem, Standing
from khet.collect.validity.uses import places_that_read

__all__ = [
    "Fault",
    "Problem",
    "Standing",
    "clean",
    "computed",
    "examine",
    "fault_of_formula",
    "faults",
    "kept_text",
    "label_of",
    "names_of",
    "names_within",
    "places_that_read",
    "rows_of",
    "stored",
    "value_of",
]

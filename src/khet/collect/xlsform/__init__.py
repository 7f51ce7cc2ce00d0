"""Forms as XLSForm workbooks (survey, choices, settings), out and in. What the other side cannot say is told."""

from khet.collect.xlsform.reading import Loss, Taken, take
from khet.collect.xlsform.writing import write_book

__all__ = ["Loss", "Taken", "take", "write_book"]

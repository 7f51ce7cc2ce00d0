"""Errors that a person may read."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Refused(Exception):  # noqa: N818  (it is an answer, not a fault)
    """A rule of the field says no; the Thai sentence says what happened and what to do next.

    What the sentence names stands apart, so that it can be said in the reader's language: Refused("ขอได้ไม่เกิน
    %(most)s รายการ", most=20, code="too_many"). tools/messages.py collects the sentences; one kept in a constant is
    marked with gettext_noop. code: a stable word for tests and interfaces. field: the form field to show it at.
    """

    def __init__(self, sentence: "StrOrPromise", *, code: str, field: str | None = None, **named: object) -> None:
        super().__init__(str(sentence) % named if named else str(sentence))
        self.sentence = sentence
        self.named = named
        self.code = code
        self.field = field

    @property
    def message(self) -> str:
        """The sentence in the language of whoever reads it now."""
        said = gettext(str(self.sentence)) if self.sentence else ""
        return said % self.named if self.named else said

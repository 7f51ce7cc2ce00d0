"""What stays Thai whoever reads it: paper, workbooks, the trail, names that are kept."""

from typing import TYPE_CHECKING

from django.utils import translation

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# As a decorator or a with-block around what makes such things.
said_in_thai = translation.override


def in_thai(text: "StrOrPromise") -> str:
    """A word that pages show in the reader's language, as Thai office papers have it."""
    with translation.override("th"):
        return str(text)

"""Compounds that a browser's dictionary would break in two (ทาง|ไกล) stay on one line."""

import re
from functools import cache
from importlib import resources

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from khet.ui.component import register

# Longer ones would push the line out of a phone.
LONGEST = 18


@register.filter(is_safe=True)
def whole(text: object) -> SafeString:
    """Subjects and titles with the compounds of our own list kept whole: {{ letter.subject|whole }}."""
    shown = conditional_escape(text)  # type: ignore[arg-type]  # takes anything and calls str()
    if "<" in shown:
        return shown
    return mark_safe(_compounds().sub(r'<span class="nb">\g<0></span>', shown))  # noqa: S308


@cache
def _compounds() -> re.Pattern[str]:
    lines = resources.files("khet.thai").joinpath("data/words.txt").read_text("utf-8").splitlines()
    words = sorted({line.strip() for line in lines if line and not line.startswith("#")}, key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words if 4 <= len(word) <= LONGEST) or r"(?!)")

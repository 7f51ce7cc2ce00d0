"""The icons of the house: symbols of one sprite."""

import functools
import re
from pathlib import Path

from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.safestring import SafeString

from khet.ui.markup import el

SPRITE = Path(__file__).resolve().parent / "static" / "ui" / "icons.svg"


@functools.cache
def names() -> frozenset[str]:
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))


def draw(name: str, *, label: str = "", big: bool = False) -> SafeString:
    """An icon in the colour of its text; silent unless a label is given. Raises TemplateSyntaxError when unknown."""
    if name not in names():
        raise TemplateSyntaxError(f"there is no icon {name!r}")
    spoken: dict[str, object] = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return el("svg", el("use", href=f"{_sprite_url()}#{name}"), cls="ico big" if big else "ico", **spoken)


def maybe(name: str) -> SafeString | None:
    return draw(name) if name else None


@functools.cache
def _sprite_url() -> str:
    return static("ui/icons.svg")

"""Writing HTML from Python: every child and every attribute is escaped unless it is safe already."""

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

VOID = frozenset({"input", "br", "hr", "img", "meta", "link"})
NOTHING = mark_safe("")


def el(tag: str, *children: object, **attrs: object) -> SafeString:
    """One element. cls becomes class, a trailing _ falls off, other _ become -; True stands bare, None and False go."""
    inner = join(*children)
    head = f"<{tag}{_attributes(attrs)}>"
    return mark_safe(head if tag in VOID else f"{head}{inner}</{tag}>")  # noqa: S308


def join(*children: object) -> SafeString:
    """Children one after another, None and "" left out."""
    return mark_safe("".join(_safe(child) for child in children if child is not None and child != ""))  # noqa: S308


def classes(*names: str | bool | None) -> str | None:
    """Class names that apply; None when none does."""
    return " ".join(name for name in names if isinstance(name, str) and name) or None


def _safe(value: object) -> str:
    return conditional_escape(value)  # type: ignore[arg-type]  # takes anything and calls str()


def _attributes(attrs: dict[str, object]) -> str:
    parts = []
    for name, value in attrs.items():
        if value is None or value is False:
            continue
        key = "class" if name == "cls" else name.rstrip("_").replace("_", "-")
        parts.append(f" {key}" if value is True else f' {key}="{_safe(value)}"')
    return "".join(parts)

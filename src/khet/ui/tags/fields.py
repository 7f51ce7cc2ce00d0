"""Form fields: label, hint, control, what was understood, error; one template of them for the whole house."""

from collections.abc import Iterable
from typing import Final

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from khet.ui import icons
from khet.ui.component import component
from khet.ui.markup import NOTHING, classes, el, join

# Django's own words for these name no field; in the summary the label goes before them.
SHORT_CODES: Final = frozenset(
    {"required", "invalid", "invalid_choice", "min_length", "max_length", "min_value", "max_value"}
)


@component()
def field(
    bound: BoundField, *, label: object = "", hint: object = "", cls: str = "", optional: bool = True
) -> SafeString:
    """One field of a form. label and hint replace the form's own; optional: say so when it need not be filled."""
    return draw_field(bound, label=label, hint=hint, cls=cls, optional=optional)


@component()
def fields(form: BaseForm, *, only: str = "", leave_out: str = "") -> SafeString:
    """All fields of a form, or those named in only / not named in leave_out (names parted by commas)."""
    wanted, unwanted = _names(only), _names(leave_out)
    chosen = [one for one in form if (not wanted or one.name in wanted) and one.name not in unwanted]
    return el("div", *(draw_field(one, optional=True) for one in chosen), cls="fields")


@component()
def form_errors(form: BaseForm, *, title: str = "") -> SafeString:
    """The summary on top of a form with errors, each linked to its field; nothing when there are none."""
    if not form.is_bound or form.is_valid():
        return NOTHING
    lines = [el("li", error) for error in form.non_field_errors()]
    lines += [el("li", el("a", line, href=f"#{one.auto_id}")) for one in form for line in _lines(one)]
    said = _("%(title)s มี %(count)s จุดต้องแก้") % {"title": title or _("ยังบันทึกไม่ได้"), "count": len(lines)}
    return el(
        "div",
        el("h2", said, id="error-summary"),
        el("ul", *lines),
        cls="err-sum",
        role="alert",
        tabindex="-1",
        aria_labelledby="error-summary",
    )


def _lines(bound: BoundField) -> Iterable[str]:
    """The errors of one field as sentences that can stand away from it."""
    for error in bound.errors.as_data():
        for message in error.messages:
            yield f"{bound.label} {message}" if error.code in SHORT_CODES else message


def draw_field(
    bound: BoundField, *, label: object = "", hint: object = "", cls: str = "", optional: bool = False
) -> SafeString:
    if bound.is_hidden:
        return join(bound.as_hidden(), _error(bound))
    words = join(label or bound.label, _optional(bound) if optional else None)
    hint = hint or bound.help_text
    note = el("p", hint, id=f"{bound.auto_id}_helptext", cls="hint") if hint else None
    if bound.use_fieldset:
        return _group(bound, words, note, cls)
    if getattr(bound.field.widget, "input_type", "") == "checkbox":
        return el(
            "div",
            el("label", _control(bound, ""), el("span", words), cls="check"),
            note,
            _error(bound),
            cls=classes("field", cls),
        )
    said = _understood(bound)
    top = el("label", words, for_=bound.id_for_label)
    return el("div", top, note, _control(bound, "input"), said, _error(bound), cls=classes("field", cls))


def _group(bound: BoundField, words: object, note: SafeString | None, cls: str) -> SafeString:
    draw = getattr(bound.field.widget, "draws_itself", False)
    inner = bound.as_widget() if draw else el("div", *_options(bound), cls="options")
    return el(
        "fieldset",
        el("legend", words),
        note,
        inner,
        _error(bound),
        id=bound.auto_id,
        cls=classes("field", cls),
        aria_describedby=bound.aria_describedby or None,
    )


def _options(bound: BoundField) -> Iterable[SafeString]:
    return (el("label", one.tag(), el("span", one.choice_label), cls="check") for one in bound.subwidgets)


def _control(bound: BoundField, cls: str) -> SafeString:
    own = str(bound.field.widget.attrs.get("class", ""))
    attrs: dict[str, str | bool] = {"class": classes(own, cls) or ""} if own or cls else {}
    if hasattr(bound.field, "understood"):
        attrs["data-date"] = f"{bound.auto_id}_said"
    return bound.as_widget(attrs=attrs)


def _understood(bound: BoundField) -> SafeString | None:
    say = getattr(bound.field, "understood", None)
    if say is None:
        return None
    return el("p", say(bound.value()), id=f"{bound.auto_id}_said", cls="understood", aria_live="polite")


def _optional(bound: BoundField) -> SafeString | None:
    if bound.field.required or bound.field.disabled or getattr(bound.field.widget, "input_type", "") == "checkbox":
        return None
    return join(" ", el("span", _("(ไม่บังคับ)"), cls="optional"))


def _error(bound: BoundField) -> SafeString | None:
    if not bound.errors:
        return None
    said = el("span", " ".join(str(error) for error in bound.errors))
    return el("p", icons.draw("circle-alert"), said, id=f"{bound.auto_id}_error", cls="error")


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}

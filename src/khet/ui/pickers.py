"""Lists of people or units to tick: groups of boxes that work without script, and filter with it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from khet.ui.markup import el


class TickList(forms.CheckboxSelectMultiple):
    """Boxes in groups, each group with a box of its own; a filter line and a count when script runs."""

    draws_itself = True

    def __init__(
        self, attrs: Mapping[str, Any] | None = None, *, placeholder: object = "", of: object = "", choices: Any = ()
    ) -> None:
        super().__init__(dict(attrs or {}), choices)
        self.placeholder, self.of = placeholder, of

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        groups = [self._group(title, options) for title, options, _index in self._grouped(name, value, attrs)]
        return el(
            "div",
            self._head(),
            el("div", *groups, cls="picker-body", tabindex="0", role="group", aria_label=_("รายการให้เลือก")),
            cls="picker",
        )

    def _grouped(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> list[Any]:
        """Loose choices stand in one group without a title."""
        found: list[Any] = []
        for title, options, index in self.optgroups(name, self.format_value(value), dict(attrs or {})):
            if title is None and found and found[-1][0] is None:
                found[-1][1].extend(options)
            else:
                found.append((title, list(options), index))
        return found

    def _head(self) -> SafeString:
        box = el(
            "input",
            type="search",
            cls="input only-js",
            placeholder=self.placeholder or _("กรองรายชื่อ"),
            aria_label=self.placeholder or _("กรองรายชื่อ"),
            data_picker_filter=True,
        )
        every = el(
            "label",
            el("input", type="checkbox", data_picker_all=True),
            el("span", _("ทั้งหมดที่แสดง")),
            cls="check only-js",
        )
        said = el(
            "span",
            _("เลือก"),
            " ",
            el("b", "0", data_picked=True),
            " ",
            self.of,
            cls="small only-js",
            aria_live="polite",
        )
        return el("div", box, every, said, cls="picker-head")

    def _group(self, title: object, options: list[dict[str, Any]]) -> SafeString:
        rows = (
            el(
                "label",
                el(
                    "input",
                    type="checkbox",
                    name=option["name"],
                    value=option["value"],
                    id=option["attrs"].get("id"),
                    checked=bool(option["selected"]),
                    disabled=bool(option["attrs"].get("disabled")),
                ),
                el("span", option["label"]),
                cls="check",
                data_choice=True,
            )
            for option in options
        )
        head = None
        if title:
            every = el("input", type="checkbox", data_group_all=True, aria_label=_("ทั้ง%(group)s") % {"group": title})
            head = el(
                "div",
                el("label", every, el("span", title), cls="check"),
                el("span", len(options), cls="tally"),
                cls="group-head",
            )
        return el(
            "div",
            head,
            el("div", *rows, cls="options across"),
            cls="picker-group",
            role="group",
            aria_label=title or None,
        )

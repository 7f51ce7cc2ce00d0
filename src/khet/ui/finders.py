"""Choosing a few out of many: what is chosen, a line to search with, and places to look into.

The page carries only what is chosen and the names of the places; the rest comes as it is asked for, by htmx, or
without script by sending the form back with a button that looks and does nothing else.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import BaseRenderer
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.kernel.ids import read_ids
from khet.ui import icons
from khet.ui.markup import el, join

MOST_NAMED: Final = 60  # chosen ones shown by name; the rest stand together as one line
LOOKS: Final = ("look", "place")  # buttons that only look: units-look, units-place


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to look into, such as a district, and how many there are."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, in groups of (id, name); more: how many beyond these."""

    groups: Sequence[tuple[str, Sequence[tuple[int, str]]]]
    more: int = 0


class Finder(Protocol):
    """Where the choices come from: each question in a fixed number of queries."""

    url: str

    def places(self) -> Sequence[Place]: ...

    def found(self, *, words: str, place: str) -> Found: ...

    def named(self, ids: Collection[int]) -> Sequence[tuple[int, str]]:
        """Those of the ids that may be chosen, with their names, in their order."""
        ...


class FinderBox(forms.Widget):
    """Draws the chosen, the search line and the places."""

    draws_itself = True
    use_fieldset = True
    finder: Finder

    def __init__(self, *, placeholder: object, of: object) -> None:
        super().__init__()
        self.placeholder, self.of = placeholder, of
        self.words = self.place = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[int]:
        assert isinstance(data, QueryDict)
        place = data.get(f"{name}-place")
        self.words, self.place = (data.get(f"{name}-find", "").strip()[:100], "") if place is None else ("", place)
        kept = data.get(f"{name}-kept", "").split(",")
        return list(dict.fromkeys(read_ids([*data.getlist(name), *(kept if kept != [""] else [])])))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = self.finder.named([int(each) for each in value or ()])
        looked = bool(self.words or self.place)
        found = draw_found(self.finder, name, self.words, self.place, but={pk for pk, _name in chosen})
        return el(
            "div",
            self._head(name, len(chosen), looked),
            el(
                "div",
                draw_chosen(name, chosen),
                el("div", found, data_found=True),
                cls="picker-body",
                tabindex="0",
                role="group",
                aria_label=_("รายการให้เลือก"),
            ),
            cls="picker",
            data_finder=name,
            data_finder_url=self.finder.url,
            data_finder_js=static("ui/finders.js"),
        )

    def _head(self, name: str, count: int, looked: bool) -> SafeString:
        box = el(
            "input",
            type="search",
            name=f"{name}-find",
            value=self.words,
            cls="input",
            autocomplete="off",
            autofocus=looked,
            placeholder=self.placeholder,
            aria_label=self.placeholder,
            data_keep_not=True,
            hx_get=self.finder.url,
            hx_trigger="input changed delay:250ms",
            hx_target="next [data-found]",
        )
        look = el(
            "button",
            icons.draw("search"),
            _("ค้นหา"),
            name=f"{name}-look",
            value="1",
            formnovalidate=True,
            cls="btn small no-js",
        )
        said = el("span", _("เลือก"), " ", el("b", f"{count:,}", data_picked=True), " ", self.of, aria_live="polite")
        return el("div", box, look, el("span", said, cls="small"), cls="picker-head")


class KeptIds(forms.HiddenInput):
    """What is chosen, carried through a page that asks whether one is sure; FinderBox reads it back."""

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        return el("input", type="hidden", name=f"{name}-kept", value=",".join(str(each) for each in value or ()))


def draw_chosen(name: str, chosen: Sequence[tuple[int, str]]) -> SafeString:
    """Ticked boxes of what is chosen; those beyond the first sixty as one box that lets go of all of them."""
    shown, rest = chosen[:MOST_NAMED], chosen[MOST_NAMED:]
    rows = [_row(name, pk, label, ticked=True) for pk, label in shown]
    if rest:
        ids = ",".join(str(pk) for pk, _label in rest)
        box = el("input", type="checkbox", name=f"{name}-kept", value=ids, checked=True, data_weight=len(rest))
        said = el("span", _("และอีก %s แห่งที่เลือกไว้") % f"{len(rest):,}")
        rows.append(el("label", box, said, cls="check", data_choice=True))
    head = el("div", el("span", _("ที่เลือกไว้")), cls="group-head")
    return el(
        "div",
        head,
        el("div", *rows, cls="options across", data_chosen=True),
        cls="picker-group",
        role="group",
        aria_label=_("ที่เลือกไว้"),
        hidden=not chosen,
    )


def draw_found(finder: Finder, name: str, words: str, place: str, *, but: Collection[int] = ()) -> SafeString:
    """What the words or the place give; without either, the places."""
    if not words and not place:
        return _places(finder, name)
    found = finder.found(words=words, place=place)
    groups = [_group(name, title, [row for row in rows if row[0] not in but]) for title, rows in found.groups]
    said = None
    if found.more:
        said = el("p", _("ยังมีอีก %s แห่ง พิมพ์ชื่อให้ยาวขึ้น") % f"{found.more:,}", cls="hint")
    elif not found.groups:
        said = el("p", _("ไม่พบ “%s” ลองพิมพ์บางส่วนของชื่อหรืออำเภอ") % words, cls="hint")
    back = _look(finder, name, "", [icons.draw("arrow-left"), _("ทุกอำเภอและสำนักงาน")], "btn small plain")
    return join(el("div", back, cls="finder-back"), *groups, said)


def _places(finder: Finder, name: str) -> SafeString:
    rows = (
        el(
            "li",
            _look(finder, name, each.key, [el("span", each.label), el("b", f"{each.count:,}", cls="tally")], "place"),
        )
        for each in finder.places()
    )
    return el("ul", *(el("li", row) for row in rows), cls="places", aria_label=_("ดูตามอำเภอหรือประเภท"))


def _look(finder: Finder, name: str, place: str, inner: Sequence[object], cls: str) -> SafeString:
    """A button that opens a place. Without script it sends the form back, which loses nothing."""
    return el(
        "button",
        *inner,
        name=f"{name}-place",
        value=place,
        formnovalidate=True,
        cls=cls,
        data_look=True,
        hx_get=f"{finder.url}?{QueryDict.fromkeys([f'{name}-place'], place).urlencode()}",
        hx_target="closest [data-found]",
    )


def _group(name: str, title: str, rows: Sequence[tuple[int, str]]) -> SafeString | None:
    if not rows:
        return None
    every = el("input", type="checkbox", data_group_all=True, aria_label=_("ทั้ง%(group)s") % {"group": title})
    head = el("div", el("label", every, el("span", title), cls="check"), cls="group-head")
    ticks = (_row(name, pk, label) for pk, label in rows)
    return el("div", head, el("div", *ticks, cls="options across"), cls="picker-group", role="group", aria_label=title)


def _row(name: str, pk: int, label: str, *, ticked: bool = False) -> SafeString:
    box = el("input", type="checkbox", name=name, value=pk, checked=ticked)
    return el("label", box, el("span", label), cls="check", data_choice=True)


def fragment(finder: Finder, asked: QueryDict, name: str) -> SafeString:
    """What htmx asked for: things found, or (name-named=1,2,3) rows of what was chosen before."""
    named = asked.get(f"{name}-named", "")
    if named:
        rows = finder.named(read_ids(named.split(",")[:MOST_NAMED]))
        return join(*(_row(name, pk, label, ticked=True) for pk, label in rows))
    return draw_found(finder, name, asked.get(f"{name}-find", "").strip()[:100], asked.get(f"{name}-place", ""))


class FinderField(forms.Field):
    """Ids of what was chosen with a FinderBox. The form gives it its finder; ids it may not choose are refused."""

    default_error_messages = {
        "required": gettext_lazy("ยังไม่ได้เลือก"),
        "invalid_choice": gettext_lazy("มีรายการที่เลือกไม่ได้แล้ว เลือกใหม่"),
    }
    widget: FinderBox
    hidden_widget = KeptIds

    def __init__(self, *, placeholder: object, of: object, **kwargs: Any) -> None:
        super().__init__(widget=FinderBox(placeholder=placeholder, of=of), **kwargs)

    def use(self, finder: Finder) -> None:
        self.widget.finder = finder

    def clean(self, value: Any) -> list[int]:
        ids = list(value or ())
        if self.required and not ids:
            raise ValidationError(self.error_messages["required"], code="required")
        if ids and len(self.widget.finder.named(ids)) != len(ids):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return ids


def looking(form: forms.BaseForm) -> bool:
    """The form was sent by a button that only looks: show it again as it was typed."""
    names = [name for name, field in form.fields.items() if isinstance(field, FinderField)]
    return any(f"{form.add_prefix(name)}-{verb}" in form.data for name in names for verb in LOOKS)

"""Tables that become cards on phones, their selection bar, filters in the address, and the pager."""

from collections.abc import Hashable
from typing import Any, Literal

from django.forms import BoundField, Form
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khet.ui import icons
from khet.ui.component import component
from khet.ui.keyset import CURSOR, Page
from khet.ui.markup import NOTHING, classes, el, join
from khet.ui.tags.fields import draw_field
from khet.ui.tags.memo import drawn_once


@component(block=True)
def table(
    content: SafeString,
    caption: object,
    heads: str,
    *,
    select: bool = False,
    cards: bool = True,
    dense: bool = False,
    show_caption: bool = False,
    id: str = "",  # noqa: A002
) -> SafeString:
    """Rows under heads such as "เลขส่ง>|ที่|ลงวันที่|เรื่อง": parted by |, > for figures, (…) for a head that is only heard.

    select: the first column ticks rows; put the table in a form with a {% selection_bar %}. cards: on phones.
    """
    cells = [_head(text) for text in heads.split("|")]
    if select:
        every = el("input", type="checkbox", aria_label=_("เลือกทุกแถวในหน้านี้"), data_select_all=True)
        cells.insert(0, el("th", el("label", every), cls="pick", role="columnheader", scope="col"))
    return el(
        "div",
        el(
            "table",
            el("caption", caption, cls=None if show_caption else "sr"),
            el("thead", el("tr", *cells, role="row"), role="rowgroup"),
            el("tbody", content, role="rowgroup"),
            cls=classes("grid", cards and "cards", dense and "dense"),
            id=id or None,
            role="table",
        ),
        cls="table-scroll",
    )


@component(block=True)
def row(
    content: SafeString,
    *,
    pick: object = None,
    pick_name: str = "pick",
    pick_label: object = "",
    picked: bool = False,
    tone: Literal["", "void", "late"] = "",
    id: str = "",  # noqa: A002
) -> SafeString:
    """A row; pick: the value of its tick box, pick_label what it ticks."""
    tick = None
    if pick is not None:
        box = el("input", type="checkbox", name=pick_name, value=pick, checked=picked, aria_label=pick_label or pick)
        tick = el("td", el("label", box), cls="pick", role="cell")
    return el(
        "tr",
        tick,
        content,
        id=id or None,
        cls=classes(tone, pick is not None and "pickable", picked and "picked"),
        role="row",
    )


@component(block=True)
def cell(
    content: SafeString, *, num: bool = False, head: bool = False, wide: bool = False, label: object = ""
) -> SafeString:
    """A cell. head: it names its row. num: a figure. wide: a line of its own on phones; label: said before it there."""
    look = classes(num and "num", wide and "wide-cell")
    if head:
        return el("th", content, scope="row", role="rowheader", cls=look)
    return el("td", content, role="cell", cls=look, data_label=label or None)


@component(block=True)
def selection_bar(content: SafeString, *, of: object = gettext_lazy("รายการ")) -> SafeString:
    """What can be done with the ticked rows; floats once something is ticked."""
    said = el("span", _("เลือก"), " ", el("b", "0", data_count=True), " ", of, aria_live="polite", cls="only-js")
    close = el(
        "button", icons.draw("x", label=_("ยกเลิกการเลือก")), type="button", cls="icon-btn only-js", data_select_none=True
    )
    return el("div", said, content, close, cls="selection", role="group", aria_label=_("ทำกับรายการที่เลือก"))


@component(context=True)
def pager(context: Context, page: Page[Any], *, shown: object = "") -> SafeString:
    """Newer and older, by the address. shown: what this page holds ("เลขส่ง 2,141–2,129")."""
    if not page.newer and not page.older and not shown:
        return NOTHING
    query = _query(context)
    newer = _turn(query, page.newer, _("ใหม่กว่า"), before="chevron-left")
    older = _turn(query, page.older, _("เก่ากว่า"), after="chevron-right")
    return el("nav", el("span", shown), el("span", newer, older, cls="row"), cls="pager", aria_label=_("เปลี่ยนหน้า"))


@component(context=True)
def filter_bar(
    context: Context, form: Form, *, found: object = "", keep: str = "", action: str = "", lead_chip: bool = True
) -> SafeString:
    """A GET form whose values live in the address: its first field leads, the rest fold away on phones.

    Below it the chips of what is in force, each with its way out, and found ("พบประมาณ 120 ฉบับ").
    keep: names in the address, parted by commas, that stay when filtering (the tab). lead_chip: the first field has
    one too.
    """
    query = _query(context)
    key = (type(form), str(found), keep, action, lead_chip, query.urlencode(), *(_facts(form, field) for field in form))
    return drawn_once(
        ("filter_bar", key),
        lambda: _filter_bar(query, form, found=found, keep=keep, action=action, lead_chip=lead_chip),
    )


def _facts(form: Form, field: BoundField) -> Hashable:
    """All that the drawing of a field reads; the classes of forms and fields do not change."""
    widget = field.field.widget
    choices = tuple((str(value), str(label)) for value, label in getattr(widget, "choices", ()))
    said = str(field.label), str(field.help_text), tuple(form.errors.get(field.name, ())) if form.is_bound else ()
    return (
        field.html_name,
        str(field.value()),
        said,
        choices,
        str(widget.attrs),
        field.field.required,
        field.field.disabled,
    )


def _filter_bar(query: QueryDict, form: Form, *, found: object, keep: str, action: str, lead_chip: bool) -> SafeString:
    stay = [el("input", type="hidden", name=name, value=query[name]) for name in keep.split(",") if name in query]
    fields = [field for field in form if not field.is_hidden]
    active = [field for field in fields[1:] if field.value() not in (None, "", [], False)]
    unfold = el(
        "button",
        icons.draw("filter"),
        _("กรอง"),
        el("span", f"({len(active)})") if active else None,
        type="button",
        cls="btn unfold",
        aria_expanded="false",
    )
    go = el("button", icons.draw("filter"), _("กรอง"), cls="btn")
    rest = el("div", *(draw_field(field) for field in fields[1:]), go, cls="rest")
    lead = draw_field(fields[0], cls="grow") if fields else None
    bar = el(
        "form",
        *stay,
        lead,
        unfold if fields[1:] else None,
        rest,
        cls="filters",
        action=action or None,
        role="search",
        aria_label=_("กรองรายการ"),
    )
    chosen = fields if lead_chip else fields[1:]
    chips = [
        _chip(query, field) for field in chosen if field.value() not in (None, "", [], False) and field.name in query
    ]
    return join(bar, el("div", *chips, el("span", found) if found else None, cls="chips"))


def _head(text: str) -> SafeString:
    text = text.strip()
    num = text.endswith(">")
    text = text.removesuffix(">").strip()
    heard = text.startswith("(") and text.endswith(")")
    return el(
        "th",
        el("span", text[1:-1], cls="sr") if heard else text,
        scope="col",
        role="columnheader",
        cls="num" if num else None,
    )


def _query(context: Context) -> QueryDict:
    request = context.get("request")
    return request.GET if isinstance(request, HttpRequest) else QueryDict()


def _turn(query: QueryDict, cursor: str, text: str, *, before: str = "", after: str = "") -> SafeString:
    inner = join(icons.maybe(before), text, icons.maybe(after))
    if not cursor:
        return el("span", inner, cls="btn s", aria_disabled="true", role="link")
    there = query.copy()
    there[CURSOR] = cursor
    return el("a", inner, href=f"?{there.urlencode()}", cls="btn s")


def _chip(query: QueryDict, field: BoundField) -> SafeString:
    there = query.copy()
    there.pop(field.name, None)
    there.pop(CURSOR, None)
    out = el("a", icons.draw("x", label=_("เลิกกรอง %(name)s") % {"name": field.label}), href=f"?{there.urlencode()}")
    return el("span", f"{field.label} {_value(field)}", out, cls="chip")


def _value(field: BoundField) -> str:
    value = field.value()
    given = {str(one) for one in value} if isinstance(value, (list, tuple)) else {str(value)}
    labels = [str(label) for key, label in getattr(field.field, "choices", []) if str(key) in given]
    return " ".join(labels) or ("" if value is True else str(value))

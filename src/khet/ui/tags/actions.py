"""What can be pressed: buttons, menus, dialogs."""

import uuid
from collections.abc import Mapping
from typing import Literal

from django.middleware.csrf import get_token
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from khet.ui import icons
from khet.ui.component import component
from khet.ui.markup import NOTHING, classes, el, join
from khet.ui.tags import memo

Kind = Literal["", "go", "risk", "plain"]


@component()
def button(
    text: object,
    *,
    kind: Kind = "",
    icon: str = "",
    href: str = "",
    name: str = "",
    value: object = None,
    type: Literal["submit", "button", "reset"] = "submit",  # noqa: A002
    form: str = "",
    formaction: str = "",
    busy: str = "",
    confirm: str = "",
    confirm_text: str = "",
    dialog: str = "",
    print: bool = False,  # noqa: A002
    small: bool = False,
    wide: bool = False,
    disabled: bool = False,
    skip_check: bool = False,
    download: bool = False,
    describedby: str = "",
    id: str = "",  # noqa: A002
    hx_get: str = "",
    hx_post: str = "",
    hx_target: str = "",
    hx_swap: str = "",
) -> SafeString:
    """A button, or a link that looks like one when href is given.

    kind: go is the one filled button of the page, risk the red outline, plain without an edge. busy: the verb going on.
    confirm: a question asked before, with what will happen in confirm_text. dialog: id of the dialog it opens.
    """
    shared: dict[str, object] = {
        "id": id or None,
        "cls": classes("btn", kind, small and "s", wide and "wide"),
        "aria_describedby": describedby or None,
        "hx_get": hx_get or None,
        "hx_post": hx_post or None,
        "hx_target": hx_target or None,
        "hx_swap": hx_swap or None,
        "data_confirm": confirm or None,
        "data_confirm_text": confirm_text or None,
        "data_dialog": dialog or None,
    }
    inner = join(icons.maybe(icon), text)
    if href or (dialog and type != "button"):
        return el("a", inner, href=href or f"#{dialog}", download=download, **shared)
    return el(
        "button",
        inner,
        type="button" if print else type,
        name=name or None,
        value=value,
        form=form or None,
        formaction=formaction or None,
        formnovalidate=skip_check,
        disabled=disabled,
        data_busy=busy or None,
        data_print=print,
        **shared,
    )


@component(context=True)
def keys(context: Context) -> SafeString:
    """The hidden fields of a form that writes: CSRF token, the post it is written in, a key so that it is done once."""
    return _keys(context)


@component(context=True)
def post_button(
    context: Context,
    text: object,
    action: str,
    *,
    kind: Kind = "",
    icon: str = "",
    busy: str = "",
    confirm: str = "",
    confirm_text: str = "",
    small: bool = False,
    wide: bool = False,
    fields: Mapping[str, object] | None = None,
    hx_target: str = "",
    hx_swap: str = "",
) -> SafeString:
    """A form of one button that posts to action. fields: hidden values sent with it."""
    return el(
        "form",
        _keys(context),
        *(el("input", type="hidden", name=name, value=value) for name, value in (fields or {}).items()),
        button(
            text, kind=kind, icon=icon, busy=busy, confirm=confirm, confirm_text=confirm_text, small=small, wide=wide
        ),
        method="post",
        action=action,
        hx_post=action if hx_target else None,
        hx_target=hx_target or None,
        hx_swap=hx_swap or None,
    )


@component(block=True)
def menu(
    content: SafeString,
    label: object,
    *,
    icon: str = "",
    kind: Kind = "plain",
    side: Literal["right", "left"] = "right",
    small: bool = False,
) -> SafeString:
    """A menu on <details>: {% menu "อื่น ๆ" %}{% menu_link … %}{% menu_post … %}{% endmenu %}"""
    summary = el(
        "summary", icons.maybe(icon), label, icons.draw("chevron-down"), cls=classes("btn", kind, small and "s")
    )
    return el(
        "details", summary, el("div", content, cls="menu-body"), cls=classes("menu", side == "left" and "from-left")
    )


@component()
def menu_link(text: object, href: str, *, icon: str = "", note: object = "", current: bool = False) -> SafeString:
    small = el("small", note) if note else None
    return el("a", icons.maybe(icon), el("span", text, small), href=href, aria_current="true" if current else None)


@component(context=True)
def menu_post(
    context: Context,
    text: object,
    action: str,
    *,
    icon: str = "",
    note: object = "",
    risk: bool = False,
    confirm: str = "",
    confirm_text: str = "",
    fields: Mapping[str, object] | None = None,
) -> SafeString:
    small = el("small", note) if note else None
    hidden = (el("input", type="hidden", name=name, value=value) for name, value in (fields or {}).items())
    press = el(
        "button",
        icons.maybe(icon),
        el("span", text, small),
        cls="risk" if risk else None,
        data_confirm=confirm or None,
        data_confirm_text=confirm_text or None,
    )
    return el("form", _keys(context), *hidden, press, method="post", action=action)


@component(block=True)
def dialog(content: SafeString, id: str, title: object) -> SafeString:  # noqa: A002
    """A dialog that {% button "…" dialog=id %} opens; without script its address #id opens it."""
    close = el("a", icons.draw("x", label=_("ปิด")), href="#", cls="icon-btn", data_close=True)
    head = el("header", el("h2", title, id=f"{id}-title"), close)
    return el("dialog", head, content, id=id, cls="dialog", aria_labelledby=f"{id}-title")


def _keys(context: Context) -> SafeString:
    request = context.get("request")
    if request is None:
        return NOTHING
    actor = getattr(request, "actor", None)
    appointment = getattr(actor, "appointment_id", None)
    kept = context.get(memo.MEMOISED)
    return join(
        el("input", type="hidden", name="csrfmiddlewaretoken", value=memo.CSRF if kept else get_token(request)),
        el("input", type="hidden", name="as", value=appointment) if appointment else None,
        el("input", type="hidden", name="once", value=memo.ONCE if kept else uuid.uuid4().hex) if appointment else None,
    )

"""What a page is made of: panel, notice, tabs, crumbs, facts, steps, timeline, files, figures, the empty state."""

from datetime import date, datetime
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khet.thai.bangkok import local
from khet.thai.numbers import commas, file_size
from khet.ui import days as dates
from khet.ui import icons
from khet.ui.component import component
from khet.ui.fences import FenceCounts
from khet.ui.markup import classes, el, join
from khet.ui.tags.wall import draw_fence
from khet.ui.tags.words import TONE_ICONS, Tone


@component(block=True)
def panel(
    content: SafeString,
    title: object = "",
    *,
    id: str = "",  # noqa: A002
    note: object = "",
    link: object = "",
    href: str = "",
    tone: Literal["", "act", "flush", "soon", "late", "note"] = "",
) -> SafeString:
    """A sheet with a title; beside it a note or a link. act: the panel of the next step. flush: holds a table."""
    beside = el("a", link, href=href) if href else (el("span", note) if note else None)
    head = el("header", el("h2", title), beside) if title else None
    return el(
        "section", head, el("div", content, cls="in"), id=id or None, cls=classes("panel", tone, not title and "bare")
    )


@component(block=True)
def notice(content: SafeString, *, tone: Tone = "note", icon: str = "") -> SafeString:
    """A sentence that matters. tone: note for facts, ok, soon, late."""
    return el("div", icons.maybe(icon or TONE_ICONS[tone]), el("div", content), cls=classes("notice", tone))


@component(block=True)
def kept(content: SafeString) -> SafeString:
    """{% kept as name %}…{% endkept %}: a piece of the page under a name, to be asked whether there is any."""
    return mark_safe(content.strip())  # noqa: S308


@component(block=True)
def tabs(content: SafeString, label: object) -> SafeString:
    """{% tabs "งานของฉัน" %}{% tab … %}{% endtabs %}: links, one of them current."""
    return el("nav", el("ul", content), cls="tabs", aria_label=label)


@component()
def tab(text: object, href: str, *, count: int | None = None, current: bool = False) -> SafeString:
    tally = el("span", f"{count:,}", cls="tally") if count is not None else None
    return el("li", el("a", text, tally, href=href, aria_current="page" if current else None))


@component()
def crumb(text: object, href: str = "") -> SafeString:
    """One step of the way here, inside the block crumbs; the last one without an address."""
    return el("li", el("a", text, href=href) if href else el("span", text, aria_current="page"))


@component(block=True)
def facts(content: SafeString, *, inline: bool = False) -> SafeString:
    """{% facts %}{% fact "จาก" %}สพฐ.{% endfact %}{% endfacts %}"""
    return el("dl", content, cls=classes("facts", inline and "inline"))


@component(block=True)
def fact(content: SafeString, label: object) -> SafeString:
    return el("div", el("dt", label), el("dd", content), cls="fact")


@component(block=True)
def steps(content: SafeString, label: object) -> SafeString:
    """{% steps "ขั้นของหนังสือ" %}{% step "ร่าง" state="done" %}{% endsteps %}"""
    return el("ol", content, cls="steps", aria_label=label)


@component()
def step(text: object, *, state: Literal["done", "now", "later"] = "later") -> SafeString:
    number = el("span", icons.draw("check", label=_("เสร็จแล้ว")) if state == "done" else None, cls="no")
    return el(
        "li", number, text, cls="done" if state == "done" else None, aria_current="step" if state == "now" else None
    )


@component(block=True)
def timeline(content: SafeString, label: object = "") -> SafeString:
    """{% timeline "เส้นทางของเรื่อง" %}{% entry … %}…{% endentry %}{% endtimeline %}"""
    return el("ol", content, cls="timeline", aria_label=label or None)


@component(block=True)
def entry(
    content: SafeString,
    title: object,
    *,
    at: date | datetime | str | None = None,
    post: object = "",
    state: Literal["done", "now", "next", "past", "late"] = "done",
) -> SafeString:
    """One thing that happened: who or what, when, in which post; the content is what was said, and may be empty."""
    said = content.strip()
    head = el("div", el("b", title), _when(at), cls="head")
    below = el("small", post) if post else None
    return el("li", head, below, el("div", content, cls="said") if said else None, cls=state)


@component()
def file(
    name: object, url: str = "", *, size: int | None = None, note: object = "", icon: str = "paperclip"
) -> SafeString:
    """A file with its size; without url only its name."""
    meta = " · ".join(part for part in (str(note), file_size(size) if size is not None else "") if part)
    shown = el("a", name, href=url) if url else el("span", name, cls="name")
    return el("span", icons.draw(icon), shown, el("small", meta) if meta else None, cls="file")


@component(block=True)
def stats(content: SafeString) -> SafeString:
    return el("div", content, cls="stats")


@component()
def stat(
    label: object, value: object, *, unit: object = "", note: object = "", href: str = "", tone: Tone = ""
) -> SafeString:
    """A figure with what it counts; whole numbers get their commas."""
    shown = commas(value) if isinstance(value, int) else value
    figure = el("div", shown, el("small", unit) if unit else None, cls=classes("figure", tone))
    inner = join(el("div", label, cls="label"), figure, el("div", note, cls="sub") if note else None)
    return el("a", inner, href=href, cls="stat") if href else el("div", inner, cls="stat")


@component()
def empty_state(
    title: object,
    text: object = "",
    *,
    href: str = "",
    door: object = "",
    level: Literal["h1", "h2", "h3"] = "h2",
) -> SafeString:
    """Nothing here: a whole fence, one sentence, one door. (Named so because {% empty %} belongs to {% for %}.)"""
    return el(
        "div",
        draw_fence(FenceCounts(answered=14), label="", size="mid"),
        el(level, title),
        el("p", text) if text else None,
        el("a", door, href=href, cls="btn") if href else None,
        cls="empty",
    )


@component(block=True)
def more(content: SafeString, label: object, *, opened: bool = False) -> SafeString:
    """Detail that opens on demand."""
    return el("details", el("summary", label, icons.draw("chevron-down")), content, cls="more", open=opened)


@component()
def progress(done: int, total: int, *, label: object, note: object = "", url: str = "", seconds: int = 2) -> SafeString:
    """Long work: counts and a bar. url: its own fragment, asked again until the page sends one without url."""
    said = _("%(done)s จาก %(total)s") % {"done": f"{done:,}", "total": f"{total:,}"}
    polling: dict[str, object] = (
        {"hx_get": url, "hx_trigger": f"every {seconds}s", "hx_swap": "outerHTML", "data_polling": True} if url else {}
    )
    return el(
        "div",
        el("p", label, " ", el("b", said)),
        el("progress", max=max(total, 1), value=done, aria_label=f"{label} {said}"),
        el("p", note, cls="hint") if note else None,
        cls="progress",
        **polling,
    )


def _when(at: date | datetime | str | None) -> SafeString | None:
    if at is None or isinstance(at, str):
        return el("span", at, cls="at") if at else None
    if isinstance(at, datetime):
        return el("time", dates.moment(at), datetime=local(at).isoformat(timespec="minutes"))
    return el("time", dates.listed(at), datetime=at.isoformat())

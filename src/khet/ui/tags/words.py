"""Small pieces inside text: icon, badge, marks of urgency and secrecy, dates, people, units, posts."""

import datetime as dt
from typing import Final, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from khet.thai.bangkok import day_of, local
from khet.thai.names import split_title
from khet.ui import days as dates
from khet.ui import icons
from khet.ui.component import component
from khet.ui.markup import NOTHING, classes, el, join

Tone = Literal["", "ok", "soon", "late", "note"]
TONE_ICONS: Final = {"": "", "ok": "circle-check", "soon": "clock", "late": "circle-alert", "note": "circle-help"}
URGENCIES: Final = ("", gettext_noop("ด่วน"), gettext_noop("ด่วนมาก"), gettext_noop("ด่วนที่สุด"))
SECRECIES: Final = ("", gettext_noop("ลับ"), gettext_noop("ลับมาก"), gettext_noop("ลับที่สุด"))


@component()
def icon(name: str, *, label: str = "", big: bool = False) -> SafeString:
    return icons.draw(name, label=label, big=big)


@component()
def badge(text: object, *, tone: Tone = "", icon: str = "") -> SafeString:
    return el("span", icons.maybe(icon), text, cls=classes("badge", tone))


@component()
def urgency(level: object) -> SafeString:
    """level: 0 to 3, or ด่วน, ด่วนมาก, ด่วนที่สุด; anything else (ปกติ) shows nothing."""
    word = _level(level, URGENCIES)
    return el("span", _(word), cls="urgent") if word else NOTHING


@component()
def secrecy(level: object) -> SafeString:
    """level: 0 to 3, or ลับ, ลับมาก, ลับที่สุด; anything else shows nothing."""
    word = _level(level, SECRECIES)
    return el("span", _(word), cls="secret") if word else NOTHING


@component()
def date(
    when: dt.date | dt.datetime | None,
    *,
    style: Literal["list", "record", "letter", "long", "weekday", "month"] = "list",
    empty: str = "–",
) -> SafeString:
    """A day (พ.ศ., in English C.E.): list 23 พ.ย., record 17 พ.ย. 2569, letter 17 พฤศจิกายน 2569, weekday พ. 25 พ.ย."""
    if not when:
        return join(empty)
    shown = {
        "list": dates.listed,
        "record": dates.record,
        "letter": dates.letter,
        "long": dates.long,
        "weekday": dates.weekday,
        "month": dates.month,
    }[style](when)
    return el("time", shown, datetime=day_of(when).isoformat(), cls="nb")


@component()
def be_year(when: dt.date) -> SafeString:
    """The year alone: for dates known only by their year."""
    return join(dates.year(when))


@component()
def time(when: dt.datetime | dt.time | None, *, empty: str = "–") -> SafeString:
    """16.30 น. by the Bangkok clock."""
    if when is None:
        return join(empty)
    return el("time", dates.clock(when), datetime=_hour(when), cls="nb")


@component()
def moment(when: dt.datetime | None, *, record: bool = False, empty: str = "–") -> SafeString:
    """A day with its time: 23 พ.ย. 16.30 น.; record: always with the year and เวลา."""
    if when is None:
        return join(empty)
    text = dates.full_moment(when) if record else dates.moment(when)
    return el("time", text, datetime=local(when).isoformat(timespec="minutes"), cls="nb")


@component()
def due(
    when: dt.date | dt.datetime | None,
    *,
    words: object = "",
    tone: Literal["", "ok", "soon", "late", "later", "none"] = "",
    block: bool = False,
) -> SafeString:
    """A due time, word first and the date after it. words and tone come from khet.thai.due.due_words."""
    if not when and not words:
        return el("span", _("ไม่มีกำหนด"), cls="due muted")
    text = dates.due(words, when)
    tone = getattr(words, "tone", tone)
    day = el("time", dates.weekday(when), datetime=day_of(when).isoformat()) if when else None
    if not text:
        return el("span", day, cls=classes("due", _due_class(tone)))
    return el("span", el("b", text), el("span", day), cls=classes("due", _due_class(tone), block and "block"))


@component()
def person(name: object, *, post: object = "", note: object = "", href: str = "", face: bool = True) -> SafeString:
    """A person by name with the first letter of it; post and note stand below."""
    shown = el("b", el("a", name, href=href) if href else name)
    below = join(*(el("small", line) for line in (post, note) if line))
    return el("span", _face(str(name)) if face else None, el("span", shown, below), cls="who")


@component()
def face(name: object) -> SafeString:
    return _face(str(name))


@component()
def unit(name: object, *, href: str = "") -> SafeString:
    """The name of a unit, kept together where the line is wide enough."""
    return el("a", name, href=href, cls="name-of") if href else el("span", name, cls="name-of")


@component()
def post(name: object, *, phrase: object = "") -> SafeString:
    """A post, after รักษาราชการแทน or ปฏิบัติราชการแทน when there is one."""
    return el("span", el("span", phrase, cls="nb") if phrase else None, " " if phrase else "", name)


def _level(level: object, words: tuple[str, ...]) -> str:
    number = getattr(level, "value", level)
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < len(words):
        return words[number]
    text = str(getattr(level, "label", level) or "")
    return text if text in words else ""


def _hour(when: dt.datetime | dt.time) -> str:
    return (local(when) if isinstance(when, dt.datetime) else when).strftime("%H:%M")


def _due_class(tone: str) -> str:
    return tone if tone in {"late", "soon", "ok"} else ""


def _face(name: str) -> SafeString:
    bare = split_title(name)[1] or name
    letters = bare.lstrip("เแโใไ ") or bare
    return el("span", letters[:1], cls="face", aria_hidden="true")

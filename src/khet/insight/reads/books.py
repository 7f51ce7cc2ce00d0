"""The book of the year: every indicator with its line, its bars and its table, and the account by duty."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from khet.insight.models import Indicator
from khet.insight.numbers import NONE, of_indicator, told
from khet.insight.reads.figures import Desk, Figure, Series, series
from khet.insight.reads.pivots import period_label
from khet.insight.reads.places import Level, View
from khet.insight.reads.years import Account
from khet.paper.documents import Book, BookBar, Chapter
from khet.thai import dates


def book(
    *, agency: str, year_be: int, accounts: Sequence[Account], printed_on: date, emblem: bytes | None = None
) -> Book:
    """Figures of the school year, and the account of the fiscal year of the same number. Schools as they were then."""
    desk, indicators = Desk(), list(Indicator.objects.in_use())
    desk.gather(indicators)
    chapters = [chapter for indicator in indicators if (chapter := _chapter(indicator, year_be, desk)) is not None]
    if any(not each.empty for each in accounts):
        chapters.append(_account(accounts, year_be))
    return Book(
        agency=agency,
        title=_("ข้อมูลสารสนเทศเพื่อการบริหาร"),
        period=_("ปีการศึกษา %(year)s") % {"year": year_be},
        lead=_("ตัวเลขทุกตัวมาจากข้อมูลที่ผู้อำนวยการโรงเรียนรับรองแล้ว และตรวจย้อนถึงคำตอบของแต่ละโรงเรียนได้ในระบบ"),
        chapters=tuple(chapters),
        printed=_("พิมพ์ %(day)s") % {"day": dates.record(printed_on)},
        emblem=emblem,
    )


def _chapter(indicator: Indicator, year_be: int, desk: Desk) -> Chapter | None:
    """None when nobody answered in that year."""
    found = series(indicator, level=Level.UNIT, view=View.WAS, desk=desk)
    periods = [each for each in found.periods if int(each.split("-")[1]) <= year_be]
    if not periods or int(periods[-1].split("-")[1]) != year_be:
        return None
    last = periods[-1]
    rows = [(row.place.name, row.figures[last]) for row in found.rows if last in row.figures]
    source = _("แหล่งข้อมูล: %(source)s · ตอบ %(n)s แห่ง · นับตามฉบับที่ %(version)s")
    note = {"source": indicator.source or NONE, "n": found.overall[last].answered, "version": indicator.version}
    return Chapter(
        title=indicator.title,
        text=indicator.definition,
        points=_points(indicator, found, periods),
        bars=_by_amphoe(indicator, last, desk),
        heads=_heads(indicator, last),
        rows=tuple(_row(indicator, name, figure) for name, figure in [*rows, (_("รวม"), found.overall[last])]),
        note=source % note,
    )


def _points(indicator: Indicator, found: Series, periods: Sequence[str]) -> tuple[BookBar, ...]:
    values = [found.overall[each].value if each in found.overall else None for each in periods]
    return _shares([period_label(each) for each in periods], values, indicator)


def _by_amphoe(indicator: Indicator, period: str, desk: Desk) -> tuple[BookBar, ...]:
    found = series(indicator, level=Level.AMPHOE, view=View.WAS, periods=[period], desk=desk)
    rows = [(row.place.name, row.figures[period].value) for row in found.rows if period in row.figures]
    ranked = sorted(rows, key=lambda row: -(row[1] or 0))
    return _shares([name for name, _value in ranked], [value for _name, value in ranked], indicator)


def _shares(labels: Sequence[str], values: Sequence[float | None], indicator: Indicator) -> tuple[BookBar, ...]:
    most = max((abs(value) for value in values if value is not None), default=0) or 1
    return tuple(
        BookBar(
            label=label,
            told=of_indicator(indicator, value),
            share=None if value is None else round(abs(value) / most, 4),
        )
        for label, value in zip(labels, values, strict=True)
    )


def _heads(indicator: Indicator, period: str) -> tuple[str, ...]:
    parts = (_("ตัวตั้ง"), _("ตัวหาร")) if indicator.denominator else ()
    return (_("หน่วยงาน"), *parts, f"{period_label(period)} ({indicator.unit_word})")


def _row(indicator: Indicator, name: str, figure: Figure) -> tuple[str, ...]:
    parts = (told(figure.numerator), told(figure.denominator)) if indicator.denominator else ()
    return (name, *parts, of_indicator(indicator, figure.value))


def _account(accounts: Sequence[Account], year_be: int) -> Chapter:
    heads = (_("หน้าที่"), _("หนังสือออก"), _("รอบข้อมูล"), _("งานที่เสร็จ"), _("งานที่ค้าง"), _("ทันกำหนด"))
    rows = tuple(
        (
            str(each.duty),
            told(each.letters.issued),
            told(each.rounds.opened),
            told(each.work.answered),
            told(each.work.waiting),
            NONE if each.on_time is None else f"{each.on_time:.1f}%",
        )
        for each in accounts
    )
    title = _("ผลงานตามหน้าที่ ปีงบประมาณ %(year)s") % {"year": year_be}
    return Chapter(title=title, heads=heads, rows=rows, note=_("นับจากหนังสือ รอบข้อมูล และงานในระบบ ไม่นับเรื่องลับ"))

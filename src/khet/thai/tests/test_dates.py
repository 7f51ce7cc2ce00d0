"""Days as people type them and as they are shown."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khet.thai import bangkok, dates, due
from khet.thai.dateinput import parse
from khet.thai.digits import to_arabic, to_thai
from khet.thai.years import CalendarYear, FiscalYear, SchoolYear, to_be

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(1942, 1, 1), date(2150, 12, 31))
MAY_25 = date(2026, 5, 25)


@pytest.mark.parametrize(
    "typed",
    [
        "25/5/69",
        "25/5/2569",
        "25/05/2569",
        "25/5/2026",
        "๒๕/๕/๒๕๖๙",
        "25-5-2569",
        "25.5.69",
        "25 / 5 / 2569",
        "2026-05-25",
        "25 พ.ค. 69",
        "25 พ.ค. 2569",
        "25พ.ค.69",
        "25 พค 69",
        "25 พ. ค. 2569",
        "25 พฤษภาคม 2569",
        "25พฤษภาคม2569",
        "๒๕ พฤษภาคม ๒๕๖๙",
        "วันที่ 25 พฤษภาคม พ.ศ. 2569",
        "25 พฤษภาคม พ.ศ.2569",
        "25 พ.ค. ค.ศ. 2026",
        "จ. 25 พ.ค. 2569",
        "จันทร์ 25 พ.ค. 69",
        "วันจันทร์ที่ 25 พฤษภาคม 2569",
        " 25/5/2569 ",
        "25\u200b/5/2569",
        "25 พ.ค. พศ 2569",
    ],
)
def test_one_day_is_understood_however_it_is_written(typed: str) -> None:
    assert parse(typed, today=TODAY) == MAY_25


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "อ่านวันที่ไม่ได้"),
        ("พรุ่งนี้", "อ่านวันที่ไม่ได้"),
        ("25/5", "อ่านวันที่ไม่ได้"),
        ("25 พ.ค.", "ยังไม่มีปี"),
        ("25/5/26", "อ่านได้หลายทาง"),
        ("25/5/ค.ศ. 69", "อ่านได้หลายทาง"),
        ("25/5/569", "อ่านวันที่ไม่ได้"),
        ("25/5/2350", "ไม่ใช่ปี"),
        ("25/5/1700", "ไม่ใช่ปี"),
        ("29/2/2568", "ไม่มีวันที่"),
        ("31/4/2569", "ไม่มีวันที่"),
        ("0/4/2569", "ไม่มีวันที่"),
        ("1/13/2569", "ไม่มีเดือน"),
        ("5/1/2480", "ค.ศ."),
        ("²5/5/2569", "อ่านวันที่ไม่ได้"),
    ],
)
def test_what_is_no_day_is_refused_with_what_to_do(typed: str, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        parse(typed, today=TODAY)


def test_a_leap_day_is_one_in_the_thai_year_it_belongs_to() -> None:
    assert parse("29 กุมภาพันธ์ 2567") == date(2024, 2, 29)


def test_a_day_without_a_year_is_the_nearest_one_when_the_form_allows_it() -> None:
    assert parse("5 ม.ค.", today=TODAY, near=TODAY) == date(2027, 1, 5)
    assert parse("25 พ.ย.", today=TODAY, near=TODAY) == date(2026, 11, 25)


@given(DAYS)
def test_every_way_of_showing_a_day_reads_back_as_that_day(day: date) -> None:
    shown = [
        dates.record(day),
        dates.letter(day),
        dates.letter(day, thai_digits=True),
        dates.long(day),
        day.isoformat(),
    ]
    shown += [f"{day.day}/{day.month}/{to_be(day.year)}", f"{day.day}/{day.month}/{day.year}"]
    assert {parse(text) for text in shown} == {day}


@given(DAYS, st.dates(date(1995, 1, 1), date(2090, 1, 1)))
def test_two_digits_never_become_a_wrong_year_silently(day: date, today: date) -> None:
    try:
        read = parse(f"{day.day}/{day.month}/{to_be(day.year) % 100:02d}", today=today)
    except ValueError:
        return
    assert to_be(read.year) % 100 == to_be(day.year) % 100
    assert abs(read.year - today.year) <= 20


@given(st.text(max_size=40))
def test_nothing_typed_can_break_the_reader(text: str) -> None:
    try:
        outcome: object = parse(text, near=TODAY)
    except ValueError as refusal:
        outcome = str(refusal)
    assert isinstance(outcome, date) or re.search("พิมพ์|ตรวจ", str(outcome))


def test_lists_name_the_year_only_when_it_is_another() -> None:
    assert dates.listed(date(2026, 11, 23), today=TODAY) == "23 พ.ย."
    assert dates.listed(date(2025, 11, 23), today=TODAY) == "23 พ.ย. 2568"
    assert dates.weekday(date(2026, 11, 25), today=TODAY) == "พ. 25 พ.ย."
    assert dates.weekday(date(2027, 1, 7), today=TODAY) == "พฤ. 7 ม.ค. 2570"


def test_records_and_letters_have_their_own_styles() -> None:
    day = date(2026, 11, 17)
    assert dates.record(day) == "17 พ.ย. 2569"
    assert dates.letter(day) == "17 พฤศจิกายน 2569"
    assert dates.letter(day, thai_digits=True) == "๑๗ พฤศจิกายน ๒๕๖๙"
    assert dates.long(day) == "วันอังคารที่ 17 พฤศจิกายน พ.ศ. 2569"
    assert dates.month(day) == "พฤศจิกายน 2569"


def test_an_instant_is_shown_by_the_bangkok_clock() -> None:
    late_evening = datetime(2026, 12, 31, 18, 5, tzinfo=UTC)
    assert dates.record(late_evening) == "1 ม.ค. 2570"
    assert dates.clock(late_evening) == "01.05 น."
    assert dates.clock(time(16, 30)) == "16.30 น."
    assert dates.moment(late_evening, today=date(2027, 1, 2)) == "1 ม.ค. 01.05 น."


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        bangkok.local(datetime(2026, 1, 1))


def test_a_range_says_once_what_both_ends_share() -> None:
    assert dates.span(date(2026, 11, 3), date(2026, 11, 5)) == "3–5 พ.ย. 2569"
    assert dates.span(date(2026, 11, 30), date(2026, 12, 2)) == "30 พ.ย. – 2 ธ.ค. 2569"
    assert dates.span(date(2026, 12, 30), date(2027, 1, 2)) == "30 ธ.ค. 2569 – 2 ม.ค. 2570"
    assert dates.span(TODAY, TODAY) == "22 พ.ย. 2569"


@given(st.text())
def test_thai_digits_go_there_and_back(text: str) -> None:
    plain = to_arabic(text)
    assert to_arabic(to_thai(plain)) == plain
    assert not set(to_thai(plain)) & set("0123456789")


@pytest.mark.parametrize("kind", [CalendarYear, FiscalYear, SchoolYear])
@given(day=st.dates(date(1800, 1, 1), date(2300, 12, 31)))
def test_every_day_lies_in_exactly_its_own_year(
    kind: type[CalendarYear] | type[FiscalYear] | type[SchoolYear], day: date
) -> None:
    year = kind.of(day)
    assert year.start <= day <= year.end
    assert day in year
    assert kind.of(year.start) == kind.of(year.end) == year
    assert day not in year.next()
    assert year.next().previous() == year
    assert (year.next().start - year.end).days == 1


def test_one_day_has_three_years_with_three_names() -> None:
    day = date(2026, 11, 22)
    assert (CalendarYear.of(day).be, FiscalYear.of(day).be, SchoolYear.of(day).be) == (2569, 2570, 2569)
    assert SchoolYear.of(date(2027, 3, 1)) == SchoolYear(2569)
    assert (SchoolYear(2569).start, SchoolYear(2569).end) == (date(2026, 5, 16), date(2027, 5, 15))
    assert (FiscalYear(2570).start, FiscalYear(2570).end) == (date(2026, 10, 1), date(2027, 9, 30))


def test_years_of_different_kinds_are_neither_equal_nor_in_order() -> None:
    kinds: list[object] = [CalendarYear(2569), FiscalYear(2569), SchoolYear(2569)]
    assert len(set(kinds)) == 3
    with pytest.raises(TypeError):
        sorted(kinds)  # type: ignore[type-var]


def test_a_christian_year_is_no_thai_year() -> None:
    with pytest.raises(ValueError, match=r"พ\.ศ\."):
        FiscalYear(1999)


NOW = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)  # Monday 10.30 in Bangkok


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=bangkok.BANGKOK)


@pytest.mark.parametrize(
    ("when", "days", "minutes", "tone", "text"),
    [
        (None, 0, 0, "none", ""),
        (_at(20, 16, 30), 1, 120, "late", "ช้า 1 วันทำการ"),
        (_at(23, 9, 0), 0, 90, "late", "ช้า 1 ชั่วโมง"),
        (_at(23, 10, 10), 0, 20, "late", "ช้า 20 นาที"),
        (_at(23, 16, 30), 0, 330, "soon", "ก่อน 16.30 น."),
        (_at(25, 16, 30), 2, 1200, "later", "อีก 2 วันทำการ"),
        (_at(29, 12, 0), 0, 0, "later", "ก่อน 12.00 น. อา. 29 พ.ย."),
    ],
)
def test_a_due_time_says_the_word_first(when: datetime | None, days: int, minutes: int, tone: str, text: str) -> None:
    words = due.due_words(NOW, when, days=days, minutes=minutes)
    assert (words.tone, words.text) == (tone, text)


def test_a_late_answer_keeps_its_mark() -> None:
    assert due.late_mark(_at(24, 9, 0), _at(23, 16, 30)) == "ตอบช้า"
    assert due.late_mark(_at(23, 16, 30), _at(23, 16, 30)) == ""
    assert due.late_mark(NOW, None) == ""


def test_plain_days_have_plain_words() -> None:
    assert [due.days_words(n) for n in (0, 1, -1, 3, -3)] == ["วันนี้", "พรุ่งนี้", "เมื่อวาน", "อีก 3 วัน", "3 วันก่อน"]
    assert due.ago(_at(22, 1, 0), date(2026, 11, 23)) == "เมื่อวาน"


@given(DAYS, st.integers(0, 400))
def test_whole_days_begin_with_the_first_and_end_with_the_last(first: date, more: int) -> None:
    last = first + timedelta(days=more)
    begin, end = bangkok.whole_days(first, last)
    second = timedelta(seconds=1)
    assert [bangkok.day_of(moment) for moment in (begin, end - second)] == [first, last]
    assert (bangkok.day_of(begin - second), bangkok.day_of(end)) == (
        first - timedelta(days=1),
        last + timedelta(days=1),
    )
    assert bangkok.midnight(first) == begin

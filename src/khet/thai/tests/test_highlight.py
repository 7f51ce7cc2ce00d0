"""What is marked in the original and what piece of it is shown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.thai import analysis

LETTERS = "".join(map(chr, range(0x0E01, 0x0E2F)))
HANGING = "\u0e30\u0e31าำ\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3aๅ\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"
THAI = st.text("฿กขคงจสอรมยนท าะำัิีืุูเแโใไ่้๊๋์็ํๆฯ0123๔๕ .-/a\"'()\u200b", max_size=60)


@pytest.mark.parametrize(
    ("original", "asked", "marked"),
    [
        ("การทํางานที่สํานักงาน", "ทำงาน", ["ทํางาน"]),
        ("สํานัก\u200bงานเขต", "สำนักงาน", ["สํานัก\u200bงาน"]),
        ("โรงเรียนและโรงเรือน", "โรงเรียน", ["โรงเรียน"]),
        ("การศึกษา", "กา", []),
        ("หนี้และหนู", "หน", []),
        ("เขตพื้นที่การศึกษา", "การศึกษา", ["การศึกษา"]),
        ("แบบ ปพ. ๕", "ปพ.5", ["ปพ. ๕"]),
        ("ที่ ศธ ๐๔๓๔๙/ว๑๒๓ ลง", "ศธ04349/ว123", ["ศธ ๐๔๓๔๙/ว๑๒๓"]),
        ("12 กับ 123", "12", ["12"]),
        ("ผู้อำนวยการโรงเรียน", "ผอ.", ["ผู้อำนวยการ"]),
        ("Google Classroom", "google", ["Google"]),
        ("ประสานงานการอบรม", "การประชุม", []),
        ("ขอเชิญประชุมและประสานงาน", "การประชุม", ["ประชุม"]),
        ("ประสานงานชุมชน", "ประชุม", []),
        ("งบดุล ประมาณการ", "งบประมาณ", ["ประมาณ"]),
        ("เขตพื้นที่ใหม่ และการศึกษาไทย", "สำนักงานเขตพื้นที่การศึกษา", ["เขตพื้นที่", "การศึกษา"]),
    ],
)
def test_what_is_found_is_marked_in_the_original(original: str, asked: str, marked: list[str]) -> None:
    assert [original[start:end] for start, end in analysis.cuts(original, asked)] == marked


@settings(deadline=None)
@given(THAI, THAI)
def test_marks_never_divide_a_syllable(original: str, asked: str) -> None:
    last = 0
    for start, end in analysis.cuts(original, asked):
        assert last <= start < end <= len(original)
        last = end
        assert not original[end : end + 1] or original[end] not in HANGING
        assert original[start] not in HANGING or not start or original[start - 1] not in LETTERS + HANGING
        assert not start or original[start - 1] not in "เแโใไ" or not "ก" <= original[start] <= "ฮ"


@settings(deadline=None)
@given(st.one_of(THAI, st.text(max_size=400)), THAI, st.integers(20, 80))
def test_a_snippet_is_a_piece_of_the_original(original: str, asked: str, length: int) -> None:
    pieces = analysis.snippet(original, asked, length)
    shown = "".join(text for text, _ in pieces)
    assert shown.removeprefix("…").removesuffix("…") in original or shown in original
    assert len(shown) <= length + 100


def test_a_snippet_shows_where_most_of_the_query_stands() -> None:
    original = "งบประมาณ " + "ข้อความอื่นทั่วไป " * 60 + "เรื่องงบประมาณปีการศึกษาใหม่ของโรงเรียน" + " ท้ายเรื่อง" * 60
    pieces = analysis.snippet(original, "งบประมาณ ปีการศึกษา โรงเรียน", 100)
    assert [text for text, marked in pieces if marked] == ["งบประมาณปีการศึกษา", "โรงเรียน"]
    assert pieces[0] == ("…", False) == pieces[-1]
    assert sum(len(text) for text, _ in pieces) < 160


def test_a_snippet_far_down_a_long_text_is_found() -> None:
    original = "ข้อความทั่วไป " * 5000 + "เกียรติบัตร"
    assert ("เกียรติบัตร", True) in analysis.snippet(original, "เกียรติบัตร")

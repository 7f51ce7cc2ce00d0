"""Texts folded for search, and the exact way back to the original."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.thai import normal
from khet.thai.mapping import mapped, searchable

SIGNS = "฿กขคงจสอรมยนทดศธวปพ าะำัิีืฺุูเแโใไ่้๊๋์็ํ๎ๆฯ0123๔๕ .-/aAé\u0301\u200b\u00a0\u00ad\n\uf70a\uf712Ａ５ßİ"
THAI = st.text(SIGNS, max_size=40)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("กา้ว", "ก้าว"),
        ("เเม่", "แม่"),
        ("อนุสรณ์์", "อนุสรณ์"),
        ("ท\u0e48\u0e35", "ที่"),
        ("สำนัก\u200bงาน", "สำนักงาน"),
        ("ปี ๒๕๖๙", "ปี 2569"),
        ("Ｇｏｏｇｌｅ ５", "google 5"),
        ("ด าเนินการ", "ดำเนินการ"),
        ("น้ าหนัก", "น้ำหนัก"),
        ("น ำเสนอ", "นำเสนอ"),
        ("ส ารวจ", "สำรวจ"),
        ("ท\u0e35\uf70a", "ที่"),
        ("ป\uf702\uf70a", "ปี่"),
        ("\uf70fาติ \uf700าน", "ญาติ ฐาน"),
        ("  ก\u00a0\n ข  ", "ก ข"),
        ("กา มา", "กา มา"),
    ],
)
def test_what_looks_the_same_is_searched_the_same(typed: str, meant: str) -> None:
    assert searchable(typed) == mapped(typed).text == meant


@settings(max_examples=400)
@given(st.one_of(THAI, st.text("ะาำ่้ก็ํ", max_size=12), st.text(max_size=40)))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = mapped(text)
    assert searchable(text) == once.text
    assert searchable(once.text) == once.text
    again = mapped(once.text)
    assert list(again.origin) == list(range(len(once.text)))


@settings(max_examples=400)
@given(st.one_of(THAI, st.text("ะาำ่้ก็ํ", max_size=12), st.text(max_size=40)))
def test_every_sign_knows_where_it_came_from(text: str) -> None:
    found = mapped(text)
    assert len(found.origin) == len(found.ends) == len(found.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(found.origin, found.ends, strict=True))
    if found.text:
        start, end = found.span(0, len(found.text))
        assert searchable(text[start:end]) == found.text


@settings(max_examples=300)
@given(st.text("กขนม าำัิี่้ํเ\u200b๕5A", max_size=20), st.text("กขนม าำัิี่้ํเ\u200b๕5A", max_size=20))
def test_a_word_in_the_middle_is_found_at_its_place(before: str, behind: str) -> None:
    text = f"{before} ทํา\u200bงาน {behind}"
    found = mapped(text)
    place = found.text.index("ทำงาน")
    start, end = found.span(place, place + len("ทำงาน"))
    assert searchable(text[start:end]) == "ทำงาน"


def test_a_span_covers_split_vowels_and_dropped_signs_and_nothing_else() -> None:
    text = "(นํ\u200b้า)"
    found = mapped(text)
    assert found.text == "(น้ำ)"
    assert found.span(1, 4) == (1, 6)
    assert text[slice(*found.span(4, 5))] == ")"
    assert found.span(5, 5) == (7, 7)
    assert mapped("").span(0, 0) == (0, 0)


@given(st.text("\u0e31\u0e34\u0e38\u0e3a\u0e47\u0e48\u0e49\u0e4c\u0e4d\u0e4eาก\u0301", max_size=60))
def test_marks_in_any_order_settle_in_one(text: str) -> None:
    once = normal.normalise(text)
    assert normal.normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)

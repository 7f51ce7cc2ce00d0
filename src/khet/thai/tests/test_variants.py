"""Slips of spelling, wrong keyboard layouts, corrections."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.thai import analysis, layout, variants, vocabulary
from khet.thai.words import Lexicon, dictionary

WORD = st.text("กขคนณสศษรลดฎตฏใไาิี่้็์", max_size=10)


@given(WORD)
def test_keys_and_toneless_forms_settle(word: str) -> None:
    assert variants.key(variants.key(word)) == variants.key(word)
    assert variants.toneless(variants.toneless(word)) == variants.toneless(word)


def test_what_sounds_alike_shares_a_key_and_what_does_not_stays_apart() -> None:
    assert variants.key("การศึกษา") == variants.key("การศึกศา")
    assert variants.key("ใส่ใจ") == variants.key("ไส่ไจ")
    assert variants.key("คอมพิวเตอร์") == variants.key("คอมพิวเตอ")
    assert variants.key("หนี้") != variants.key("หนู")
    assert variants.toneless("หนี้") == "หนี" != variants.toneless("หนู")


@given(WORD, WORD)
def test_the_cost_is_the_same_both_ways_and_nothing_only_for_the_same(one: str, other: str) -> None:
    assert variants.cost(one, other) == pytest.approx(variants.cost(other, one))
    assert (variants.cost(one, other) == 0) == (one == other)


@given(WORD, WORD)
def test_a_limit_only_stops_early(one: str, other: str) -> None:
    full = variants.cost(one, other)
    limited = variants.cost(one, other, limit=1.0)
    assert limited == pytest.approx(full) if full <= 1.0 else limited > 1.0


def test_a_slip_of_spelling_costs_less_than_a_wrong_letter() -> None:
    assert variants.cost("ศึกษา", "ศึกศา") < variants.cost("ศึกษา", "ศึกกา")
    assert variants.cost("พื้นที่", "พืนที่") < 0.5
    assert variants.cost("หนี้", "หนู") > 1
    assert variants.cost("นักเรียน", "นักเรีนย") < 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("การศึกศา", "การศึกษา"),
        ("โรงเรียร", "โรงเรียน"),
        ("นักเรีนย", "นักเรียน"),
        ("สุราษฏร์ธานี", "สุราษฎร์ธานี"),
        ("ผุ้อำนวยการ", "ผู้อำนวยการ"),
        ("พืนที่", "พื้นที่"),
        ("ไกล้", "ใกล้"),
    ],
)
def test_the_word_that_was_meant_comes_first(typed: str, meant: str) -> None:
    assert variants.corrections(typed, dictionary())[0] == meant


@pytest.mark.parametrize("typed", ["", "ก", "ก" * 5000, "่" * 30, "😀😀", "hello"])
def test_what_is_near_no_word_has_no_corrections(typed: str) -> None:
    assert variants.corrections(typed, Lexicon(["การศึกษา"])) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("การศึกศา", "การศึกษา"),
        ("เขตพื้นที่การศึกศา", "เขตพื้นที่การศึกษา"),
        ("มหาวิทยาลยั", "มหาวิทยาลัย"),
        ("ผุ้อำนวยการโรงเรียร", "ผู้อำนวยการโรงเรียน"),
        ("นักเรีนย ป.6", "นักเรียน ป.6"),
        ("คอมพิวเตอ", "คอมพิวเตอร์"),
    ],
)
def test_a_query_is_respelt(typed: str, meant: str) -> None:
    assert analysis.respell(typed) == meant


@pytest.mark.parametrize("typed", ["การศึกษา", "หนังสือราชการ", "", "่่่", "ศธ 04349/ว123", "google", "😀"])
def test_what_is_right_is_left(typed: str) -> None:
    assert analysis.respell(typed) is None


def test_a_learned_name_is_offered_too() -> None:
    assert analysis.respell("โรงเรียนบ้านซับบอณ", learned=Lexicon(["บ้านซับบอน"])) == "โรงเรียนบ้านซับบอน"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l;ylfu", "สวัสดี"),
        ("'[xit,kI", "งบประมาณ"),
        ("xitdkL", "ประกาศ"),
        ("soy'lnvik=dki", "หนังสือราชการ"),
        ("dkiL7dKk 2569", "การศึกษา 2569"),
        ("รายงาน xit=6,", "รายงาน ประชุม"),
        ("0yUddt[6J, 8nv.8i", "จั๊กกะบุ๋ม คือใคร"),
        ("เนนเสำ", "google"),
        ("แสฟหหพนนท", "classroom"),
    ],
)
def test_the_other_layout_is_read(typed: str, meant: str) -> None:
    assert layout.repair(typed) == meant
    assert analysis.query(typed).repaired == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("google classroom", "information technology", "don't panic", "e-mail", "OBEC Content Center", "and", "O'NET"),
        *("สวัสดี", "ศธ 04349/ว123", "ผอ.สพม.", "กศน.", "ฯลฯ", "ก", "ณัฐพงษ์ ขจรมาลี", "ปพ.5", "iPhone 15", "DLTV 2569"),
        *("", " ", "่่", "😀", "SELECT * FROM users", '"AND" OR (', "๑๒๓", "0812345678", "ก" * 10_000, "q" * 10_000),
    ],
)
def test_what_was_typed_rightly_is_left(typed: str) -> None:
    assert layout.repair(typed) is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_may_be_asked_about(text: str) -> None:
    repaired = layout.repair(text)
    assert repaired is None or repaired != text
    assert analysis.respell(text) != text


def test_the_vocabulary_is_ours_and_large() -> None:
    listed = vocabulary.lexicon()
    assert len(listed) >= 2500
    missing_elsewhere = "สำนักงานเขตพื้นที่การศึกษา ครูชำนาญการ คลังความรู้ ใบงาน เกียรติบัตร โคดดิง ยุวกาชาด ประกันคุณภาพ สื่ออิเล็กทรอนิกส์"
    assert set(missing_elsewhere.split()) <= listed.words
    assert all(word == analysis.query(word).text for word in listed)


def test_synonyms_lead_both_ways() -> None:
    table = vocabulary.synonyms()
    for name, others in table.items():
        assert others, name
        for other in others:
            assert vocabulary.plain(other) in table

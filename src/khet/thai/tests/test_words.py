"""Order, spelling, names and cutting of Thai words."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.thai import names, normal, words
from khet.thai.sorting import KEY_LENGTH, sort_key

GOLDEN = (Path(__file__).parent / "golden" / "dictionary_order.txt").read_text("utf-8").split()
THAI = st.text("฿กขคงจสอรมย าะัำิีืุูเแโใไ่้๊๋์็ๆฯ0123๔๕ .-a", max_size=30)


def test_the_key_sorts_as_the_dictionary_does() -> None:
    shuffled = random.Random(7).sample(GOLDEN, len(GOLDEN))
    assert sorted(shuffled, key=sort_key) == GOLDEN
    assert len(set(map(sort_key, GOLDEN))) == len(GOLDEN) >= 300


def test_code_points_would_have_sorted_wrongly() -> None:
    assert sorted(GOLDEN) != GOLDEN


@pytest.mark.parametrize(
    "ordered",
    [
        ["โรงเรียน 2", "โรงเรียน 10", "โรงเรียน 100"],
        ["ม.2", "ม. 3", "ม.10"],
        ["ข้อ 1.2", "ข้อ 1.10", "ข้อ 2"],
        ["เขต ๒", "เขต 10"],
        ["สม ใจ", "สมชาย ก", "สมชาย ข"],
        ["1 ก", "a", "Bangkok", "ก"],
        ["ก", "กๆ", "ก็", "ก่", "กก"],
    ],
)
def test_numbers_words_and_marks_have_their_places(ordered: list[str]) -> None:
    assert sorted(random.Random(1).sample(ordered, len(ordered)), key=sort_key) == ordered


@pytest.mark.parametrize(
    ("one", "other"), [("นํ้า", "น้ำ"), ("เเม่", "แม่"), ("ม.2", "ม 2"), ("เขต ๒", "เขต 2"), ("ก\u200bก", "กก"), ("É", "e")]
)
def test_what_reads_the_same_stands_at_the_same_place(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@given(st.text(max_size=300))
def test_a_key_is_short_and_plain_so_that_every_database_orders_it_alike(text: str) -> None:
    key = sort_key(text)
    assert len(key) <= KEY_LENGTH
    assert key.isascii()
    assert not set(key) - set("0123456789abcdefghijklmnopqrstuvwxyz")


@given(st.text("กขคงมอสะาิีุเแโไ", min_size=1, max_size=12), st.text("กขคงมอสะาิีุเแโไ", min_size=1, max_size=12))
def test_a_word_comes_before_what_is_longer_by_another_word(word: str, more: str) -> None:
    assert sort_key(word) < sort_key(f"{word} {more}")


@given(THAI)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normal.normalise(text)
    assert normal.normalise(once) == once
    assert normal.fold(normal.fold(text)) == normal.fold(text)


@given(st.text())
def test_normalising_any_text_settles(text: str) -> None:
    once = normal.normalise(text)
    assert normal.normalise(once) == once


def test_spellings_that_look_alike_become_one() -> None:
    assert normal.normalise("น\u0e4d\u0e49\u0e32") == normal.normalise("น\u0e49\u0e4d\u0e32") == "น้ำ"
    assert normal.normalise("เเม่\u200b  น้ำ\u00a0ๆ") == "แม่ น้ำ ๆ"
    assert normal.normalise("ที\u0e48\u0e48") == "ที่"
    assert normal.normalise("ท\u0e48\u0e35") == "ที่"
    assert normal.fold("ว๑๒Ａｂ") == "ว12ab"
    assert normal.fold("หนี้") != normal.fold("หนู")


@pytest.mark.parametrize("typed", ["ศธ04349/ว๑๒๓", "ศธ 04349/ว123", "ที่ ศธ ๐๔๓๔๙ / ว 123", "ศธ. 04349/ว.123"])
def test_a_letter_number_is_one_number_however_it_is_typed(typed: str) -> None:
    assert normal.letter_number(typed) == "ศธ04349/ว123"


def test_a_letter_number_is_shown_in_its_usual_spelling() -> None:
    assert normal.letter_number_shown("ศธ๐๔๓๔๙ / ว ๑๒๓") == "ศธ 04349/ว123"
    assert normal.letter_number_shown("ศธ 04001.12/45") == "ศธ 04001.12/45"
    assert normal.letter_number("ศธ 04001.12/45") != normal.letter_number("ศธ 0400112/45")


@pytest.mark.parametrize(
    ("text", "title", "given_name", "family"),
    [
        ("นางสาวสมหญิง ใจดี", "นางสาว", "สมหญิง", "ใจดี"),
        ("นาง สมหญิง ใจดี", "นาง", "สมหญิง", "ใจดี"),
        ("น.ส.มาลี มีสุข", "น.ส.", "มาลี", "มีสุข"),
        ("เด็กชายก้อง แก้วดี", "เด็กชาย", "ก้อง", "แก้วดี"),
        ("ด.ญ. ก้อย แก้วดี", "ด.ญ.", "ก้อย", "แก้วดี"),
        ("ว่าที่ร้อยตรีสมชาย แสนดี", "ว่าที่ร้อยตรี", "สมชาย", "แสนดี"),
        ("ว่าที่ร้อยตรีหญิงสมศรี แสนดี", "ว่าที่ร้อยตรีหญิง", "สมศรี", "แสนดี"),
        ("ว่าที่ ร.ต.หญิง สมศรี แสนดี", "ว่าที่ ร.ต.หญิง", "สมศรี", "แสนดี"),
        ("ว่าที่ร้อยตรี ดร.สมชาย แสนดี", "ว่าที่ร้อยตรี ดร.", "สมชาย", "แสนดี"),
        ("ผศ.ดร.มานี รักไทย", "ผศ. ดร.", "มานี", "รักไทย"),
        ("ม.ล.ปิ่น มาลา", "ม.ล.", "ปิ่น", "มาลา"),
        ("พล.ต.ต.กล้า หาญ", "พล.ต.ต.", "กล้า", "หาญ"),
        ("นายกรณ์ ณ เชียงใหม่", "นาย", "กรณ์", "ณ เชียงใหม่"),
        ("นายแพทย์กล้า หาญ", "นายแพทย์", "กล้า", "หาญ"),
        ("สมชาย ใจดี", "", "สมชาย", "ใจดี"),
        ("นายิกา ใจดี", "", "นายิกา", "ใจดี"),
        ("นางาม ใจดี", "", "นางาม", "ใจดี"),
        ("นาย", "", "นาย", ""),
        ("นางสาวเอมอร", "นางสาว", "เอมอร", ""),
    ],
)
def test_a_title_comes_off_a_name(text: str, title: str, given_name: str, family: str) -> None:
    assert names.split_name(text) == names.Named(title, given_name, family)


def test_a_name_is_written_with_its_title_as_letters_do() -> None:
    assert str(names.Named("นางสาว", "สมหญิง", "ใจดี")) == "นางสาวสมหญิง ใจดี"
    assert str(names.Named("ว่าที่ร้อยตรี ดร.", "สมชาย", "แสนดี")) == "ว่าที่ร้อยตรี ดร. สมชาย แสนดี"


@given(st.text("กานยสวพ.งร ด", max_size=30))
def test_splitting_a_name_loses_no_letter(text: str) -> None:
    title, name = names.split_title(text)
    assert (title + name).replace(" ", "") == normal.normalise(text).replace(" ", "")


@settings(deadline=None)  # the first cut loads the list
@given(st.one_of(THAI, st.text()))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(words.cut(text)) == text
    assert words.breakable(text, mark="|").replace("|", "") == text.replace("|", "")


@given(st.text(st.characters(min_codepoint=0x0E00, max_codepoint=0x0E7F), max_size=40))
def test_every_sign_of_the_thai_block_may_stand_anywhere(text: str) -> None:
    assert "".join(words.cut(text)) == text


def test_office_words_are_cut_as_the_office_says_them() -> None:
    text = "สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสุราษฎร์ธานีขอเชิญผู้อำนวยการโรงเรียนประชุมเรื่องการศึกษาทางไกล"
    assert words.cut(text)[:3] == ["สำนักงานเขตพื้นที่การศึกษา", "มัธยมศึกษา", "สุราษฎร์ธานี"]
    assert {"ผู้อำนวยการโรงเรียน", "ประชุม", "เรื่อง", "การศึกษาทางไกล"} <= set(words.cut(text))


def test_lines_break_only_between_thai_words() -> None:
    broken = words.breakable("ขอให้ท่านส่งข้อมูลภายในวันที่ 5 (ตามแบบ) ต่างๆ", mark="|")
    assert broken == "ขอให้|ท่าน|ส่ง|ข้อมูล|ภายใน|วันที่ 5 (ตาม|แบบ) ต่างๆ"


def test_an_unknown_word_is_not_cut_inside_a_cluster() -> None:
    for word in words.cut("เฎ่าฏฆ่ฌแฮ่ฬ"):
        assert word[0] in "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮเแโใไ"


@pytest.mark.parametrize("unit", ["ก", "ส", "นา", "อกราบ", "การ", "ลัก", "กรม", "่", "เ", "a", "1", "😀", "ก "])
def test_no_text_makes_cutting_slow(unit: str) -> None:
    words.cut("ก่อน")  # the list is loaded once, before the clock starts
    text = (unit * 10_000)[:10_000]
    spent = []
    for _ in range(3):  # the best of three: a collection of garbage or a busy machine is not the cutter's time
        started = time.process_time()
        assert "".join(words.cut(text)) == text
        spent.append(time.process_time() - started)
    assert min(spent) < 0.25  # 0.05 s on a quiet machine; exponential cutters need seconds

"""Character clusters, compounds and words learned from elsewhere."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.thai import words
from khet.thai.clusters import clusters, stream
from khet.thai.parts import parts
from khet.thai.words import Lexicon

THAI = st.text("฿กขคงจสอรมย าะำัิีืุูเแโใไ่้๊๋์็ๆฯ0123๔๕ .-aZ", max_size=40)
HANGING = re.compile("[\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]")


@given(st.one_of(THAI, st.text()))
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(THAI)
def test_a_mark_stays_with_its_letter(text: str) -> None:
    found = clusters(text)
    for before, cluster in itertools.pairwise(found):
        assert not (HANGING.match(cluster) and re.search("[ก-ฮ]$", before))
        assert not (re.search("[เ-ไ]$", before) and re.match("[ก-ฮ]", cluster))


def test_clusters_as_people_write_them() -> None:
    assert clusters("เปลี่ยน") == ["เป", "ลี่", "ย", "น"]
    assert clusters("จันทร์") == ["จั", "น", "ทร์"]
    assert clusters("น้ำ ๕ ก.ค. DLTV") == ["น้ำ", " ", "๕", " ", "ก", ".", "ค", ".", " ", "DLTV"]
    assert stream("ม. 2 ต่าง ๆ ฯลฯ") == ["ม", "2", "ต่า", "ง", "ล"]


@settings(deadline=None)
@given(st.text("กขคงจสอรมยนท", min_size=1, max_size=6), st.text("กขคงจสอรมยนท", max_size=6))
def test_a_word_has_the_same_clusters_alone_and_in_a_text(word: str, behind: str) -> None:
    assert clusters(word + "า" + behind)[: len(clusters(word + "า"))] == clusters(word + "า")


def test_learned_words_are_added_for_one_cut_and_not_kept() -> None:
    text = "ประชุมที่โรงเรียนบ้านซับบอนวันนี้"
    learned = Lexicon(["บ้านซับบอน"])
    assert "บ้านซับบอน" in words.cut(text, extra=learned)
    assert "บ้านซับบอน" not in words.cut(text)
    assert "".join(words.cut(text, extra=learned)) == text


@settings(deadline=None)
@given(THAI)
def test_learned_words_lose_nothing(text: str) -> None:
    assert "".join(words.cut(text, extra=Lexicon(["กขค", "สอรมย", "กา"]))) == text


@pytest.mark.parametrize(
    ("compound", "inside"),
    [
        ("สำนักงานเขตพื้นที่การศึกษา", {"สำนักงาน", "เขตพื้นที่การศึกษา", "เขตพื้นที่", "การศึกษา", "พื้นที่", "เขต", "ศึกษา"}),
        ("ผู้อำนวยการโรงเรียน", {"ผู้อำนวยการ", "โรงเรียน"}),
        ("มหาวิทยาลัย", {"มหา", "วิทยาลัย"}),
        ("คณะกรรมการการศึกษาขั้นพื้นฐาน", {"คณะกรรมการ", "การศึกษาขั้นพื้นฐาน", "การศึกษา", "พื้นฐาน"}),
    ],
)
def test_a_compound_holds_its_parts(compound: str, inside: set[str]) -> None:
    assert inside <= set(parts(compound))
    assert compound not in parts(compound)


def test_a_simple_word_holds_none_and_chance_letters_are_no_part() -> None:
    assert parts("กรรม") == ()
    assert "สำ" not in parts("สำนักงาน")
    assert parts("ก" * 5000) == ()


@settings(deadline=None)
@given(st.text("กานยสวพงรดเม่", max_size=14))
def test_parts_stand_in_the_word(word: str) -> None:
    assert all(part in word and part != word for part in parts(word))

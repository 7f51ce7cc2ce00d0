"""The search line of the header: numbers in any spelling, words, and only what one may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.tests import factories as make

URL = "/letters/find/"


def test_the_header_leads_here_and_an_empty_question_says_how_to_ask(cast: Cast) -> None:
    page = cast.clerk.get(URL)
    assert f'action="{URL}"' in page.text
    assert "พิมพ์เลขหนังสือแบบใดก็ได้" in page.text


@pytest.mark.parametrize("words", ["ศธ 04000/ว1", "ศธ04000/ว๑", "ว1", "ประชุม ผู้บริหาร", "ศธ ๐๔๐๐๐ / ว ๑"])
def test_a_letter_is_found_by_both_sides(cast: Cast, words: str) -> None:
    services.save_settings(actor=cast.clerk.actor, letter_prefix="ศธ 04000")
    letter = make.a_dispatched_letter(cast, circular=True)
    ours = cast.clerk.get(URL, {"q": words}).text
    theirs = cast.school_clerk.get(URL, {"q": words}).text
    assert letter.get_absolute_url() in ours
    assert make.delivery_at(letter, cast.schools[0]).get_absolute_url() in theirs


def test_our_own_receive_number_finds_the_letter(cast: Cast) -> None:
    delivery = make.an_outside_letter(cast.clerk, letter_no="กท 9/9")
    assert delivery.get_absolute_url() in cast.clerk.get(URL, {"q": "1"}).text
    assert delivery.get_absolute_url() not in cast.school_clerk.get(URL, {"q": "1"}).text


def test_nothing_is_found_of_others_or_of_secrets(cast: Cast) -> None:
    make.a_dispatched_letter(cast, units=[cast.schools[0]], subject="เฉพาะโรงเรียนแรก")
    make.an_outside_letter(cast.clerk, subject="เรื่องลับเฉพาะ", secrecy=2)
    for person in (cast.outsider, cast.pupil, cast.teacher, cast.sysadmin):
        text = person.get(URL, {"q": "เฉพาะ"}).text
        assert "เฉพาะโรงเรียนแรก" not in text
        assert "เรื่องลับเฉพาะ" not in text
        assert "ไม่พบหนังสือที่ท่านเปิดดูได้" in text
    assert "เรื่องลับเฉพาะ" not in cast.deputy.get(URL, {"q": "เฉพาะ"}).text


@pytest.mark.parametrize("words", ["%", "_", "'", "\\", "<script>", "ก" * 500, "1/" * 50, "0", "\u200b"])
def test_odd_words_break_nothing(cast: Cast, words: str) -> None:
    make.an_outside_letter(cast.clerk)
    page = cast.clerk.get(URL, {"q": words})
    assert page.status == 200
    assert "<script>alert" not in page.text


def test_more_than_a_few_are_a_page_of_their_own_at_a_fixed_price(cast: Cast) -> None:
    def price() -> int:
        cast.clerk.get(URL, {"q": "วิทยากร"})
        with CaptureQueriesContext(connection) as seen:
            cast.clerk.get(URL, {"q": "วิทยากร"})
        return len(seen)

    for number in range(5):
        make.an_outside_letter(cast.clerk, letter_no=f"ก {number}")
    few = price()
    for number in range(5, 52):
        make.an_outside_letter(cast.clerk, letter_no=f"ก {number}")
    assert price() == few
    assert "ดูหนังสือเข้าที่พบทั้งหมด" in cast.clerk.get(URL, {"q": "วิทยากร"}).text
    assert "เก่ากว่า" in cast.clerk.get(URL, {"q": "วิทยากร", "only": "in"}).text

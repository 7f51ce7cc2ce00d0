"""คำต่อ at the foot of the pages of a long letter: what stands there is what the next page begins with."""

import re
from dataclasses import replace

import pytest

from khet.paper.faces import SARABUN, SARABUN_PSK, Fonts, office_fonts
from khet.paper.reading import first_lines
from khet.paper.services import page_count, render, text_of
from khet.paper.tests.faces import wide
from khet.paper.tests.samples import BODY, LETTER, VERIFY
from khet.paper.tests.test_measures import boxes
from khet.paper.trying import tried

LONG = replace(LETTER, body=(BODY + "\n\n") * 20, catch_words=True)
WIDE = tried(office_fonts([wide()]))


def caught(page: str) -> str:
    """What stands at the foot, without the slash and the dots."""
    found = re.findall(r"/([^/\n]+?) ?\.\.\.", page)
    assert len(found) == 1, page[-200:]
    return str(found[0])


@pytest.mark.parametrize("fonts", [SARABUN_PSK, SARABUN, WIDE], ids=["psk", "sarabun", "office"])
@pytest.mark.parametrize("thai", [False, True], ids=["arabic", "thai"])
def test_each_page_but_the_last_ends_with_the_first_words_of_the_next(fonts: Fonts, thai: bool) -> None:
    pdf = render(replace(LONG, thai_digits=thai), fonts=fonts)
    pages = text_of(pdf).split("\f")
    begun = first_lines(pdf, top_cm=2.5, bottom_cm=2.0)
    assert len(pages) > 2
    for page, following in zip(pages[:-1], begun[1:], strict=True):
        assert following.startswith(caught(page)), (caught(page), following)
    assert "..." not in pages[-1]


def test_it_stands_at_the_bottom_right_below_the_text_and_moves_nothing() -> None:
    with_words, without = render(LONG), render(replace(LONG, catch_words=False))
    assert page_count(with_words) == page_count(without)
    for number in range(page_count(with_words)):
        plain, more = _places(without, number), _places(with_words, number)
        extra = [box for box in more if box not in plain]
        assert [box for box in plain if box not in more] == []
        if number < page_count(with_words) - 1:
            assert min(box[2] for box in plain) > max(box[4] for box in extra)
            assert max(box[3] for box in extra) == pytest.approx(19.0, abs=0.15)
            assert min(box[1] for box in extra) > 12
            assert min(box[2] for box in extra) > 0.7
        else:
            assert extra == []


def _places(pdf: bytes, page: int) -> list[tuple[str, float, float, float, float]]:
    """Boxes to a tenth of a millimetre."""
    return [(sign, round(a, 2), round(b, 2), round(c, 2), round(d, 2)) for sign, a, b, c, d in boxes(pdf, page)]


def test_a_letter_of_one_page_has_none_and_neither_has_one_that_is_not_asked() -> None:
    assert render(replace(LETTER, catch_words=True)) == render(LETTER)
    assert "..." not in text_of(render(replace(LONG, catch_words=False)))


@pytest.mark.parametrize("lines", range(20, 34))
def test_wherever_the_page_breaks_the_word_is_whole(lines: int) -> None:
    paragraphs = ["ทั้งนี้ ให้สำนักงานดำเนินการตามที่ได้รับแจ้ง ภายในวันที่ 17 พฤศจิกายน 2569"] * lines
    items = "\n".join(f"{n}. รายการที่ {n} ญี่ปุ่น" for n in range(1, 9))
    pdf = render(replace(LONG, body="\n\n".join([*paragraphs, items, "จึงเรียนมาเพื่อโปรดทราบ"])))
    pages, begun = text_of(pdf).split("\f"), first_lines(pdf, top_cm=2.5, bottom_cm=2.0)
    for page, following in zip(pages[:-1], begun[1:], strict=True):
        assert following.startswith(caught(page))
        assert 2 <= len(caught(page)) <= 60


def test_marks_of_secrecy_a_draft_and_a_code_leave_it_readable() -> None:
    doc = replace(LONG, secrecy="ลับมาก", draft=True, verification=VERIFY)
    pdf = render(doc)
    pages, begun = text_of(pdf).split("\f"), first_lines(pdf, top_cm=2.5, bottom_cm=2.0)
    assert begun[1].startswith(caught(pages[0].replace(VERIFY.url, "")))
    assert render(doc) == pdf

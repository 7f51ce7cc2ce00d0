"""Sizes and places on the sheet, read back from the file; pages and page numbers."""

import re
from dataclasses import replace

import pypdfium2
import pytest

from khet.paper.faces import SARABUN, SARABUN_PSK, Fonts
from khet.paper.layout import Layout
from khet.paper.services import page_count, render, text_of
from khet.paper.tests.samples import BODY, LETTER, MEMO, SIGNATURE

CM = 72 / 2.54
FACES = pytest.mark.parametrize("fonts", [SARABUN_PSK, SARABUN], ids=["psk", "sarabun"])


def boxes(pdf: bytes, page: int = 0) -> list[tuple[str, float, float, float, float]]:
    """Each visible sign with its left, bottom, right, top in cm from the lower left corner."""
    with pypdfium2.PdfDocument(pdf) as document:
        textpage = document[page].get_textpage()
        text = [
            (textpage.get_text_range(index, 1), textpage.get_charbox(index)) for index in range(textpage.count_chars())
        ]
        return [(sign, *(side / CM for side in box)) for sign, box in text if sign.strip()]


@FACES
def test_a_letter_is_a4_and_keeps_its_margins(fonts: Fonts) -> None:
    pdf = render(replace(LETTER, body=(BODY + "\n\n") * 9), fonts=fonts)
    for number, (width, height) in enumerate(_sizes(pdf)):
        assert (round(width / CM, 1), round(height / CM, 1)) == (21.0, 29.7)
        placed = boxes(pdf, number)
        assert min(box[1] for box in placed) > 2.95
        assert max(box[3] for box in placed) < 19.05
        assert min(box[2] for box in placed) > 1.9


@FACES
def test_a_paragraph_begins_2_5_cm_inside_and_wraps_to_the_margin(fonts: Fonts) -> None:
    placed = boxes(render(replace(LETTER, body="ฑ" + "การศึกษาทางไกล" * 12), fonts=fonts))
    first = next(index for index, box in enumerate(placed) if box[0] == "ฑ")
    assert placed[first][1] == pytest.approx(5.5, abs=0.1)
    following = [box for box in placed[first:] if box[2] < placed[first][2] - 0.5]
    assert following[0][1] == pytest.approx(3.0, abs=0.1)


def test_the_date_begins_in_the_middle_of_the_paper() -> None:
    placed = boxes(render(replace(LETTER, number="ศธ 1/1", address="", references=(), agency="ก")))
    first = next(box for box in placed if box[0] == "1" and 10 < box[1] < 12)
    assert first[1] == pytest.approx(10.5, abs=0.15)


def test_other_measures_of_an_office_are_obeyed() -> None:
    wide = render(LETTER, layout=Layout(left=4.0))
    assert min(box[1] for box in boxes(wide)) > 3.95


@FACES
def test_both_faces_set_a_letter_of_the_same_height(fonts: Fonts) -> None:
    lowest = min(box[2] for box in boxes(render(replace(LETTER, body="ก ข ค"), fonts=fonts)))
    reference = min(box[2] for box in boxes(render(replace(LETTER, body="ก ข ค"))))
    assert lowest == pytest.approx(reference, abs=0.3)


def test_pages_are_numbered_from_the_second_between_hyphens() -> None:
    pages = text_of(render(replace(LETTER, thai_digits=True, body=(BODY + "\n\n") * 12))).split("\f")
    assert len(pages) > 2
    assert not re.search("- [๐-๙]+ -", pages[0])
    for number, page in enumerate(pages[1:], start=2):
        assert f"- {'๐๑๒๓๔๕๖๗๘๙'[number]} -" in page


def test_the_signature_never_stands_alone_on_a_page() -> None:
    for lines in range(1, 16):
        body = "\n\n".join(["ย่อหน้าตัวอย่าง"] * lines + ["จึงเรียนมาเพื่อโปรดทราบ"])
        pages = text_of(render(replace(LETTER, body=body))).split("\f")
        with_closing = next(page for page in pages if "ขอแสดงความนับถือ" in page)
        assert "จึงเรียนมาเพื่อโปรดทราบ" in with_closing
        assert SIGNATURE.name in with_closing


def test_names_dates_and_numbers_are_never_torn() -> None:
    kept = (
        "(นายศิริชัย ตันเจริญ)",
        "17 พฤศจิกายน 2569",
        "ศธ 04349/ว3194",
        "โทร. 0 7700 0000",
        "09.30 น.",
        "พ.ศ. 2569",
        "ทางไกล",
    )
    for shift in range(14):
        body = "ก" * shift + " " + " และ ".join(kept * 4)
        lines = text_of(render(replace(MEMO, date=None, agency="ก", body=body))).split("\n")
        for words in kept:
            assert sum(line.count(words) for line in lines) == 4, (shift, words)


def test_a_memo_of_one_page_is_one_page() -> None:
    assert page_count(render(MEMO)) == 1


def _sizes(pdf: bytes) -> list[tuple[float, float]]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_size() for page in document]

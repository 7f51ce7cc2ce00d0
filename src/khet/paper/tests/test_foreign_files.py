"""Files that came from elsewhere: stamped, shown, read, or refused."""

import io

import pypdfium2
import pytest
from PIL import Image

from khet.kernel.errors import Refused
from khet.paper.services import page_count, preview_png, render, stamp, text_of
from khet.paper.tests.locked import a_locked_pdf
from khet.paper.tests.samples import LETTER, STAMP

CM = 72 / 2.54


def a_pdf(*, size: tuple[float, float] = (595, 842), rotation: int = 0, pages: int = 1) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(*size).set_rotation(rotation)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def a_scan() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(out, "PDF", resolution=75)
    return out.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(595, 842), (842, 595), (298, 420), (1684, 2384)])
def test_the_stamp_stands_upright_at_the_top_right(rotation: int, size: tuple[float, float]) -> None:
    original = a_pdf(size=size, rotation=rotation)
    stamped = stamp(original, STAMP)
    picture = Image.open(io.BytesIO(preview_png(stamped, width=1200))).convert("L")
    box = picture.point(lambda value: 255 if value < 200 else 0).getbbox()
    assert box is not None
    scale = 1200 / (size[0] if rotation in {0, 180} else size[1])
    assert (box[2] - box[0]) / scale == pytest.approx(5 * CM, abs=3)
    assert (box[3] - box[1]) / scale == pytest.approx(2.5 * CM, abs=3)
    assert box[2] > picture.width - 1.0 * CM * scale
    assert box[1] < 1.0 * CM * scale


def test_the_stamp_says_agency_number_day_and_time() -> None:
    text = text_of(stamp(render(LETTER), STAMP))
    for words in ("สพม.สุราษฎร์ธานี ชุมพร", "เลขรับ", "4521", "17 พ.ย. 2569", "09.12 น."):
        assert words in text
    assert "ขอแสดงความนับถือ" in text


def test_only_the_first_page_is_stamped_and_the_original_stays() -> None:
    original = a_pdf(pages=3)
    before = bytes(original)
    stamped = stamp(original, STAMP)
    assert original == before
    assert page_count(stamped) == 3
    first, second, third = text_of(stamped).split("\f")
    assert "4521" in first
    assert not second
    assert not third


def test_a_scan_and_a_page_smaller_than_the_stamp_are_stamped() -> None:
    assert "4521" in text_of(stamp(a_scan(), STAMP))
    assert "4521" in text_of(stamp(a_pdf(size=(100, 100)), STAMP))


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n%%EOF", render(LETTER)[:900]])
def test_a_broken_file_is_refused_in_plain_words(content: bytes) -> None:
    for act in (page_count, text_of, preview_png, lambda pdf: stamp(pdf, STAMP)):
        with pytest.raises(Refused) as refused:
            act(content)
        assert refused.value.code == "pdf_broken"
        assert "PDF" in refused.value.message


def test_a_file_that_asks_for_a_password_is_refused() -> None:
    for act in (page_count, text_of, preview_png, lambda pdf: stamp(pdf, STAMP)):
        with pytest.raises(Refused) as refused:
            act(a_locked_pdf(user="secret"))
        assert refused.value.code == "pdf_locked"


def test_a_file_locked_against_change_may_be_looked_at_but_not_stamped() -> None:
    assert page_count(a_locked_pdf()) == 1
    assert preview_png(a_locked_pdf()).startswith(b"\x89PNG")
    with pytest.raises(Refused) as refused:
        stamp(a_locked_pdf(), STAMP)
    assert refused.value.code == "pdf_locked"


def test_a_page_that_is_no_paper_and_a_page_that_is_not_there_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        preview_png(a_pdf(size=(14000, 14000)))
    assert refused.value.code == "page_size"
    with pytest.raises(Refused) as refused:
        preview_png(a_pdf(), page=1)
    assert refused.value.code == "no_page"


def test_a_preview_is_as_wide_as_asked_within_bounds() -> None:
    pdf = a_pdf()
    assert Image.open(io.BytesIO(preview_png(pdf, width=500))).width == 500
    assert Image.open(io.BytesIO(preview_png(pdf, width=999_999))).width <= 2400


def test_the_text_has_a_form_feed_between_pages() -> None:
    assert text_of(a_pdf(pages=3)) == "\f\f"

"""What stands on each kind of paper."""

import datetime as dt
import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from khet.kernel.errors import Refused
from khet.paper.documents import Document, Signature
from khet.paper.faces import SARABUN, SARABUN_PSK, Fonts, fonts_for
from khet.paper.services import page_count, preview_png, render, text_of
from khet.paper.tests.samples import (
    ANNOUNCEMENT,
    BODY,
    CERTIFICATE,
    EVERY,
    LETTER,
    MEMO,
    ORDER,
    SIGNATURE,
    SLIP,
    STAMPED,
    VERIFY,
    a_register,
    a_row,
    invitations,
)

FACES = pytest.mark.parametrize("fonts", [SARABUN_PSK, SARABUN], ids=["psk", "sarabun"])


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@FACES
def test_a_letter_has_its_parts_in_the_prescribed_order(fonts: Fonts) -> None:
    text = flat(text_of(render(LETTER, fonts=fonts)))
    parts = (
        "ที่ ศธ 04000/ว2210", "17 พฤศจิกายน 2569", "เรื่อง สำรวจ", "เรียน ผู้อำนวยการ", "อ้างถึง หนังสือ", "สิ่งที่ส่งมาด้วย 1.",
        "ด้วยสำนักงาน", "จึงเรียนมา", "ขอแสดงความนับถือ", "ลงลายมือชื่อทางอิเล็กทรอนิกส์", "17 พ.ย. 2569 เวลา 09.12 น.",
        "(นายสมมุติ ตัวอย่าง)", "รักษาราชการแทน", "กลุ่มส่งเสริมการศึกษาทางไกล", "โทร. 0 7700 0000", "สำเนาส่ง กลุ่มนโยบาย",
    )  # fmt: skip
    places = [text.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


@FACES
@pytest.mark.parametrize("doc", EVERY, ids=lambda doc: type(doc).__name__)
def test_every_document_is_set_in_both_digits(doc: Document, fonts: Fonts) -> None:
    arabic = text_of(render(doc, fonts=fonts))
    thai = text_of(render(replace(doc, thai_digits=True), fonts=fonts))
    assert re.search("[0-9]", arabic)
    assert not re.search("[๐-๙]", arabic)
    assert re.search("[๐-๙]", thai)


def test_thai_digits_leave_addresses_of_mail_and_pages_alone() -> None:
    text = flat(text_of(render(replace(LETTER, thai_digits=True, verification=VERIFY))))
    assert "saraban1@example.go.th" in text
    assert "https://khet.example.go.th/v/7K3F-9QXM" in text
    without = text.replace("saraban1@", "").replace(VERIFY.url, "").replace(VERIFY.code, "")
    assert not re.search("[0-9]", without)
    assert "ศธ ๐๔๐๐๐/ว๒๒๑๐" in text
    assert "๑๗ พฤศจิกายน ๒๕๖๙" in text


@FACES
def test_copied_words_come_out_as_they_were_written(fonts: Fonts) -> None:
    words = ("ธานี", "สำนักงาน", "ปี่", "ญี่ปุ่น", "กฎหมาย", "น้ำ", "ขั้นพื้นฐาน", "ซึ่ง", "ปั้น", "ฟื้น", "ทั้งนี้", "ก็", "ฐี่", "ค้ำ", "สิ่ง")
    text = text_of(render(replace(LETTER, body=" ".join(words)), fonts=fonts))
    assert " ".join(words) in flat(text)
    assert not re.search("[\u200b-\u200d\u2060\ufeff\u00ad]", text)


@FACES
def test_every_syllable_of_thai_survives_in_the_text_of_the_file(fonts: Fonts) -> None:
    vowels, tones = ("", "ั", "ิ", "ี", "ึ", "ื", "ุ", "ู"), ("", "่", "้", "๊", "๋")
    written = [f"เ{letter}{vowel}{tone}น" for letter in "กขญฐฎปฝฟลศฬ" for vowel in vowels for tone in tones]
    text = flat(text_of(render(replace(LETTER, body=" ".join(written)), fonts=fonts)))
    assert [word for word in written if f" {word} " not in text] == []


def test_a_memo_has_title_and_fields_but_no_closing() -> None:
    text = flat(text_of(render(MEMO)))
    for part in ("บันทึกข้อความ", "ส่วนราชการ สำนักงาน", "ที่ DLICT 214/2569", "วันที่ 17 พฤศจิกายน 2569", "เรื่อง รายงานผล"):
        assert part in text
    assert "ขอแสดงความนับถือ" not in text


def test_a_stamped_letter_says_to_whom_and_keeps_room_for_the_seal() -> None:
    text = flat(text_of(render(STAMPED)))
    assert "ถึง โรงเรียนในสังกัด" in text
    assert "ที่ประทับตรา" in text
    assert "เรียน " not in text.split("ด้วย")[0]


def test_orders_and_announcements_close_with_their_day() -> None:
    order, announcement = flat(text_of(render(ORDER))), flat(text_of(render(ANNOUNCEMENT)))
    assert "คำสั่งสำนักงานเขตพื้นที่การศึกษามัธยมศึกษาสุราษฎร์ธานี ชุมพร ที่ 412/2569 เรื่อง แต่งตั้ง" in order
    assert "สั่ง ณ วันที่ 17 พฤศจิกายน พ.ศ. 2569" in order
    assert "ประกาศ ณ วันที่ 17 พฤศจิกายน พ.ศ. 2569" in announcement


def test_a_certificate_is_one_landscape_page_however_long_its_texts() -> None:
    long = replace(
        CERTIFICATE, reason="\n".join(["ได้รับรางวัลชนะเลิศการแข่งขันเขียนโปรแกรมเพื่อชุมชน"] * 6), wish="ขอให้เจริญ " * 30
    )
    for doc in (CERTIFICATE, long):
        pdf = render(doc)
        assert page_count(pdf) == 1
        picture = Image.open(io.BytesIO(preview_png(pdf)))
        assert picture.width > picture.height
    assert "เด็กหญิงสมมุติ ตัวอย่าง" in text_of(render(CERTIFICATE))


def test_a_slip_tells_every_endorsement_in_order() -> None:
    text = flat(text_of(render(SLIP)))
    first, second = text.index("1. นางสาวหนึ่ง สมมุติ"), text.index("2. นายสอง สมมุติ")
    assert first < text.index("ลงรับ 4521") < text.index("เสนอต่อ กลุ่ม DLICT") < second < text.index("แจ้งโรงเรียน")
    assert "เลขรับ 4521/2569" in text


def test_invitations_stand_four_to_a_page_each_with_its_code() -> None:
    pdf = render(invitations(9))
    assert page_count(pdf) == 3
    text = text_of(pdf)
    assert text.count("K7QM 3F9X B2TD") == 9
    assert text.count("17 พ.ย. 2569 เวลา 09.12 น.") == 9
    assert "คนที่ 9" in text


def test_a_register_of_300_rows_repeats_its_heads_and_counts_its_pages() -> None:
    pdf = render(a_register(300))
    pages = text_of(pdf).split("\f")
    assert len(pages) == page_count(pdf) > 5
    for number, page in enumerate(pages, start=1):
        assert "การปฏิบัติ" in page
        assert f"หน้า {number} จาก {len(pages)}" in flat(page)
    numbers = re.findall(r"ศธ 04000/(\d+)", text_of(pdf))
    assert numbers == [str(7000 + number) for number in range(1, 301)]


def test_a_cancelled_line_stays_in_the_register_struck_through_with_its_reason() -> None:
    rows = (a_row(1), a_row(2, void="ออกเลขซ้ำ"))
    pdf = render(replace(a_register(0), rows=rows))
    text = flat(text_of(pdf))
    assert "ศธ 04000/7002" in text
    assert "ยกเลิกเลขออกเลขซ้ำ" in text.replace(" ", "")
    assert _red(pdf) > _red(render(replace(a_register(0), rows=(a_row(1), a_row(2))))) + 200


def test_an_empty_register_says_so() -> None:
    assert "ไม่มีรายการในช่วงนี้" in text_of(render(a_register(0)))


def test_secret_and_urgent_words_are_red_and_secrecy_is_on_every_page() -> None:
    plain = render(replace(LETTER, body=BODY))
    marked = render(replace(LETTER, urgency="ด่วนที่สุด", secrecy="ลับมาก", body=(BODY + "\n\n") * 12))
    assert _red(plain) == 0
    assert _red(marked) > 300
    pages = text_of(marked).split("\f")
    assert len(pages) > 2
    assert all(page.count("ลับมาก") == 2 for page in pages)
    assert "ด่วนที่สุด" in pages[0]


def test_a_draft_is_marked_and_leaves_number_and_date_blank() -> None:
    pdf = render(replace(LETTER, draft=True, number="", date=None, signature=None))
    text = text_of(pdf)
    assert "ร่าง" in text
    assert "พฤศจิกายน 2569\nเรื่อง" not in text
    assert "ร่าง" not in text_of(render(LETTER))


def test_the_same_letter_is_the_same_file_to_the_byte() -> None:
    for doc in EVERY:
        assert render(doc) == render(replace(doc))
    assert render(LETTER) != render(replace(LETTER, subject="อื่น"))


def test_a_letter_is_an_archive_file_with_its_subject_as_title() -> None:
    pdf = render(LETTER)
    assert b"pdfaid:part>2<" in pdf
    assert b"pdfaid:conformance>B<" in pdf
    assert b"D:20261117" in pdf


def test_the_emblem_and_the_hand_written_signature_are_the_office_s_own_pictures() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 60), (0, 90, 0, 255)).save(out, "PNG")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
    signed = replace(SIGNATURE, image=out.getvalue())
    for emblem in (out.getvalue(), svg):
        text = text_of(render(replace(LETTER, emblem=emblem, signature=signed)))
        assert "ที่วางตรา" not in text
    assert "ที่วางตรา" in text_of(render(LETTER))


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        b"\x89PNG\r\n\x1a\n broken",
    ],
)
def test_a_picture_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        render(replace(LETTER, emblem=content))
    assert refused.value.code == "picture_unreadable"


def test_own_name_own_post_then_the_post_acted_for() -> None:
    text = flat(text_of(render(LETTER)))
    assert "(นายสมมุติ ตัวอย่าง) รองผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา รักษาราชการแทน ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา" in text
    by_hand = render(replace(LETTER, signature=Signature(name="นายสมมุติ ตัวอย่าง", post="ครู")))
    assert "ลงลายมือชื่อทางอิเล็กทรอนิกส์" not in text_of(by_hand)


def test_tables_and_numbered_lines_of_the_body_are_set_as_such() -> None:
    body = "สรุปดังนี้\n1. ข้อหนึ่ง\n2. ข้อสอง\n2.1 ข้อย่อย\nก. ข้อ ก\n\n| รายการ | จำนวน |\n|---|---|\n| ตอบแล้ว | 51 |\n\nจบ"
    text = flat(text_of(render(replace(LETTER, body=body))))
    assert "1. ข้อหนึ่ง 2. ข้อสอง 2.1 ข้อย่อย ก. ข้อ ก" in text
    assert "รายการ จำนวน ตอบแล้ว 51" in text
    assert "|" not in text


def test_an_office_folder_without_the_face_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        fonts_for(tmp_path)
    own = Path(__file__).parents[1] / "fonts"
    assert fonts_for(own).family == "TH SarabunPSK"
    assert "ขอแสดงความนับถือ" in text_of(render(LETTER, fonts=fonts_for(own)))


def test_a_document_beyond_all_bounds_is_refused_with_advice() -> None:
    with pytest.raises(Refused) as refused:
        render(replace(LETTER, body="ก ข " * 800_000, date=dt.date(2026, 1, 1)))
    assert refused.value.code == "too_long"


def _red(pdf: bytes) -> int:
    picture = Image.open(io.BytesIO(preview_png(pdf))).convert("RGB")
    return sum(
        count
        for count, colour in picture.getcolors(picture.width * picture.height) or []
        if isinstance(colour, tuple) and colour[0] > 150 and colour[1] < 90 and colour[2] < 90
    )


def test_several_desks_may_print_at_once() -> None:
    letters = [replace(LETTER, number=f"ศธ 04000/{number}") for number in range(12)]
    alone = [render(letter) for letter in letters]
    with ThreadPoolExecutor(4) as desks:
        together = list(desks.map(render, letters))
        assert list(desks.map(page_count, together)) == [1] * 12
    assert together == alone

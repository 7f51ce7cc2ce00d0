"""The text of files: read once per content, within limits; what cannot be read is written down and left alone."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from khet.files.models import StoredFile
from khet.files.services import discard, receive, store
from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.kernel.actor import SYSTEM
from khet.kernel.refs import Ref
from khet.search import services
from khet.search.models import FileText
from khet.search.services.texts import texts_of
from khet.search.tests.area import KIND, Papers
from khet.search.texts import formats, reading

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def a_docx(path: Path, *paragraphs: str, before: str = "") -> Path:
    lines = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml", f'{before}<w:document xmlns:w="{SPACE}"><w:body>{lines}</w:body></w:document>'
        )
    return path


def a_pdf(text: str) -> bytes:
    """One page with a text layer in Helvetica."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def test_word_files_give_their_paragraphs(tmp_path: Path) -> None:
    answer = reading.read(a_docx(tmp_path / "a.docx", "สวัสดี", "บรรทัดสอง"), WORD)
    assert (answer.text, answer.error) == ("สวัสดี\nบรรทัดสอง", "")


def test_worksheets_give_their_names_and_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("งบประมาณ")
    sheet.write_row(0, 0, ["รายการ", "บาท"])
    sheet.write_row(1, 0, ["ค่าวัสดุ", 2569])
    book.close()
    assert reading.read(path, SHEET).text == "งบประมาณ\nรายการ บาท\nค่าวัสดุ 2569"


def test_pdf_gives_its_text_layer(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(a_pdf("Annual report 2569"))
    answer = reading.read(path, "application/pdf")
    assert (answer.text, answer.pages) == ("Annual report 2569", 1)


def test_thai_pdf_of_our_own_press_is_found_by_its_words(tmp_path: Path) -> None:
    from khet.thai.analysis import analyse

    typst = pytest.importorskip("typst")
    source = tmp_path / "a.typ"
    source.write_text('#set text(font: "Sarabun", lang: "th")\nสำนักงานกำลังดำเนินการน้ำท่วม')
    import fontpkg_sarabun

    fonts = Path(fontpkg_sarabun.__file__).parent
    path = tmp_path / "a.pdf"
    path.write_bytes(typst.compile(source, font_paths=[str(fonts)]))
    words = analyse(reading.read(path, "application/pdf").text).words
    assert {"สำนักงาน", "ดำเนินการ", "น้ำ"} <= set(words)


def test_a_broken_file_an_unknown_kind_and_a_bomb_end_in_a_word(tmp_path: Path) -> None:
    broken = tmp_path / "a.docx"
    broken.write_bytes(b"PK not really")
    assert reading.read(broken, WORD).error == "BadZipFile"
    assert reading.read(broken, "application/x-unknown").error == "unknown"
    laughs = "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    bomb = a_docx(tmp_path / "b.docx", "&j;", before=f'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{laughs}]>')
    assert reading.read(bomb, WORD).error == "ParseError"


def test_memory_and_time_are_limited(tmp_path: Path) -> None:
    large = a_docx(tmp_path / "a.docx", "ก" * 60_000_000)
    assert reading.read(large, WORD, megabytes=200).error in ("memory", "killed")
    slow = a_docx(tmp_path / "b.docx", *["กา"] * 3_000_000)
    assert reading.read(slow, WORD, seconds=1).error == "time"


def a_file(content: bytes, name: str, owner: int = 1, **parts: Any) -> StoredFile:
    return store(actor=SYSTEM, content=receive(content, name=name, **parts), owner=Ref(KIND, owner))


def test_the_same_bytes_are_read_once_however_many_papers_carry_them(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    plain = reading.read

    def counted(path: Path, mime: str) -> reading.Answer:
        calls.append("once")
        return plain(path, mime)

    monkeypatch.setattr(reading, "read", counted)
    content = "แผนพัฒนาคุณภาพการศึกษา\n".encode()
    one, two = a_file(content, "a.txt", 1), a_file(content, "b.txt", 2)
    papers.add(1, "หนึ่ง", file_ids=(one.pk,))
    papers.add(2, "สอง", file_ids=(two.pk,))
    papers.index()
    drain()
    assert calls == ["once"]
    assert FileText.objects.get().state == "read"
    from khet.search import reads
    from khet.search.tests.area import READER

    assert {hit.id for hit in reads.find(READER, "แผนพัฒนา", kinds=[KIND]).hits} == {1, 2}


def test_a_failure_is_kept_and_not_tried_again_until_the_reader_changes(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = a_file(a_pdf("x"), "a.pdf")
    monkeypatch.setattr(reading, "read", lambda *_given, **_more: reading.Answer(error="time"))
    papers.add(1, "หนึ่ง", file_ids=(stored.pk,))
    papers.index()
    drain()
    text = FileText.objects.get()
    assert (text.state, text.error) == ("failed", "time")
    papers.add(1, "หนึ่งใหม่", file_ids=(stored.pk,))
    papers.index()
    assert not Job.objects.active().filter(kind="search.read").exists()
    monkeypatch.setattr(reading, "READER", reading.READER + 1)
    papers.index()
    assert texts_of([stored.pk]) == {stored.pk: ""}
    assert Job.objects.active().filter(kind="search.read").count() == 1


def test_a_discarded_file_is_not_read(papers: Papers) -> None:
    stored = a_file("ข้อความ\n".encode(), "a.txt")
    discard(actor=SYSTEM, stored=stored, reason="ผิด")
    assert texts_of([stored.pk]) == {}
    assert services.read_file(stored.pk) is None


def test_the_text_of_a_file_that_is_gone_goes_too(papers: Papers) -> None:
    kept, gone = a_file("ข้อความหนึ่ง\n".encode(), "a.txt"), a_file("ข้อความสอง\n".encode(), "b.txt")
    for stored in (kept, gone):
        services.read_file(stored.pk)
    discard(actor=SYSTEM, stored=gone, reason="ผิด")
    assert services.drop_orphans() == 1
    assert FileText.objects.get().text == "ข้อความหนึ่ง"


# ---- read by eye: words only, for Thai digits are often read wrong ---------------------------------------------------

seeing = pytest.mark.skipif(not formats.eyes(), reason="tesseract with Thai is not installed")
LETTER = "ด้วยสำนักงานเขตพื้นที่การศึกษากำหนดจัดประชุมผู้บริหารสถานศึกษา เพื่อชี้แจงการจัดสรรงบประมาณ และการประกันคุณภาพภายใน"
SEEN = {"การศึกษา", "ประชุม", "สถานศึกษา", "งบประมาณ", "คุณภาพ"}


def a_scan(path: Path, *, pages: int = 1, slant: float = 0.0, dots: int = 200) -> Path:
    """Our own press's page as a picture; a PDF holds nothing but pictures."""
    import fontpkg_sarabun
    import pypdfium2

    typst = pytest.importorskip("typst")
    source = path.with_suffix(".typ")
    source.write_text(
        f'#set page(width: 18cm, height: 9cm)\n#set text(font: "Sarabun", lang: "th", size: 18pt)\n{LETTER}'
    )
    printed = typst.compile(source, font_paths=[str(Path(fontpkg_sarabun.__file__).parent)])
    picture = pypdfium2.PdfDocument(printed)[0].render(scale=dots / 72, grayscale=True).to_pil()
    picture = picture.rotate(slant, fillcolor=255)
    more = {"save_all": True, "append_images": [picture] * (pages - 1)} if path.suffix == ".pdf" else {}
    picture.save(path, **more)
    return path


def words_of(answer: reading.Answer) -> set[str]:
    from khet.thai.analysis import analyse

    return set(analyse(answer.text).words)


@seeing
@pytest.mark.parametrize(("name", "mime"), [("a.png", "image/png"), ("a.jpg", "image/jpeg")])
def test_pictures_are_read_by_eye(tmp_path: Path, name: str, mime: str) -> None:
    answer = reading.read(a_scan(tmp_path / name), mime)
    assert (answer.error, answer.seen, answer.pages) == ("", True, 1)
    assert len(SEEN & words_of(answer)) >= 4, answer.text


@seeing
def test_scanned_pages_are_read_by_eye_even_a_little_askew(tmp_path: Path) -> None:
    answer = reading.read(a_scan(tmp_path / "a.pdf", pages=2, slant=0.7), "application/pdf")
    assert (answer.error, answer.seen, answer.pages) == ("", True, 2)
    assert len(SEEN & words_of(answer)) >= 4, answer.text
    assert answer.text.count("ประชุม") == 2


@seeing
def test_a_scan_is_found_in_the_box_by_its_words(papers: Papers, tmp_path: Path) -> None:
    from khet.search import reads
    from khet.search.tests.area import OTHER, READER

    stored = a_file(a_scan(tmp_path / "a.pdf").read_bytes(), "a.pdf")
    papers.add(1, "หนังสือสแกน", "", "unit:7", file_ids=(stored.pk,))
    papers.index()
    drain()
    assert FileText.objects.get().seen_by_eye
    assert [hit.id for hit in reads.find(READER, "งบประมาณ สถานศึกษา", kinds=[KIND]).hits] == [1]
    assert reads.find(OTHER, "งบประมาณ สถานศึกษา", kinds=[KIND]).groups == ()


@seeing
def test_seeing_ends_in_time_and_keeps_what_was_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_scan(tmp_path / "a.pdf", pages=6)
    clock = iter([0, 1, formats.SECONDS_SEEING + 1])
    monkeypatch.setattr("khet.search.texts.formats.time.monotonic", lambda: next(clock))
    found = formats.read(path, "application/pdf")
    assert (found.pages, found.seen, found.text.count("ประชุม")) == (6, True, 1)
    monkeypatch.undo()
    monkeypatch.setattr(formats, "SECONDS_A_PAGE", 0.01)
    assert formats.read(path, "application/pdf").text == ""


@seeing
def test_what_takes_too_long_is_ended_with_all_it_started(tmp_path: Path) -> None:
    path = a_scan(tmp_path / "a.pdf", pages=20)
    assert reading.read(path, "application/pdf", seconds=1).error == "time"
    running = [each.read_bytes() for each in Path("/proc").glob("[0-9]*/cmdline") if each.exists()]
    assert not [line for line in running if b"tesseract" in line and bytes(tmp_path) in line]


def test_a_picture_of_too_many_dots_ends_in_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import Image

    path = tmp_path / "a.png"
    Image.new("1", (20_000, 20_000)).save(path)
    answer = reading.read(path, "image/png")
    assert answer.error == ("DecompressionBombError" if formats.eyes() else "unknown")


def test_pictures_without_eyes_are_an_unknown_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "eyes", lambda: "")
    with pytest.raises(formats.UnknownKindError):
        formats.read(tmp_path / "a.png", "image/png")

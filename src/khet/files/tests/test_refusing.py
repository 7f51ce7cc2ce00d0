"""What is taken and what is sent back, by content and not by name, in sentences that say what to do."""

import io
import zipfile
from pathlib import Path

import pytest

from khet.files import archives, intake
from khet.files.kinds import ANYTHING, ARCHIVES, DOCUMENTS, PDFS, FileRule, Kind
from khet.files.tests import samples
from khet.kernel.errors import Refused


def _kind(content: bytes, name: str, allow: FileRule = ANYTHING) -> Kind:
    return intake.receive(content, name=name, allow=allow).kind


def _refusal(content: bytes, name: str, allow: FileRule = DOCUMENTS) -> Refused:
    with pytest.raises(Refused) as caught:
        intake.receive(content, name=name, allow=allow)
    return caught.value


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (samples.a_pdf(), "คำสั่ง.pdf", Kind.PDF),
        (b"\xef\xbb\xbf\n" + samples.a_pdf(), "scan.PDF", Kind.PDF),
        (samples.PNG, "a.png", Kind.PNG),
        (samples.JPEG, "a.JPG", Kind.JPEG),
        (samples.an_office_file(), "a.docx", Kind.DOCX),
        (samples.an_office_file("xl/workbook.xml"), "a.xlsx", Kind.XLSX),
        (samples.an_office_file("ppt/presentation.xml"), "a.pptx", Kind.PPTX),
        (samples.an_ole_file(), "a.doc", Kind.DOC),
        (samples.an_ole_file("Workbook"), "a.xls", Kind.XLS),
        (samples.an_ole_file("PowerPoint Document"), "a.ppt", Kind.PPT),
        ("ชื่อ,สกุล\nก,ข\n".encode(), "a.csv", Kind.CSV),
        ("ชื่อ,สกุล\r\n".encode("cp874"), "a.csv", Kind.CSV),
        ("บันทึก".encode("tis-620"), "a.txt", Kind.TXT),
        (samples.a_zip({"ก.pdf": b"x"}), "a.zip", Kind.ZIP),
    ],
)
def test_each_kind_is_known_by_its_content(content: bytes, name: str, kind: Kind) -> None:
    assert _kind(content, name) == kind


def test_a_name_without_extension_gets_the_right_one() -> None:
    assert intake.receive(samples.PNG, name="ภาพ").name == "ภาพ.png"
    assert intake.receive(samples.a_pdf(), name="ที่ ศธ 04188.5").name == "ที่ ศธ 04188.5.pdf"


@pytest.mark.parametrize(
    ("content", "name", "code", "words"),
    [
        (b"", "a.pdf", "empty", "ไฟล์นี้ว่าง"),
        (samples.PNG, "a.pdf", "wrong_name", "เปลี่ยนนามสกุลเป็น .png"),
        (samples.a_zip({"a.txt": b"x"}), "a.docx", "wrong_kind", "Word"),
        (b"MZ\x90\x00\x03", "a.pdf", "wrong_kind", "ที่นี่รับ PDF"),
        (b"\x00\x01\x02", "a.txt", "wrong_kind", "ไม่รู้จัก"),
        (samples.a_pdf(), "a.pdf.exe", "runnable", "เป็นไฟล์โปรแกรม"),
        (samples.a_pdf(), "a.exe.pdf", "runnable", "เป็นไฟล์โปรแกรม"),
        (samples.a_pdf(), "a\u202efdp.exe", "runnable", "เป็นไฟล์โปรแกรม"),
        (b"<html><script>x</script>", "a.html", "runnable", "เป็นไฟล์โปรแกรม"),
        (samples.an_ole_file("EncryptedPackage"), "a.docx", "locked", "รหัสผ่าน"),
        (samples.an_office_file(more={"word/vbaProject.bin": b"x"}), "a.docx", "macro", "มาโคร"),
        (b"%PDF-1.7 nothing", "a.pdf", "broken", "เปิดไม่ได้"),
        (samples.LOCKED_PDF, "a.pdf", "locked", "รหัสผ่าน"),
        (samples.a_pdf_with(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), "a.pdf", "script", "สคริปต์"),
        (samples.a_pdf_with(b"<< /S /J#61vaScript /J#53 (x) >>"), "a.pdf", "script", "สคริปต์"),
        (samples.a_pdf_with_hidden(b"<< /S /JavaScript /JS (x) >>"), "a.pdf", "script", "สคริปต์"),
        (samples.a_pdf_with(b"<< /S /Launch /F (cmd.exe) >>"), "a.pdf", "launch", "เปิดโปรแกรม"),
        (samples.a_pdf(attached={"run.exe": b"MZ"}), "a.pdf", "runnable", "ฝังอยู่"),
        (samples.a_pdf(attached={"photo.jpg": b"MZ\x90\x00"}), "a.pdf", "runnable", "ฝังอยู่"),
    ],
)
def test_what_is_not_taken_is_told_with_what_to_do(content: bytes, name: str, code: str, words: str) -> None:
    refused = _refusal(content, name)
    assert refused.code == code
    assert words in refused.message


def test_a_pdf_may_carry_its_data_and_turn_to_a_page() -> None:
    assert _kind(samples.a_pdf(attached={"invoice.xml": b"<a/>"}), "a.pdf") == Kind.PDF
    assert _kind(samples.a_pdf_with(b"[3 0 R /Fit]"), "a.pdf") == Kind.PDF


def test_a_locked_pdf_is_taken_where_the_form_says_so() -> None:
    assert _kind(samples.LOCKED_PDF, "a.pdf", FileRule(frozenset({Kind.PDF}), locked_pdf=True)) == Kind.PDF


def test_a_file_larger_than_the_form_takes_is_stopped_on_the_way() -> None:
    refused = _refusal(samples.a_pdf() + b" " * 2**20, "a.pdf", FileRule(PDFS.kinds, max_bytes=2**20))
    assert refused.code == "too_large"
    assert "1 MB" in refused.message


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ({"../../etc/passwd": b"x"}, "path"),
        ({"C:\\a.txt": b"x"}, "path"),
        ({"a/b.zip": b"PK"}, "nested"),
        ({"setup.exe": b"MZ"}, "runnable"),
        ({"zeros.txt": b"\0" * (30 << 20)}, "bomb"),
        ({f"{number}.txt": b"" for number in range(archives.MOST_ENTRIES + 1)}, "bomb"),
    ],
)
def test_a_dangerous_zip_is_not_taken(entries: dict[str, bytes], code: str) -> None:
    assert _refusal(samples.a_zip(entries), "a.zip", ARCHIVES).code == code


def test_a_zip_whose_entries_share_one_stretch_is_a_bomb(tmp_path: Path) -> None:
    box = bytearray(samples.a_zip({"a.txt": b"1" * 5000, "b.txt": b"1" * 5000}))
    second = box.rfind(b"PK\x01\x02")
    box[second + 42 : second + 46] = (0).to_bytes(4, "little")
    assert _refusal(bytes(box), "a.zip", ARCHIVES).code == "bomb"


def test_a_locked_zip_is_not_taken(tmp_path: Path) -> None:
    box = bytearray(samples.a_zip({"a.txt": b"x"}))
    entry = box.rfind(b"PK\x01\x02")
    box[entry + 8] |= 1
    assert _refusal(bytes(box), "a.zip", ARCHIVES).code == "locked"


def test_a_zip_cut_short_is_not_an_office_file() -> None:
    cut = samples.an_office_file()[:-30]
    assert _refusal(cut, "a.docx").code == "wrong_kind"
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(cut))


def test_nothing_refused_stays_on_the_disk(settings: object, tmp_path: Path) -> None:
    _refusal(b"MZ", "a.pdf")
    _refusal(samples.PNG, "a.pdf")
    left = [path for path in (tmp_path / "files").rglob("*") if path.is_file() and path.name != ".lock"]
    assert left == []

"""The office's own type faces at the front door: sent, used on paper, taken off, and hostile ones turned away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from khet.files import services as files
from khet.files.models import StoredFile
from khet.jobs.services import drain
from khet.org.tests.cast import Browser, Cast, Page
from khet.paper.services import text_of
from khet.paper.tests.faces import named, psk, sarabun, wide
from khet.saraban.models import DeskFont, Letter
from khet.saraban.reads import faces
from khet.saraban.tests import factories as make

URL, SAMPLE = "/letters/settings/fonts/", "/letters/settings/fonts/sample.png"


def send(browser: Browser, *files: tuple[str, bytes]) -> Page:
    return browser.post(URL, fonts=[SimpleUploadedFile(name, content, "font/ttf") for name, content in files])


def the_letter(cast: Cast) -> str:
    letter = make.a_ready_letter(cast.clerk, cast.director, subject="ปี่และญี่ปุ่น ทั้งนี้")
    drain()
    letter.refresh_from_db()
    assert letter.pdf is not None
    return letter.pdf.sha256


def test_the_page_says_which_faces_are_used_and_shows_a_sample(cast: Cast) -> None:
    page = cast.clerk.get(URL)
    assert "แบบอักษรของระบบ" in page.text
    assert cast.clerk.get(SAMPLE).content.startswith(b"\x89PNG")
    assert URL in cast.clerk.get("/letters/settings/").text


def test_own_files_are_kept_and_used_and_taken_off_again(cast: Cast) -> None:
    before, sample = the_letter(cast), cast.clerk.get(SAMPLE).content
    assert send(cast.clerk, ("THSarabunNew.ttf", wide()), ("THSarabunNew Bold.ttf", wide("Bold"))).status == 303
    assert list(DeskFont.objects.order_by("face").values_list("face", "family")) == [
        ("bold", "TH Sarabun New"),
        ("regular", "TH Sarabun New"),
    ]
    assert "TH Sarabun New" in cast.clerk.get(URL).text
    assert cast.clerk.get(SAMPLE).content != sample
    assert the_letter(cast) != before
    letter = Letter.objects.latest("pk")
    assert letter.pdf is not None
    assert "ปี่และญี่ปุ่น ทั้งนี้" in " ".join(text_of(files.read_bytes(letter.pdf)).split())
    kept = StoredFile.objects.filter(mime="font/ttf").first()
    assert kept is not None
    assert cast.officer.get(kept.url).status == 200
    assert cast.outsider.get(kept.url).status == 404
    assert cast.clerk.post(f"{URL}remove/").status == 303
    assert not DeskFont.objects.exists()
    assert cast.clerk.get(SAMPLE).content == sample


def test_a_desks_faces_are_its_own(cast: Cast) -> None:
    sample = cast.school_clerk.get(SAMPLE).content
    send(cast.clerk, ("new.ttf", wide()))
    assert cast.school_clerk.get(SAMPLE).content == sample
    assert "TH Sarabun New" not in cast.school_clerk.get(URL).text.split("ใช้ไฟล์ของหน่วยงาน")[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "ไฟล์"),
        (b"%PDF-1.7\n1 0 obj", "ไม่ใช่แบบอักษร TrueType"),
        (b"MZ\x90\x00" * 200, "ไม่ใช่แบบอักษร TrueType"),
        (psk()[:5000], "เสียหาย"),
        (sarabun("Regular"), "เป็นแบบอักษร Sarabun"),
        (named(sarabun("Regular"), "<script>alert(1)</script>"), "&lt;script&gt;"),
        (psk() + b"\0" * 5_000_000, "ใหญ่เกิน"),
        (wide("Bold"), "ยังไม่มีตัวธรรมดา"),
    ],
    ids=["empty", "pdf", "program", "cut", "other", "script", "large", "bold"],
)
def test_hostile_and_wrong_files_are_refused_with_a_sentence_and_change_nothing(
    cast: Cast, content: bytes, said: str
) -> None:
    page = send(cast.clerk, ("THSarabunNew.ttf", content))
    assert page.status == 422
    assert said in page.text
    assert "<script>alert" not in page.text
    assert not DeskFont.objects.exists()
    assert not StoredFile.objects.filter(mime="font/ttf").exists()


def test_a_runnable_name_a_fifth_file_and_strangers_are_refused(cast: Cast) -> None:
    assert send(cast.clerk, ("font.exe", psk())).status == 422
    assert send(cast.clerk, *[(f"{n}.ttf", wide()) for n in range(5)]).status == 422
    assert send(cast.clerk).status == 422
    assert send(cast.teacher, ("a.ttf", psk())).status == 403
    assert cast.teacher.get(SAMPLE).status == 403
    assert cast.teacher.post(f"{URL}remove/").status == 403
    assert not DeskFont.objects.exists()


def test_a_lost_file_does_not_keep_letters_from_being_printed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    send(cast.clerk, ("new.ttf", wide("Regular") + b"\0\0\0\0"))
    faces._made.cache_clear()

    def gone(stored: StoredFile) -> bytes:
        raise OSError(stored.name)

    monkeypatch.setattr("khet.saraban.reads.faces.files.read_bytes", gone)
    assert faces.fonts_of(cast.office.pk) is None
    faces._made.cache_clear()

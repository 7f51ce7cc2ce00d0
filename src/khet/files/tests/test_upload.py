"""Files in pieces: begun, dropped, gone on with, claimed by a form."""

import base64
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from khet.files import sweeping
from khet.files.models import StoredFile, Upload, UploadState
from khet.files.services import PDFS, claim, read_bytes
from khet.files.tests import samples
from khet.files.tests.desk import DESK, an_actor
from khet.kernel.doors import door_of
from khet.kernel.errors import Refused

pytestmark = pytest.mark.django_db
Visitor = Callable[..., Client]
PDF = samples.a_pdf(pages=3)
PIECES = "application/offset+octet-stream"


def begin(browser: Client, name: str = "คำสั่ง.pdf", size: int = len(PDF)) -> str:
    response = browser.post("/files/upload/", {"name": name, "size": size})
    assert response.status_code == 201, response.content.decode()
    return str(response.json()["token"])


def send(browser: Client, token: str, offset: int, piece: bytes) -> int:
    response = browser.patch(
        f"/files/upload/{token}", piece, content_type=PIECES, headers={"Upload-Offset": str(offset)}
    )
    return response.status_code


def have(browser: Client, token: str) -> int:
    return int(browser.head(f"/files/upload/{token}")["Upload-Offset"])


def sent(browser: Client, content: bytes = PDF, name: str = "คำสั่ง.pdf") -> str:
    token = begin(browser, name, len(content))
    assert send(browser, token, 0, content) == 204
    return token


def test_a_file_comes_in_pieces_and_is_claimed_by_a_form(visitor: Visitor) -> None:
    browser = visitor(1)
    token = begin(browser)
    assert send(browser, token, 0, PDF[:100]) == 204
    assert have(browser, token) == 100
    assert send(browser, token, 100, PDF[100:]) == 204
    public_id = browser.post("/desk/", {"papers-token": token}).content.decode()
    stored = StoredFile.objects.get(public_id=public_id)
    assert (stored.name, stored.owner, stored.by_person_id, read_bytes(stored)) == ("คำสั่ง.pdf", DESK, 10, PDF)
    assert browser.get(stored.url).status_code == 200


def test_a_tus_client_finds_what_it_knows(visitor: Visitor) -> None:
    browser = visitor(1)
    abilities = browser.options("/files/upload/")
    assert (abilities["Tus-Version"], abilities["Tus-Extension"]) == ("1.0.0", "creation,expiration,termination")
    name = base64.b64encode("แผน.pdf".encode()).decode()
    begun = browser.post(
        "/files/upload/", headers={"Upload-Length": "10", "Upload-Metadata": f"filename {name},x eA=="}
    )
    assert begun["Upload-Offset"] == "0"
    assert begun["Upload-Expires"].endswith("GMT")
    head = browser.head(begun["Location"])
    assert (head["Upload-Length"], head["Cache-Control"], head["Tus-Resumable"]) == ("10", "no-store", "1.0.0")
    assert Upload.objects.get().name == "แผน.pdf"


def test_a_piece_at_the_wrong_place_is_told_where_to_go_on(visitor: Visitor) -> None:
    browser = visitor(1)
    token = begin(browser)
    send(browser, token, 0, PDF[:50])
    for wrong in (0, 49, 51):
        response = browser.patch(
            f"/files/upload/{token}", b"x", content_type=PIECES, headers={"Upload-Offset": str(wrong)}
        )
        assert (response.status_code, response["Upload-Offset"]) == (409, "50")
    assert send(browser, token, 50, PDF[50:]) == 204


def test_more_than_was_declared_is_refused_and_nothing_of_it_kept(visitor: Visitor) -> None:
    browser = visitor(1)
    token = begin(browser, size=10)
    assert send(browser, token, 0, b"x" * 11) == 413
    assert have(browser, token) == 0


def test_only_the_account_that_began_goes_on(visitor: Visitor) -> None:
    owner, other = visitor(1), visitor(2)
    token = begin(owner)
    assert send(other, token, 0, PDF) == 404
    assert other.head(f"/files/upload/{token}").status_code == 404
    assert other.delete(f"/files/upload/{token}").status_code == 404
    assert visitor(None).head(f"/files/upload/{token}").status_code == 404
    assert send(owner, token, 0, PDF) == 204
    assert other.post("/desk/", {"papers-token": token}).status_code == 409
    with pytest.raises(Refused, match="แนบไฟล์ใหม่"):
        claim(actor=an_actor(2), token=token, owner=DESK)


def test_without_sign_in_nothing_begins(visitor: Visitor) -> None:
    response = visitor(None).post("/files/upload/", {"name": "a.pdf", "size": 3})
    assert (response.status_code, Upload.objects.count()) == (403, 0)
    assert "ลงชื่อเข้าใช้" in response.json()["message"]


def test_a_page_of_another_site_cannot_upload(visitor: Visitor) -> None:
    browser = visitor(1, enforce_csrf_checks=True)
    assert browser.post("/files/upload/", {"name": "a.pdf", "size": 3}).status_code == 403
    token = begin(visitor(1))
    assert send(browser, token, 0, b"x") == 403
    assert browser.delete(f"/files/upload/{token}").status_code == 403
    browser.get("/desk/")
    secret = browser.cookies["csrftoken"].value
    response = browser.post("/files/upload/", {"name": "a.pdf", "size": 3}, headers={"X-CSRFToken": secret})
    assert response.status_code == 201


def test_an_upload_is_forgotten_after_a_day(visitor: Visitor, tmp_path: Path) -> None:
    token = begin(visitor(1))
    send(visitor(1), token, 0, PDF[:10])
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert visitor(1).head(f"/files/upload/{token}").status_code == 404
        assert send(visitor(1), token, 10, PDF[10:]) == 404
        assert sweeping.sweep().uploads == 1
    assert list((tmp_path / "files" / "parts").iterdir()) == []


def test_a_complete_upload_nobody_claimed_goes_with_its_bytes(visitor: Visitor) -> None:
    sent(visitor(1))
    assert sweeping.sweep(timezone.now() + timedelta(hours=25)).blobs == 1


def test_what_was_claimed_cannot_be_claimed_again(visitor: Visitor) -> None:
    browser = visitor(1)
    token = sent(browser)
    claim(actor=an_actor(1), token=token, owner=DESK)
    with pytest.raises(Refused) as caught:
        claim(actor=an_actor(1), token=token, owner=DESK)
    assert caught.value.code == "gone"
    assert browser.head(f"/files/upload/{token}").status_code == 404
    assert browser.delete(f"/files/upload/{token}").status_code == 404
    assert StoredFile.objects.count() == 1


def test_a_claim_undone_may_be_made_again(visitor: Visitor) -> None:
    from django.db import transaction

    token = sent(visitor(1))
    with transaction.atomic():
        claim(actor=an_actor(1), token=token, owner=DESK)
        transaction.set_rollback(True)
    assert read_bytes(claim(actor=an_actor(1), token=token, owner=DESK)) == PDF


def test_an_unfinished_upload_cannot_be_claimed(visitor: Visitor) -> None:
    token = begin(visitor(1))
    with pytest.raises(Refused, match="ยังส่งไม่ครบ"):
        claim(actor=an_actor(1), token=token, owner=DESK)


def test_the_form_that_claims_says_what_it_takes(visitor: Visitor) -> None:
    token = sent(visitor(1), samples.PNG, "ภาพ.png")
    with pytest.raises(Refused, match="ที่นี่รับ PDF"):
        claim(actor=an_actor(1), token=token, owner=DESK, allow=PDFS)


def test_bad_content_is_refused_when_it_is_complete(visitor: Visitor, tmp_path: Path) -> None:
    browser = visitor(1)
    content = samples.a_pdf_with(b"<< /S /JavaScript /JS (x) >>")
    token = begin(browser, "a.pdf", len(content))
    response = browser.patch(f"/files/upload/{token}", content, content_type=PIECES, headers={"Upload-Offset": "0"})
    assert (response.status_code, response.json()["code"]) == (422, "script")
    assert browser.head(f"/files/upload/{token}").status_code == 422
    assert send(browser, token, len(content), b"") == 422
    assert list((tmp_path / "files" / "parts").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "size", "status"),
    [("a.pdf", 0, 422), ("a.pdf", -1, 422), ("a.pdf", 10**12, 413), ("a.exe", 10, 422), ("a.pdf", "x", 400)],
)
def test_what_cannot_be_taken_is_refused_before_it_is_sent(
    visitor: Visitor, name: str, size: int | str, status: int
) -> None:
    response = visitor(1).post("/files/upload/", {"name": name, "size": size})
    assert (response.status_code, Upload.objects.count()) == (status, 0)
    assert response.json()["message"]


@pytest.mark.parametrize(
    ("headers", "content_type", "status"),
    [({}, PIECES, 400), ({"Upload-Offset": "x"}, PIECES, 400), ({"Upload-Offset": "0"}, "text/plain", 415)],
)
def test_a_piece_that_does_not_say_where_it_belongs(
    visitor: Visitor, headers: dict[str, str], content_type: str, status: int
) -> None:
    token = begin(visitor(1))
    response = visitor(1).patch(f"/files/upload/{token}", b"x", content_type=content_type, headers=headers)
    assert response.status_code == status


def test_one_account_cannot_fill_the_disk(visitor: Visitor, settings: object) -> None:
    settings.FILES_MAX_BYTES = 1000  # type: ignore[attr-defined]
    for _ in range(20):
        begin(visitor(1), size=1000)
    response = visitor(1).post("/files/upload/", {"name": "a.pdf", "size": 1000})
    assert response.status_code == 429
    assert begin(visitor(2), size=1000)


def test_an_answer_that_was_lost_is_made_good_by_an_empty_piece(visitor: Visitor, tmp_path: Path) -> None:
    browser = visitor(1)
    token = sent(browser)
    assert send(browser, token, len(PDF), b"") == 204
    Upload.objects.update(state=UploadState.OPEN, blob=None)
    (tmp_path / "files" / "parts" / token).write_bytes(PDF)
    assert send(browser, token, len(PDF), b"") == 204
    assert Upload.objects.get().state == UploadState.COMPLETE


def test_bytes_the_disk_lost_are_asked_for_again(visitor: Visitor, tmp_path: Path) -> None:
    browser = visitor(1)
    token = begin(browser)
    send(browser, token, 0, PDF[:200])
    part = tmp_path / "files" / "parts" / token
    part.write_bytes(PDF[:120])
    assert have(browser, token) == 120
    assert send(browser, token, 120, PDF[120:]) == 204
    assert read_bytes(claim(actor=an_actor(1), token=token, owner=DESK)) == PDF


def test_bytes_written_but_not_noted_are_written_again(visitor: Visitor, tmp_path: Path) -> None:
    browser = visitor(1)
    token = begin(browser)
    (tmp_path / "files" / "parts" / token).write_bytes(b"half a piece")
    assert have(browser, token) == 0
    assert send(browser, token, 0, PDF) == 204
    assert read_bytes(claim(actor=an_actor(1), token=token, owner=DESK)) == PDF


def test_a_full_disk_at_the_end_leaves_the_upload_to_be_finished_later(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = visitor(1)
    token = begin(browser)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.link", full)
        assert send(browser, token, 0, PDF) == 507
    assert have(browser, token) == len(PDF)
    assert send(browser, token, len(PDF), b"") == 204


def test_taking_a_file_off_the_list_forgets_it(visitor: Visitor, tmp_path: Path) -> None:
    browser = visitor(1)
    token = begin(browser)
    assert browser.delete(f"/files/upload/{token}").status_code == 204
    assert browser.head(f"/files/upload/{token}").status_code == 404
    assert list((tmp_path / "files" / "parts").iterdir()) == []


def test_the_form_works_without_script(visitor: Visitor) -> None:
    browser = visitor(1)
    page = browser.get("/desk/").content.decode()
    assert 'type="file"' in page
    assert "ไม่เกิน 50 MB" in page
    files = [SimpleUploadedFile("ก.pdf", PDF), SimpleUploadedFile("ข.png", samples.PNG)]
    response = browser.post("/desk/", {"papers": files})
    assert len(response.content.decode().split(",")) == 2
    assert [stored.name for stored in StoredFile.objects.of(DESK)] == ["ก.pdf", "ข.png"]


def test_a_form_sent_back_keeps_what_was_uploaded_and_tells_what_was_wrong(visitor: Visitor) -> None:
    browser = visitor(1)
    token = sent(browser)
    response = browser.post("/desk/", {"papers-token": token, "papers": SimpleUploadedFile("ก.pdf", b"MZ\0")})
    page = response.content.decode()
    assert response.status_code == 422
    assert "ที่นี่รับ PDF" in page
    assert re.search(f'name="papers-token" value="{token}"', page)
    assert "คำสั่ง.pdf" in page


def test_a_form_takes_so_many_files(visitor: Visitor) -> None:
    browser = visitor(1)
    assert browser.post("/desk/", {"papers": [SimpleUploadedFile("a.png", samples.PNG)] * 4}).status_code == 422
    assert not StoredFile.objects.exists()


def test_every_address_says_by_which_rule_it_opens() -> None:
    from khet.files.urls import urlpatterns

    assert {door_of(pattern.callback) for pattern in urlpatterns} == {"own"}

"""A secret letter is walked through the whole house by everybody: its subject shows to those named and nowhere else."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from khet.audit.models import Entry
from khet.files.models import StoredFile
from khet.jobs.models import Job
from khet.jobs.services import drain
from khet.notify.models import Notice
from khet.org.tests.cast import Cast
from khet.saraban import services
from khet.saraban.models import Letter, OutsideSender, RegisterEntry
from khet.saraban.tests import factories as make
from khet.saraban.tests.test_secrecy import SUBJECT, a_secret_letter
from khet.work.models import WorkItem, WorkMove
from khet.work.reads.inbox import badge, counts

NAMED = ("officer", "director", "principal")
OTHERS = ("deputy", "head", "clerk", "school_clerk", "teacher", "pupil", "outsider", "sysadmin")
LISTS = (
    "/",
    "/work/",
    "/work/?tab=asked",
    "/work/?tab=unit",
    "/work/?tab=done",
    f"/work/?find={SUBJECT[:8]}",
    "/letters/in/?tab=all",
    "/letters/out/?tab=send",
    "/letters/out/?tab=waiting",
    "/letters/out/?tab=closed",
    f"/search/?q={SUBJECT[:8]}",
    f"/search/?q={SUBJECT[:8]}&kind=saraban.registerentry",
    f"/search/suggest/?q={SUBJECT[:8]}",
    "/letters/sign/",
    "/letters/receive/",
    "/letters/receive/senders/?from_text=",
    "/letters/registers/",
    "/letters/registers/sent/",
    "/letters/registers/sent/?secret=1",
    "/letters/registers/received/?secret=1",
    "/letters/registers/sent/excel/?first=2569-01-01&last=2569-12-31&secret=1",
    "/notices/",
    "/org/trail/",
    "/org/trail/export.xlsx",
    "/settings/system/",
    "/settings/system/jobs/",
)


def the_letter(cast: Cast) -> Letter:
    letter = a_secret_letter(cast)
    services.register_delivery(actor=cast.principal.actor, delivery=letter.deliveries.get())
    drain()
    letter.refresh_from_db()
    return letter


def things(letter: Letter) -> Iterator[str]:
    """Every address of the letter itself and of what hangs on it."""
    delivery = letter.deliveries.get()
    for tail in ("", "page/1.png", "edit/", "versions/", "sign/", "issue/", "progress/", "to/", "answers.xlsx"):
        yield f"/letters/{letter.pk}/{tail}"
    yield f"/letters/{letter.pk}/answers.zip"
    yield f"/letters/{letter.pk}/receiver/{delivery.pk}/"
    for tail in ("", "page/1.png", "slip.pdf", "stamped/"):
        yield f"/letters/in/{delivery.pk}/{tail}"
    for basis, pk in (("saraban.letter", letter.pk), ("saraban.draft", letter.pk), ("saraban.delivery", delivery.pk)):
        yield f"/work/wall/{basis}/{pk}/"
        yield f"/work/wall/{basis}/{pk}/sheet.xlsx"
    for pk in WorkItem.objects.values_list("pk", flat=True):
        yield f"/work/item/{pk}/?stay=1"
    for pk in RegisterEntry.objects.values_list("pk", flat=True):
        yield f"/letters/registers/entry/{pk}/"
    for public_id in StoredFile.objects.values_list("public_id", flat=True):
        yield f"/files/{public_id}/a.pdf"
        for kind in ("page-1.png", "pages", "text", "preview"):
            yield f"/files/{public_id}/-/{kind}"


def said(page: Any) -> str:
    """The text of an answer without the marks of a search, with the sheets inside a workbook and the headers."""
    head = " ".join(f"{name}: {value}" for name, value in page.response.headers.items())
    if "spreadsheet" not in page.response.headers.get("Content-Type", ""):
        return f"{head} {page.text}".replace("<mark>", "").replace("</mark>", "")
    content = b"".join(page.response.streaming_content) if page.response.streaming else page.response.content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return head + "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_comes_upon_a_secret_letter(cast: Cast, role: str) -> None:
    letter = the_letter(cast)
    browser = cast.people[role]
    for url in things(letter):
        assert browser.get(url).status in (403, 404), url
    for url in LISTS:
        page = browser.get(url)
        assert page.status < 500, url
        assert SUBJECT not in said(page), url


@pytest.mark.parametrize("role", NAMED)
def test_those_named_find_it(cast: Cast, role: str) -> None:
    letter = the_letter(cast)
    found = [url for url in LISTS if SUBJECT in said(cast.people[role].get(url))]
    assert any("/search/?" in url for url in found)
    assert any("/search/suggest/" in url for url in found)
    assert Letter.objects.visible_to(cast.people[role].actor).filter(pk=letter.pk).exists()


def test_a_secret_letter_counts_in_nobody_elses_badges(cast: Cast) -> None:
    the_letter(cast)
    for role in OTHERS:
        actor = cast.people[role].actor
        assert badge(actor) == 0
        assert [counts(actor, tab).waiting for tab in ("mine", "asked", "unit", "done")] == [0, 0, 0, 0], role
    assert badge(cast.principal.actor) == 1


def test_what_the_house_keeps_beside_the_letter_does_not_tell_its_subject(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    letter = the_letter(cast)
    kept = [*Job.objects.values(), *Notice.objects.values(), *Entry.objects.values()]
    kept += [*WorkItem.objects.values(), *WorkMove.objects.values(), *StoredFile.objects.values()]
    for row in kept:
        assert SUBJECT not in json.dumps(row, default=str, ensure_ascii=False)
    for stored in StoredFile.objects.all():
        assert SUBJECT not in stored.url
        assert stored.restricted
    assert SUBJECT not in f"{letter} {letter!r} {letter.deliveries.get()}"
    cast.officer.client.raise_request_exception = False
    cast.officer.post(f"/letters/{letter.pk}/withdraw/", reason="")
    assert SUBJECT not in caplog.text


def test_the_sender_of_a_secret_letter_from_outside_is_not_put_into_the_address_book(cast: Cast) -> None:
    make.an_outside_letter(cast.clerk, from_text="คณะกรรมการสอบสวน", secrecy=1, subject=SUBJECT)
    assert not OutsideSender.objects.exists()
    make.an_outside_letter(cast.clerk, from_text="มหาวิทยาลัย")
    assert OutsideSender.objects.get().name == "มหาวิทยาลัย"

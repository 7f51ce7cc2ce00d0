"""DMC files of invented pupils for the schools of the cast; citizen numbers from the reserved test range."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from khet.collect.checks.tests.factories import a_pupil
from khet.collect.models import ImportRun
from khet.collect.sheets.tests.factories import HEADS, a_workbook, rows_of
from khet.jobs.services import drain

AS_OF = "10/11/2568"
DAY = date(2025, 11, 10)
CODE = "1084010001"
GIVEN = ("กล้า", "ขวัญ", "จันทร์", "ชัย", "ดาว", "ต้น", "ทิพย์", "นภา", "บุญ", "ปิ่น", "พร", "ฟ้า")


def pupil(number: int = 1, **spoilt: str) -> dict[str, str]:
    """A pupil of the first school of the cast."""
    own = {
        "school_code": CODE,
        "school_name": "โรงเรียนสุราษฎร์พิทยา",
        "first_name": GIVEN[number % len(GIVEN)],
        "guardian_first": "สมศักดิ์",
    }
    return a_pupil(number, **{**own, **spoilt})


def girl(number: int, **spoilt: str) -> dict[str, str]:
    return pupil(number, **{"sex": "ญ", "prefix": "เด็กหญิง", **spoilt})


def elsewhere(number: int, **spoilt: str) -> dict[str, str]:
    """The same child in a file of the second school."""
    return pupil(number, **{"school_code": "1084020002", "school_name": "โรงเรียนเกาะพะงันศึกษา", **spoilt})


def dmc(*pupils: Mapping[str, str]) -> bytes:
    return a_workbook([HEADS, *rows_of(*pupils)])


def sent(browser: Any, school: Any, content: bytes, *, as_of: str = AS_OF, name: str = "นักเรียน.xlsx") -> Any:
    return browser.post(
        "/collect/pupils/import/", school=school.pk, file=SimpleUploadedFile(name, content), as_of=as_of
    )


def run_of(page: Any) -> ImportRun:
    assert page.status == 303, page.text
    return ImportRun.objects.get(pk=page.location.rstrip("/").split("/")[-1])


def brought(browser: Any, school: Any, *pupils: Mapping[str, str], **options: Any) -> ImportRun:
    return run_of(sent(browser, school, dmc(*pupils), **options))


def imported(browser: Any, school: Any, *pupils: Mapping[str, str], **options: Any) -> ImportRun:
    """Through the front door to the end."""
    run = brought(browser, school, *pupils, **options)
    assert run.state == "ready", list(run.findings.values_list("row", "rule", "message"))
    page = browser.post(f"{run.get_absolute_url()}start/")
    assert page.status == 303, page.text
    drain()
    run.refresh_from_db()
    assert run.state == "done", run.failure
    return run


__all__ = [
    "AS_OF",
    "CODE",
    "DAY",
    "brought",
    "dmc",
    "elsewhere",
    "girl",
    "imported",
    "pupil",
    "run_of",
    "sent",
]

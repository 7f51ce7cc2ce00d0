"""A school's DMC file becomes its roll, in a real browser: checked, mended on the page, taken over, looked at."""

from pathlib import Path

import pytest

from khet.collect.tests.factories_pupils import dmc, girl, pupil
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, axe
from khet.thai.citizen import synthetic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def calm(visit: Visit) -> None:
    assert axe(visit.page) == []
    assert not visit.scrolls_sideways()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_dmc_file_becomes_the_roll(house: House, tmp_path: Path, width: int) -> None:
    file = tmp_path / "นักเรียน.xlsx"
    wrong = pupil(width, grade="ม.9")
    file.write_bytes(dmc(wrong, *(girl(width + at, room="2") for at in range(1, 4))))
    clerk = house.visit("school_clerk", width=width).go("/collect/pupils/")
    calm(clerk)
    clerk.go("/collect/pupils/import/")
    calm(clerk)
    clerk.page.set_input_files("input[type=file]", str(file))
    clerk.page.fill("[name=as_of]", "10/11/2568")
    clerk.page.wait_for_selector("[name=file-token]", state="attached")
    clerk.press("ตรวจไฟล์")
    clerk.arrive(r"/collect/pupils/import/\d+/")
    assert "ไม่มีชั้น ม.9" in clerk.text()
    calm(clerk)
    clerk.page.fill("[name='fix-2-grade']", "ม.1")
    clerk.press("บันทึกช่องที่แก้แล้วตรวจใหม่")
    clerk.page.wait_for_selector("text=นำเข้าทั้งไฟล์")
    calm(clerk)
    clerk.press("นำเข้าทั้งไฟล์")
    clerk.page.wait_for_selector("text=ออกจากหน้านี้ได้")
    house.work()
    clerk.page.reload()
    clerk.page.wait_for_selector("text=สิ่งที่นำเข้า")
    clerk.go(f"/collect/pupils/?find={10_000 + width}")
    calm(clerk)
    clerk.press(wrong["last_name"])
    clerk.arrive(r"/collect/pupils/\d+/$")
    assert synthetic(width) not in clerk.text()
    calm(clerk)
    clerk.page.check("[name='personal-reason'][value='contact']")
    clerk.press("เปิดดูข้อมูลส่วนบุคคล")
    clerk.page.wait_for_selector(f"text={synthetic(width)}")
    calm(clerk)
    clerk.close()

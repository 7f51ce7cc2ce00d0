"""A school's EMIS file of staff comes into the area's register, in a real browser: tried, looked at, taken over."""

from pathlib import Path

import pytest

from khet.collect.models import Form
from khet.collect.tests.factories_masters import FIRST, a_master, a_teacher, emis
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def calm(visit: Visit) -> None:
    assert axe(visit.page) == []
    assert not visit.scrolls_sideways()


def sent(clerk: Visit, form: Form, file: Path, content: bytes) -> None:
    """The file through the import page, up to what it would do."""
    file.write_bytes(content)
    clerk.go(f"/collect/records/{form.pk}/import/")
    calm(clerk)
    clerk.page.set_input_files("input[type=file]", str(file))
    clerk.page.fill("[name=as_of]", "10/6/2569")
    clerk.page.wait_for_selector("[name=rows-token]", state="attached")
    clerk.press("ตรวจไฟล์")
    clerk.arrive(r"/collect/records/\d+/import/[\w-]+/\?on=2026-06-10$")
    calm(clerk)


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_an_emis_file_of_staff_is_taken_over(house: House, tmp_path: Path, width: int) -> None:
    with alone():
        form = a_master(house.cast.officer, "staff_list")
    people = [a_teacher(width + at) for at in range(4)]
    file = tmp_path / "บุคลากร.xlsx"
    clerk = house.visit("school_clerk", width=width)
    sent(clerk, form, file, emis("staff", *people[:3], {**people[3], "personnel_type": "นักบิน"}).read())
    assert "ไม่มีตัวเลือก “นักบิน”" in clerk.text()
    sent(clerk, form, file, emis("staff", *people).read())
    clerk.press("นำเข้าทั้งหมด")
    clerk.arrive(rf"/collect/records/{form.pk}/$")
    calm(clerk)
    sent(clerk, form, file, emis("staff", {**people[0], "standing": "เชี่ยวชาญ"}, *people[1:3]).read())
    assert people[3]["last_name"] in clerk.text()
    clerk.page.check("[name=archive]")
    clerk.page.fill("[name=reason]", "ย้าย")
    clerk.press("นำเข้าทั้งหมด")
    clerk.arrive(rf"/collect/records/{form.pk}/$")
    assert people[3]["last_name"] not in clerk.text()
    clerk.close()


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_facts_of_a_school_are_mended_as_the_file_tells(house: House, tmp_path: Path, width: int) -> None:
    file = tmp_path / "โรงเรียน.xlsx"
    told = {"school_code": FIRST, "school_name": "สุราษฎร์พิทยา", "amphoe": "เมือง", "postcode": f"8{width:04}"}
    file.write_bytes(emis("school", told).read())
    clerk = house.visit("school_clerk", width=width).go("/collect/records/")
    clerk.press("เทียบข้อมูลโรงเรียนกับ EMIS")
    clerk.arrive(r"/collect/schools/$")
    calm(clerk)
    clerk.page.set_input_files("input[type=file]", str(file))
    clerk.page.wait_for_selector("[name=file-token]", state="attached")
    clerk.press("เทียบ")
    clerk.page.wait_for_selector("[name=pick]")
    calm(clerk)
    clerk.page.locator("[name=pick]").first.uncheck()
    clerk.press("ปรับตามไฟล์เฉพาะที่เลือก")
    clerk.page.wait_for_selector("text=ปรับข้อมูลตามไฟล์แล้ว 1 โรงเรียน")
    clerk.close()

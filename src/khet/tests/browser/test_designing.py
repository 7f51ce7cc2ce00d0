"""A form is designed without programming: from the library to a version, with script and without, at the desk and on a
phone; then a register is kept.
"""

import pytest

from khet.collect.models import Form
from khet.collect.reads.forms import draft, latest
from khet.collect.services.forms import copy_form, publish
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone, axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def at(form: Form, rest: str = "") -> str:
    return f"/collect/forms/{form.pk}/{rest}"


def own(key: str) -> Form:
    with alone():
        return Form.objects.filter(key=key, desk__isnull=False).latest("pk")


def a_published_copy(house: House) -> Form:
    actor = house.cast.people["officer"].actor
    with alone():
        form = copy_form(actor=actor, form=Form.objects.get(desk=None, key="ict_internet"))
        publish(actor=actor, form=form)
    return form


def objections(visit: Visit, path: str) -> list[str]:
    """At the desk, then on the phone."""
    found: list[str] = []
    for width in (DESKTOP, PHONE):
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.go(path)
        found += [f"{path} {width}: {each}" for each in axe(visit.page)]
        found += [f"{path} {width}: scrolls sideways"] * visit.scrolls_sideways()
    visit.page.set_viewport_size({"width": DESKTOP, "height": 900})
    return [*found, *visit.complaints]


def test_a_ready_form_is_copied_changed_tried_and_published(house: House) -> None:
    officer = house.visit("officer")
    officer.go("/collect/forms/?tab=library")
    officer.page.get_by_role("link", name="อุปกรณ์ ICT").click()
    officer.press("คัดลอกเป็นของหน่วยงาน")
    form = own("ict_internet")
    page = officer.page
    assert "ค่าบริการต่อเดือน" in officer.text(".board")
    assert "ค่าบริการต่อเดือน" not in officer.text(".handset")

    page.click("#p-wlan .moves button[value=up]")
    page.wait_for_selector("text=ย้อน: เลื่อน มีระบบไร้สาย")
    assert officer.path == at(form, "design/")

    officer.go(at(form, "design/part/own_cost/"))
    page.click(".when summary")
    page.fill("#id_show_if", 'own_state = "good" and own_sped > 1')
    page.wait_for_selector("#id_show_if_told .error")
    assert "ไม่มีช่องชื่อนี้ในแบบ" in officer.text("#id_show_if_told")
    page.fill("#id_show_if", 'own_state = "good" and own_speed > 1')
    page.wait_for_selector("#id_show_if_told .understood")
    assert "[สถานะวงจร] = “ใช้ได้ดี”" in officer.text("#id_show_if_told")
    officer.press("บันทึก")
    assert "[สถานะวงจร] = “ใช้ได้ดี”" in officer.text("#p-own_cost")

    officer.press("ดูและประกาศใช้")
    officer.press("ประกาศใช้แบบ")
    page.wait_for_selector("text=ฉบับที่ 1 แล้ว")
    with alone():
        published = latest(form)
    assert published is not None
    assert published.schema.parts()["own_cost"].show_if == 'own_state = "good" and own_speed > 1'
    officer.close()


def test_a_form_is_made_without_script(house: House) -> None:
    officer = house.visit("officer", java_script_enabled=False)
    page = officer.go("/collect/forms/new/").page
    page.fill("[name=title]", "แบบไม่มีสคริปต์")
    page.fill("[name=purpose]", "ทดลอง")
    officer.press("สร้างแบบ")
    officer.press("เพิ่มหมวด")
    page.fill("[name=label]", "หมวดแรก")
    officer.press("เพิ่ม")
    officer.press("เพิ่มช่อง")
    page.get_by_role("link", name="ตาราง").click()
    page.fill("[name=label]", "นักเรียน")
    page.fill("[name=rows]", "311 = ม.1\n312 = ม.2")
    page.select_option("[name=column_codes]", "khet.sex")
    officer.press("เพิ่ม")
    with alone():
        form = Form.objects.get(title="แบบไม่มีสคริปต์")
    page.click("#p-q1 a:has-text('แก้')")
    page.fill("[name=label]", "นักเรียนจริง")
    officer.press("บันทึก")
    page.click("button:has-text('ย้อน: แก้ช่อง')")
    with alone():
        version = draft(form)
    assert version is not None
    assert version.schema.parts()["q1"].label == "นักเรียน"
    assert "ม.2" in officer.text(".handset")
    officer.close()


def test_a_register_is_kept_and_every_page_of_forms_is_clean(house: House) -> None:
    officer = house.visit("officer")
    officer.go("/collect/forms/?tab=library")
    officer.page.get_by_role("link", name="ทะเบียนครุภัณฑ์").click()
    officer.press("คัดลอกเป็นของหน่วยงาน")
    register, form = own("devices"), a_published_copy(house)
    officer.press("ดูและประกาศใช้")
    officer.press("ประกาศใช้แบบ")
    officer.press("เปิดทะเบียน")
    officer.press("เพิ่มแถว")
    page = officer.page
    page.fill("[name='v:number']", "7440-001")
    page.select_option("[name='v:kind']", "tablet")
    page.select_option("[name='v:state']", "good")
    officer.press("เพิ่มแถว")
    page.wait_for_selector("text=ประวัติของแถว")
    row = officer.path
    rows = f"/collect/records/{register.pk}/"
    paths = (
        "/collect/forms/",
        "/collect/forms/?tab=library",
        "/collect/forms/new/",
        "/collect/forms/import/",
        "/collect/codes/",
        "/collect/codes/moe.disability/",
        at(register),
        at(register, "preview/"),
        at(form, "design/begin/").replace("begin/", ""),
        at(form, "versions/1/"),
        "/collect/records/",
        rows,
        f"{rows}new/",
        f"{rows}import/",
        row,
        f"{row}edit/",
    )
    assert [each for path in paths for each in objections(officer, path)] == []
    officer.go(at(form, "design/"))
    officer.press("เริ่มร่างฉบับถัดไป")
    again = (
        "design/",
        "design/add/?section=inside",
        "design/part/own_cost/",
        "design/part/computers/",
        "design/check/",
        "publish/",
    )
    assert [each for rest in again for each in objections(officer, at(form, rest))] == []
    officer.close()

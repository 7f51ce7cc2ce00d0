"""From a circular to the dashboard with a school's own DMC file: nothing typed twice, and the figures at once."""

from pathlib import Path
from typing import Any

import pytest

from khet.collect.models import Form, Round, Submission
from khet.collect.services import forms, submissions
from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_pupils import dmc, girl, pupil
from khet.tests.browser.house import PHONE, House, Visit, alone, axe
from khet.tests.browser.test_rounds import box, certify, saved, sign, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GRADES = ("311", "312", "313", "411", "412", "413")
BOYS, GIRLS = 3, 2


def of_the_area(cast: Any) -> Form:
    """The ready form of pupils by class, copied and published by the area."""
    form = forms.copy_form(actor=cast.officer.actor, form=Form.objects.get(desk=None, key="pupils_by_class"))
    forms.publish(actor=cast.officer.actor, form=form)
    return form


def bring(clerk: Visit, file: Path) -> None:
    page = clerk.go("/collect/pupils/import/").page
    page.set_input_files("input[type=file]", str(file))
    page.fill("[name=as_of]", "10/11/2568")
    page.wait_for_selector("[name=file-token]", state="attached")
    clerk.press("ตรวจไฟล์")
    clerk.arrive(r"/collect/pupils/import/\d+/")
    clerk.press("นำเข้าทั้งไฟล์")
    page.wait_for_selector("text=ออกจากหน้านี้ได้")


def answer(clerk: Visit) -> None:
    """The table stands there already; what no file knows is typed."""
    page = clerk.go("/work/").page
    clerk.press("กรอกแบบข้อมูล")
    clerk.arrive(r"/collect/given/\d+/$")
    assert box(page, "pupils/311/m").input_value() == str(BOYS)
    assert box(page, "pupils/311/f").input_value() == str(GIRLS)
    assert "จากทะเบียน" in clerk.text("main")
    for grade in GRADES[1:]:
        for sex in "mf":
            box(page, f"pupils/{grade}/{sex}").fill("0")
    for grade in GRADES:
        box(page, f"rooms/{grade}/rooms").fill("1" if grade == "311" else "0")
    box(page, "pupils_all").fill(str(BOYS + GIRLS))
    box(page, "far").fill("1")
    saved(page)
    assert axe(page) == []
    clerk.press("ส่งให้ผู้อำนวยการรับรอง")
    page.wait_for_selector("main >> text=รอผู้อำนวยการรับรอง")


def together(visit: Visit) -> str:
    """What the page says, without its blanks."""
    return "".join(visit.text("main").split())


def test_a_circular_and_a_dmc_file_become_a_figure_of_the_dashboard(house: House, tmp_path: Path) -> None:
    cast = house.cast
    with alone():
        round_ = make.a_planned_round(cast.officer, of_the_area(cast), title="จำนวนนักเรียน")
    officer = house.stranger()
    officer.sign_in("officer")
    write(officer, round_.title)
    letter = officer.path
    house.work()
    director = house.visit("director")
    sign(director.go("/letters/sign/"))
    house.work()
    officer.go(letter).press("ส่งถึง 3 แห่ง")
    officer.page.wait_for_selector("#receivers")
    house.work()

    file = tmp_path / "นักเรียน.xlsx"
    boys = (pupil(at, age="12") for at in range(1, BOYS + 1))
    file.write_bytes(dmc(*boys, *(girl(at) for at in range(11, 11 + GIRLS))))
    clerk = house.visit("school_clerk", width=PHONE)
    bring(clerk, file)
    house.work()
    answer(clerk)
    clerk.close()
    principal = house.visit("principal")
    certify(principal)
    principal.close()
    house.work()

    shown = together(director.go("/insight/"))
    assert f"จำนวนนักเรียน{BOYS + GIRLS}คน" in shown
    assert "จาก1แห่ง" in shown
    assert axe(director.page) == []
    with alone():
        for given in Submission.objects.filter(round=round_).exclude(unit=cast.schools[0]):
            given.round = Round.objects.get(pk=round_.pk)
            zeros = {f"pupils/{grade}/{sex}": "0" for grade in GRADES for sex in "mf"}
            rooms = {f"rooms/{grade}/rooms": "1" for grade in GRADES}
            own = {**zeros, **rooms, "pupils/313/f": "7", "pupils_all": "7", "far": "0"}
            make.fill(cast.officer, given, **own)
            submissions.record_by_phone(actor=cast.officer.actor, given=given, via="phone", note="ครูดำ")
    house.work()
    director.go("/insight/indicators/pupils/")
    assert f"{BOYS + GIRLS + 14}คน" in together(director)
    assert "จาก3แห่ง" in together(director)
    director.close()
    officer.go(letter)
    assert "ส่งครบ 3 จาก 3" in officer.text("main")
    officer.press("ส่งครบ 3 จาก 3")
    officer.arrive(r"/collect/rounds/\d+/$")
    officer.close()

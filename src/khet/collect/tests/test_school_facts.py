"""An EMIS file of schools against their cards, through the front door."""

from typing import Any

import pytest

from khet.audit import services as audit
from khet.collect.tests.factories_masters import FIRST, SECOND, emis
from khet.files.reads import StoredFile
from khet.org.models import Unit
from khet.org.tests.cast import Browser, Cast, Page

pytestmark = pytest.mark.django_db
HERE = "/collect/schools/"


def a_school(code: str = FIRST, name: str = "สุราษฎร์พิทยา", **spoilt: str) -> dict[str, str]:
    own = {
        "school_code": code,
        "school_name": name,
        "tambon": "ต.ตลาด",
        "amphoe": "อำเภอเมืองสุราษฎร์ธานี",
        "province": "สุราษฎร์ธานี",
        "postcode": "๘๔๐๐๐",
        "phone": "0-7727-0001",
        "email": "office@example.org",
    }
    return {**own, **spoilt}


def shown(browser: Browser, *rows: Any) -> Page:
    page = browser.post(HERE, file=emis("school", *rows))
    assert page.status == 200, page.text
    return page


def test_what_differs_is_shown_and_mended_when_ticked(cast: Cast) -> None:
    school = cast.schools[0]
    Unit.objects.filter(pk=school.pk).update(tambon="ตลาด", phone="0 7727 0001")
    before = audit.verify().entries
    page = shown(cast.school_clerk, a_school())
    assert "84000" in page.text
    assert "0-7727-0001" not in page.text
    assert audit.verify().entries == before
    assert not StoredFile.objects.exists()
    done = cast.school_clerk.post(f"{HERE}mend/", pick=[f"{school.pk}:postcode:84000"])
    assert done.status == 303
    assert audit.verify().entries == before + 1
    school.refresh_from_db()
    assert (school.postcode, school.email) == ("84000", "")
    assert "office@example.org" in shown(cast.school_clerk, a_school()).text


def test_the_keepers_of_the_area_mend_all_and_hear_of_strangers(cast: Cast) -> None:
    first, second = cast.schools[:2]
    page = shown(
        cast.sysadmin,
        a_school(),
        a_school(SECOND, "โรงเรียนเกาะพะงันศึกษา", amphoe="เกาะพะงัน"),
        a_school("99999999", "โรงเรียนนอกเขต"),
    )
    assert "โรงเรียนนอกเขต" in page.text
    picks = [f"{first.pk}:postcode:84000", f"{second.pk}:postcode:84280"]
    assert cast.sysadmin.post(f"{HERE}mend/", pick=picks).status == 303
    assert set(Unit.objects.filter(kind="school").values_list("postcode", flat=True)) == {"84000", "84280", ""}


def test_a_name_is_shown_but_changed_elsewhere(cast: Cast) -> None:
    page = shown(cast.officer, a_school(name="โรงเรียนชื่อใหม่"))
    assert "โรงเรียนชื่อใหม่" in page.text
    pick = [f"{cast.schools[0].pk}:name:โรงเรียนชื่อใหม่"]
    assert cast.officer.post(f"{HERE}mend/", pick=pick).status == 409


LONG = "9" * 5_000
NONE_OF_MINE = ["", "x:phone:1", "999999:phone:1", "{long}:phone:1", "{other}:phone:1"]


@pytest.mark.parametrize("pick", [*NONE_OF_MINE, "{own}:email:ไม่ใช่", "{own}:code:1"])
def test_what_may_not_be_mended_is_refused_whole(cast: Cast, pick: str) -> None:
    own, other = cast.schools[:2]
    picks = [f"{own.pk}:postcode:84000", pick.format(own=own.pk, other=other.pk, long=LONG)]
    assert cast.school_clerk.post(f"{HERE}mend/", pick=picks).status == 409
    own.refresh_from_db()
    assert own.postcode == ""
    assert cast.school_clerk.post(f"{HERE}mend/").status == 409


def test_who_keeps_no_card_only_looks_and_others_do_not_come_in(cast: Cast) -> None:
    page = shown(cast.clerk, a_school())
    assert "84000" in page.text
    assert "/collect/schools/mend/" in page.text
    assert 'name="pick"' not in page.text
    pick = [f"{cast.schools[0].pk}:postcode:84000"]
    assert cast.clerk.post(f"{HERE}mend/", pick=pick).status == 409
    for stranger in (cast.teacher, cast.pupil):
        assert stranger.get(HERE).status == 403
    assert cast.officer.get(HERE).status == 200
    assert HERE in cast.officer.get("/collect/records/").text


def test_another_file_is_refused_in_words(cast: Cast) -> None:
    page = cast.officer.post(HERE, file=emis("staff", {"first_name": "ก"}))
    assert page.status == 422

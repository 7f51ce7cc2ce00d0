"""One person in two posts: the band says so, each tab writes in its own, and a post that ended writes no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.org.models import Appointment
from khet.org.tests import factories as make
from khet.saraban.models import Letter
from khet.saraban.tests import factories as letters
from khet.tests.browser.house import DESKTOP, PHONE, House, Visit, alone

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def acting(house: House) -> Appointment:
    """The deputy stands in for the director until tomorrow."""
    deputy, director = house.cast.people["deputy"], house.cast.people["director"]
    with alone():
        return make.an_appointment(
            deputy.person,
            director.post_held,
            kind="acting",
            own_post=deputy.post_held,
            main=False,
            valid_until=timezone.localdate() + timedelta(days=2),
            order_text="คำสั่งที่ 311/2569",
        )


def take(visit: Visit, seat: Appointment) -> None:
    """Choose a post in the menu of one's name."""
    visit.page.click(".me > summary")
    visit.page.locator(f".me button[value='{seat.pk}']").click()
    visit.page.wait_for_selector("section.acting" if seat.phrase else "body.app:not(:has(section.acting))")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_a_deputy_signs_in_the_directors_stead(house: House, acting: Appointment, width: int) -> None:
    with alone():
        people = house.cast.people
        letter = letters.a_proposed_letter(people["clerk"], people["director"], subject=f"ลงนามแทนที่ {width}")
    deputy = house.stranger(width=width)
    deputy.sign_in("deputy")
    take(deputy, acting)
    assert "รักษาราชการแทน" in deputy.text("section.acting")
    assert not deputy.scrolls_sideways()
    deputy.go(f"/letters/{letter.pk}/sign/").press("ออกเลขและลงนาม" if width == DESKTOP else "ลงนาม", within="body")
    deputy.arrive(r"/letters/(\d+/|sign/)$")
    house.work()
    with alone():
        letter.refresh_from_db()
        assert letter.state == Letter.State.READY
        assert letter.signed_phrase == "รักษาราชการแทน"
    deputy.close()


def test_two_tabs_in_two_posts_write_each_in_its_own(house: House, acting: Appointment) -> None:
    own = house.visit("deputy")
    own.go("/letters/new/memo/")
    other = Visit(own.page.context.new_page(), house.address)
    take(other.go("/"), acting)
    other.go("/letters/new/memo/")
    for tab, subject in ((own, "บันทึกของรอง"), (other, "บันทึกของผู้รักษาราชการแทน")):
        tab.page.fill("[name=subject]", subject)
        tab.press("บันทึกร่าง")
        tab.arrive(r"/letters/\d+/(edit/)?$")
    with alone():
        drafted = Entry.objects.filter(action="saraban.drafted")
        written = dict(drafted.filter(phrase="").values_list("target_id", "post_id"))
        acted = dict(drafted.exclude(phrase="").values_list("target_id", "post_id"))
        at = dict(Letter.objects.filter(kind="memo").values_list("subject", "pk"))
    assert written[at["บันทึกของรอง"]] == house.cast.people["deputy"].post_held.pk
    assert acted[at["บันทึกของผู้รักษาราชการแทน"]] == house.cast.people["director"].post_held.pk
    own.close()


def test_a_post_that_ended_writes_no_more(house: House, acting: Appointment) -> None:
    deputy = house.visit("deputy")
    take(deputy.go("/"), acting)
    deputy.go("/letters/new/memo/").page.fill("[name=subject]", "หลังสิ้นสุด")
    with alone():
        Appointment.objects.filter(pk=acting.pk).update(
            valid_from=timezone.localdate() - timedelta(days=9), valid_until=timezone.localdate()
        )
    deputy.press("บันทึกร่าง")
    deputy.page.wait_for_selector("text=ท่านไม่ได้ดำรงตำแหน่ง")
    with alone():
        assert not Letter.objects.filter(subject="หลังสิ้นสุด").exists()
    deputy.complaints = [each for each in deputy.complaints if "409" not in each]
    deputy.close()

"""Behind broken glass the administrator reads what was stated, for an hour, on the record; never a secret letter."""

import re

import pytest
from django.utils import timezone

from khet.audit.models import Entry
from khet.org.models import BreakGlass
from khet.org.tests.cast import Browser, Cast, Page
from khet.saraban.models import Delivery, Letter
from khet.saraban.tests import factories as make

pytestmark = pytest.mark.django_db
WHERE = "/org/system/break-glass/"
REASON = "โรงเรียนแจ้งว่าหน้าหนังสือขึ้นผิด ต้องดูข้อความจริง"


def broken_for(sysadmin: Browser, address: str) -> BreakGlass:
    assert sysadmin.post(WHERE, address=address, label="หนังสือที่แจ้ง", reason=REASON).status == 303
    return BreakGlass.objects.latest("pk")


def words(page: Page) -> str:
    """As they are read: compounds are kept whole by marks inside them."""
    return re.sub(r"<[^>]+>", "", page.text)


def looks() -> list[str]:
    return list(
        Entry.objects.filter(action__startswith="saraban.glass").order_by("pk").values_list("action", flat=True)
    )


@pytest.fixture
def letter(cast: Cast) -> Letter:
    return make.a_dispatched_letter(cast, subject="ขอข้อมูลนักเรียน", body="ข้อความที่อ่านได้เฉพาะผู้รับ")


def test_a_stated_letter_is_read_for_an_hour_and_each_look_is_on_the_trail(cast: Cast, letter: Letter) -> None:
    assert cast.sysadmin.get(letter.get_absolute_url()).status == 404
    broken = broken_for(cast.sysadmin, letter.get_absolute_url())
    there = f"/letters/glass/{broken.pk}/"
    assert there in cast.sysadmin.get(WHERE).text
    assert cast.sysadmin.get(there).location == f"{there}{letter.pk}/"
    page = cast.sysadmin.get(f"{there}{letter.pk}/")
    assert "ข้อความที่อ่านได้เฉพาะผู้รับ" in page.text
    assert cast.schools[0].short in page.text
    assert looks() == ["saraban.glass_looked"]
    entry = Entry.objects.get(action="saraban.glass_looked")
    assert (entry.target_kind, entry.target_id, entry.person_id) == (
        "saraban.letter",
        letter.pk,
        cast.sysadmin.person.pk,
    )
    assert REASON in entry.content
    BreakGlass.objects.update(until=timezone.now())
    assert cast.sysadmin.get(f"{there}{letter.pk}/").status == 403
    assert cast.sysadmin.get(there).status == 403


def test_its_files_open_there_and_nowhere_else(cast: Cast, letter: Letter) -> None:
    broken = broken_for(cast.sysadmin, letter.get_absolute_url())
    assert letter.pdf is not None
    assert cast.sysadmin.get(letter.pdf.url).status == 404
    file = cast.sysadmin.get(f"/letters/glass/{broken.pk}/{letter.pk}/{letter.pdf_id}/")
    assert file.status == 200
    assert file.response.headers["Content-Type"] == "application/pdf"
    assert looks() == ["saraban.glass_file"]
    other = make.a_dispatched_letter(cast)
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/{letter.pk}/{other.pdf_id}/").status == 404
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/{other.pk}/").status == 404


def test_nothing_can_be_done_there_and_the_letter_itself_stays_closed(cast: Cast, letter: Letter) -> None:
    broken = broken_for(cast.sysadmin, letter.get_absolute_url())
    page = cast.sysadmin.get(f"/letters/glass/{broken.pk}/{letter.pk}/").text
    inside = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in inside
    assert cast.sysadmin.post(f"/letters/glass/{broken.pk}/{letter.pk}/").status == 405
    assert cast.sysadmin.get(letter.get_absolute_url()).status == 404
    assert cast.sysadmin.post(f"/letters/{letter.pk}/withdraw/", reason="ไม่ควรได้").status == 404
    delivery = make.delivery_at(letter, cast.schools[0])
    assert cast.sysadmin.post(f"/letters/in/{delivery.pk}/register/").status == 404
    delivery.refresh_from_db()
    assert delivery.opened_at is None


def test_a_stated_delivery_shows_its_letter(cast: Cast, letter: Letter) -> None:
    delivery = make.delivery_at(letter, cast.schools[0])
    broken = broken_for(cast.sysadmin, f"/letters/in/{delivery.pk}/")
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/").location.endswith(f"/{letter.pk}/")


def test_a_stated_unit_shows_what_it_sent_and_got_but_no_drafts_and_nothing_secret(cast: Cast, letter: Letter) -> None:
    school = cast.schools[0]
    secret = make.a_dispatched_letter(cast, subject="เรื่องที่จะกลายเป็นลับ")
    Letter.objects.filter(pk=secret.pk).update(secrecy=1)
    Delivery.objects.filter(letter=secret).update(secrecy=1)
    draft = make.a_letter(cast.school_clerk, subject="ร่างของโรงเรียน")
    elsewhere = make.a_dispatched_letter(cast, units=[cast.schools[1]], subject="เรื่องของโรงเรียนอื่น")
    broken = broken_for(cast.sysadmin, school.get_absolute_url())
    assert broken.ref_kind == "org.unit"
    listed = words(cast.sysadmin.get(f"/letters/glass/{broken.pk}/"))
    assert "ขอข้อมูลนักเรียน" in listed
    for hidden in (secret, draft, elsewhere):
        assert hidden.subject not in listed
        assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/{hidden.pk}/").status == 404
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/{letter.pk}/").status == 200
    assert looks() == ["saraban.glass_listed", "saraban.glass_looked"]


def test_a_secret_letter_stays_closed_though_it_was_stated(cast: Cast, letter: Letter) -> None:
    broken = broken_for(cast.sysadmin, letter.get_absolute_url())
    Letter.objects.filter(pk=letter.pk).update(secrecy=2)
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/").status == 404
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/{letter.pk}/").status == 404
    assert cast.sysadmin.get(f"/letters/glass/{broken.pk}/{letter.pk}/{letter.pdf_id}/").status == 404
    assert looks() == []


def test_glass_broken_by_one_opens_nothing_to_another(cast: Cast, letter: Letter) -> None:
    broken = broken_for(cast.sysadmin, letter.get_absolute_url())
    for one in (cast.director, cast.officer, cast.outsider):
        assert one.get(f"/letters/glass/{broken.pk}/{letter.pk}/").status in (403, 404)
    assert looks() == []

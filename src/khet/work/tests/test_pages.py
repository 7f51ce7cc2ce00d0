"""Inbox, item and wall through the front door."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from khet.org.models import Unit
from khet.org.tests import factories as make
from khet.work import services
from khet.work.models import WorkItem
from khet.work.tests.factories import LETTER, a_spec, an_ask, an_item

pytestmark = pytest.mark.django_db
WALL = "/work/wall/test.letter/7/"


def a_wall(cast: Any) -> list[WorkItem]:
    ask = an_ask(due_at=timezone.now() + timedelta(days=5))
    specs = [
        a_spec(unit, subject=unit.pk, ask_id=ask.pk, due_at=ask.due_at, label="สำรวจอินเทอร์เน็ต") for unit in cast.schools
    ]
    services.open_many(actor=cast.clerk.actor, specs=specs)
    return list(WorkItem.objects.order_by("pk"))


def test_the_home_and_the_inbox_count_what_waits(cast: Any) -> None:
    an_item(cast.clerk, cast.schools[0])
    for url in ("/", "/work/"):
        page = cast.school_clerk.get(url)
        assert page.status == 200
        assert "มี 1 เรื่องรอท่าน" in page.text
        assert "เรื่องทดสอบ 1" in page.text
    assert "ไม่มีเรื่องรอท่าน" in cast.outsider.get("/work/").text


@pytest.mark.parametrize("tab", ["mine", "asked", "unit", "done", "nonsense", ""])
def test_every_tab_of_the_inbox_opens_and_a_broken_cursor_shows_the_beginning(cast: Any, tab: str) -> None:
    an_item(cast.clerk, cast.schools[0])
    assert cast.school_clerk.get("/work/", {"tab": tab, "after": "x_y", "find": "%"}).status == 200


def test_an_answer_from_its_page_leaves_the_inbox(cast: Any) -> None:
    item = an_item(cast.clerk, cast.schools[0])
    page = cast.school_clerk.get(f"/work/item/{item.pk}/?stay=1")
    assert "ส่งคำตอบ" in page.text
    empty = cast.school_clerk.post(f"/work/item/{item.pk}/answer/", text=" ")
    assert empty.status == 422
    assert cast.school_clerk.post(f"/work/item/{item.pk}/answer/", text="ครบ 40 เครื่อง").status == 303
    assert "ครบ 40 เครื่อง" in cast.clerk.get(f"/work/item/{item.pk}/").text


def test_another_unit_gets_404_on_every_address_of_an_item(cast: Any) -> None:
    item = an_item(cast.clerk, cast.schools[0])
    for person in (cast.outsider, cast.pupil):
        assert person.get(f"/work/item/{item.pk}/").status == 404
        for verb in ("answer", "accept", "pass-on", "record", "give-back", "extend", "withdraw"):
            assert person.post(f"/work/item/{item.pk}/{verb}/").status == 404


def test_the_asked_may_not_manage_and_the_asker_may_not_answer(cast: Any) -> None:
    item = an_item(cast.clerk, cast.schools[0])
    for verb in ("give-back", "extend", "withdraw"):
        assert cast.school_clerk.post(f"/work/item/{item.pk}/{verb}/").status == 403
    assert cast.clerk.post(f"/work/item/{item.pk}/answer/", text="x").status == 403


def test_accept_and_pass_on_stay_in_the_desk(cast: Any) -> None:
    item = an_item(cast.clerk, cast.schools[0])
    assert cast.school_clerk.post(f"/work/item/{item.pk}/accept/").status == 303
    foreign = cast.outsider.post_held.pk
    assert cast.school_clerk.post(f"/work/item/{item.pk}/pass-on/", to=foreign).status == 422
    to = cast.teacher.post_held.pk
    assert cast.school_clerk.post(f"/work/item/{item.pk}/pass-on/", to=to, note="ดำเนินการ").status == 303
    assert "เรื่องทดสอบ 1" in cast.teacher.get("/work/").text


def test_the_asker_extends_records_returns_and_withdraws(cast: Any) -> None:
    first, second, third = a_wall(cast)
    url = f"/work/item/{first.pk}/"
    assert cast.clerk.post(f"{url}extend/", due="1/1/2540", reason="น้ำท่วม").status == 422
    assert cast.clerk.post(f"{url}extend/", due="31/12/2570", reason="น้ำท่วม").status == 303
    assert cast.clerk.post(f"{url}record/", via="phone", text="").status == 422
    assert cast.clerk.post(f"{url}record/", via="phone", text="ครูมาลี 10.20 น.").status == 303
    assert cast.clerk.post(f"{url}give-back/", note="ขาดหน้า 2").status == 303
    assert cast.clerk.post(f"/work/item/{second.pk}/withdraw/", reason="ส่งผิด").status == 303
    states = list(WorkItem.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["returned", "withdrawn", "open"]
    assert third.waiting


def test_the_wall_shows_every_school_and_only_to_those_who_may(cast: Any) -> None:
    a_wall(cast)
    page = cast.clerk.get(WALL)
    assert page.status == 200
    assert all(school.short in page.text for school in cast.schools)
    for show in ("all", "owing", "late", "unopened", "nonsense"):
        assert cast.clerk.get(WALL, {"show": show}).status == 200
    for person in (cast.outsider, cast.school_clerk, cast.pupil, cast.teacher):
        assert person.get(WALL).status == 404
        assert person.post(f"{WALL}remind/").status == 404
        assert person.get(f"{WALL}sheet.xlsx").status == 404
    assert cast.clerk.get("/work/wall/no.such/1/").status == 404


def test_one_press_reminds_those_who_owe_and_nobody_else(cast: Any) -> None:
    first, *_ = a_wall(cast)
    services.answer(actor=cast.school_clerk.actor, item=first)
    assert cast.clerk.post(f"{WALL}remind/", message="ขอคำตอบภายในวันนี้").status == 303
    counts = list(WorkItem.objects.order_by("pk").values_list("reminded", flat=True))
    assert counts == [0, 1, 1]
    assert "ทวงถาม" in cast.outsider.get("/notices/").text
    assert "ทวงถาม" not in cast.school_clerk.get("/notices/").text


def test_the_wall_as_a_workbook_keeps_text_as_text(cast: Any) -> None:
    import io

    from python_calamine import CalamineWorkbook

    a_wall(cast)
    response = cast.clerk.get(f"{WALL}sheet.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert {row[1] for row in rows[3:]} == {school.short for school in cast.schools}


def test_a_tap_answers_only_what_wants_no_more_than_a_tap(cast: Any) -> None:
    item = an_item(cast.clerk, cast.schools[0])
    assert cast.school_clerk.post("/work/acknowledge/", item=[item.pk]).status == 409
    item.refresh_from_db()
    assert item.waiting


def a_wide_wall(cast: Any, count: int, *, parents: int = 1, per_district: int = 40) -> list[WorkItem]:
    """Schools of ten districts over one or more offices, one ask each: a tenth answered, a tenth late."""
    offices = [cast.office, *(make.a_unit(f"office-{at}", "office", f"เขตที่ {at}") for at in range(1, parents))]
    units = Unit.objects.bulk_create(
        Unit(
            code=f"wide-{at:05}",
            kind="school",
            name=f"โรงเรียนบ้านหนอง {at:05}",
            sort_key=f"{at:05}",
            parent=offices[at % parents],
            amphoe=f"อำเภอที่ {at // per_district:03}",
        )
        for at in range(count)
    )
    ask = an_ask()
    now = timezone.now()
    return WorkItem.objects.bulk_create(
        WorkItem(
            kind="test.reply",
            subject_kind="test.delivery",
            subject_id=unit.pk,
            basis_kind=LETTER.kind,
            basis_id=LETTER.id,
            ask=ask,
            label="สำรวจอินเทอร์เน็ต",
            asked_unit=unit,
            asked_by_unit=cast.admin_group,
            asked_by_person=cast.clerk.person,
            opened_at=now,
            due_at=now + timedelta(days=-1 if at % 10 == 1 else 5),
            state="answered" if at % 10 == 0 else "open",
            waiting=at % 10 != 0,
        )
        for at, unit in enumerate(units)
    )


def pickets(text: str) -> int:
    return len(re.findall(r'<tr class="open">|class="nb" href="/work/item/', text))


def test_a_wall_of_three_thousand_opens_on_its_districts(cast: Any) -> None:
    a_wide_wall(cast, 3000)
    page = cast.clerk.get(WALL).text
    assert "300</b> จาก 3,000 แห่ง" in page
    assert pickets(page) == 0
    assert page.count('<a href="?group=') == 75
    assert len(page) < 100_000
    link = re.findall(r'<a href="(\?group=[^"]+)">อำเภอที่ 007</a>', page)[0].replace("&amp;", "&")
    inside = cast.clerk.get(f"{WALL}{link}").text
    assert pickets(inside) == 36  # of forty, four are answered: those stand without the mark of the open
    assert "โรงเรียนบ้านหนอง 00280" in inside
    assert "โรงเรียนบ้านหนอง 00320" not in inside


def test_a_wide_wall_is_narrowed_and_turned_page_by_page(cast: Any) -> None:
    a_wide_wall(cast, 3000, per_district=1000)
    assert pickets(cast.clerk.get(WALL, {"show": "late"}).text) == 300
    found = cast.clerk.get(WALL, {"find": "หนอง 00041"}).text
    assert pickets(found) == 1
    assert "หนอง 00041" in found
    group = {"group": "d/อำเภอที่ 000", "show": "owing"}
    seen: list[str] = []
    for number in (1, 2, 3):
        page = cast.clerk.get(WALL, group | {"page": number}).text
        seen += re.findall(r"โรงเรียนบ้านหนอง (\d{5})</th>", page)
        assert f"หน้า {number} จาก 3" in page
    assert len(seen) == len(set(seen)) == 900
    assert pickets(cast.clerk.get(WALL, group | {"page": 99}).text) == 300
    for broken in ({"page": "x"}, {"page": "-1"}, {"group": "d/ไม่มี"}, {"find": "%"}, {"find": "ก" * 5000}):
        assert cast.clerk.get(WALL, broken).status == 200


def test_a_wall_over_several_offices_is_grouped_by_them(cast: Any) -> None:
    a_wide_wall(cast, 700, parents=3)
    page = cast.clerk.get(WALL).text
    assert page.count('<a href="?group=u') == 3
    assert "เขตที่ 2" in page


def test_a_wall_asks_the_database_as_often_for_thousands_as_for_three(cast: Any) -> None:
    a_wide_wall(cast, 3000)
    with CaptureQueriesContext(connection) as wide:
        cast.clerk.get(WALL)
    with CaptureQueriesContext(connection) as inside:
        cast.clerk.get(WALL, {"group": "d/อำเภอที่ 001"})
    WorkItem.objects.filter(subject_id__gt=WorkItem.objects.order_by("subject_id")[2].subject_id).delete()
    with CaptureQueriesContext(connection) as small:
        cast.clerk.get(WALL)
    assert len(wide) <= len(small) == len(inside)

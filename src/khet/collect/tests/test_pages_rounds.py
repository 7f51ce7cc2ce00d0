"""Rounds and forms through the front door."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile

from khet.audit.models import Entry
from khet.audit.registry import actions
from khet.collect.models import Round, Submission
from khet.collect.schema import Field, FieldType, Schema, Section
from khet.collect.services import submissions
from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_rounds import ENOUGH, certified, fill, of_unit
from khet.files.tests import samples
from khet.work.models import WorkItem

pytestmark = pytest.mark.django_db
State = Submission.State


def typed(page: Any, given: Submission, section: str, **values: str) -> dict[str, str]:
    """A section's form as the page gave it, with some values typed over."""
    html = page.text
    start = html.index(f'action="/collect/given/{given.pk}/section/{section}/"')
    part = html[start : html.index("</form>", start)]
    data = dict(re.findall(r'<input type="hidden" name="(b:[^"]+)" value="([^"]*)"', part))
    for name, base in list(data.items()):
        data[name.replace("b:", "v:")] = base.partition("|")[2]
    return data | {f"v:{name.replace('__', '/')}": value for name, value in values.items()}


def test_a_round_is_planned_opened_and_followed_on_its_pages(cast: Any) -> None:
    form = make.a_form(cast.officer)
    page = cast.officer.get(f"/collect/rounds/new/?form={form.pk}")
    assert form.title in page.text
    bad = cast.officer.post("/collect/rounds/new/", form=form.pk, title="")
    assert bad.status == 422
    answer = cast.officer.post(
        "/collect/rounds/new/",
        form=form.pk,
        title="สำรวจคอมพิวเตอร์",
        year_type="school",
        year="๒๕๖๙",
        term="1",
        as_of="10/6/2569",
        due_on="",
        all_schools="on",
    )
    assert answer.status == 303, answer.text
    round_ = Round.objects.get()
    assert "ต้องส่ง 3 แห่ง" in cast.officer.get(answer.location).text
    edit = f"/collect/rounds/{round_.pk}/edit/"
    assert "สำรวจคอมพิวเตอร์" in cast.officer.get(edit).text
    plan = {"form": form.pk, "title": "สำรวจคอมพิวเตอร์ (แก้)", "year_type": "school", "year": "2569", "term": "1"}
    changed = cast.officer.post(edit, **plan, as_of="10/6/2569", due_on="", units=[cast.schools[0].pk])
    assert changed.status == 303, changed.text
    round_.refresh_from_db()
    assert (round_.title, round_.target["units"]) == ("สำรวจคอมพิวเตอร์ (แก้)", [cast.schools[0].pk])
    changed = cast.officer.post(edit, **plan | {"title": "สำรวจคอมพิวเตอร์"}, as_of="10/6/2569", all_schools="on")
    assert changed.status == 303, changed.text
    looked = cast.officer.post(edit, **plan, **{"units-find": cast.schools[1].name, "units-look": "1"})
    assert (looked.status, cast.schools[1].name in looked.text) == (200, True)
    found = cast.officer.get(f"/collect/rounds/units/?units-find={cast.schools[0].name}")
    assert f'value="{cast.schools[0].pk}"' in found.text
    assert cast.school_clerk.get("/collect/rounds/units/").status in (403, 404)
    assert cast.school_clerk.get(answer.location).status == 404
    assert cast.officer.post(f"/collect/rounds/{round_.pk}/open/").status == 303
    assert cast.officer.get(edit).status == 403
    text = cast.officer.get(answer.location).text
    assert "ส่งแล้ว <b>0</b> จาก 3 แห่ง" in text
    assert "สุราษฎร์พิทยา" in text
    assert cast.school_clerk.get(answer.location).location == of_unit(round_, cast.schools[0]).get_absolute_url()
    assert "สำรวจคอมพิวเตอร์" in cast.officer.get("/collect/rounds/?state=open&find=สำรวจ").text
    assert "สำรวจคอมพิวเตอร์" in cast.officer.get("/collect/").text
    assert "สำรวจคอมพิวเตอร์" in cast.school_clerk.get("/collect/").text
    assert "สำรวจคอมพิวเตอร์" in cast.school_clerk.get("/").text
    assert "สำรวจคอมพิวเตอร์" not in cast.outsider.get("/collect/rounds/").text


def test_one_more_unit_is_asked_while_the_round_is_open(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer, target={"units": [cast.schools[0].pk]})
    there = f"/collect/rounds/{round_.pk}/add/"
    assert cast.officer.post(there, unit=cast.schools[0].pk).status == 422
    assert cast.officer.post(there, unit=cast.schools[1].pk).status == 303
    assert round_.submissions.count() == 2


def test_a_school_fills_in_section_by_section_without_script(cast: Any) -> None:
    given = of_unit(make.an_open_round(cast.officer), cast.schools[0])
    url = given.get_absolute_url()
    page = cast.school_clerk.get(url)
    assert page.status == 200
    data = typed(page, given, "net", computers="40", broken="50", has_line="true")
    answer = cast.school_clerk.post(f"{url}section/net/", **data)
    assert answer.status == 303, answer.text
    page = cast.school_clerk.get(url)
    assert "ชำรุดมากกว่าทั้งหมด" in page.text
    blocked = cast.school_clerk.post(f"{url}submit/")
    assert blocked.status == 422
    assert "จุดต้องแก้" in blocked.text
    wrong = cast.school_clerk.post(f"{url}section/net/", **typed(page, given, "net", broken="สาม"))
    assert wrong.status == 422
    assert 'value="สาม"' in wrong.text
    assert "เป็นตัวเลข" in wrong.text
    cast.school_clerk.post(f"{url}section/net/", **typed(page, given, "net", broken="3", speed="100", kind="fiber"))
    data = typed(page, given, "pupils", by_class__311__m="20", by_class__311__f="1", by_class__312__m="1")
    cast.school_clerk.post(f"{url}section/pupils/", **{**data, "v:by_class/312/f": "2"})
    assert cast.school_clerk.post(f"{url}submit/").status == 303
    given.refresh_from_db()
    assert given.state == State.SUBMITTED


def test_without_script_a_conflict_is_a_page_that_keeps_what_was_typed(cast: Any) -> None:
    given = of_unit(make.an_open_round(cast.officer), cast.schools[0])
    url = given.get_absolute_url()
    page = cast.school_clerk.get(url)
    fill(cast.principal, given, computers="55")
    data = typed(page, given, "net", computers="40", broken="1")
    answer = cast.school_clerk.post(f"{url}section/net/", **data)
    assert answer.status == 409
    assert "เปลี่ยนช่องนี้เป็น “55”" in answer.text
    assert 'value="40"' in answer.text
    values = dict(given.cells.values_list("path", "value"))
    assert values == {"computers": "55", "broken": "1"}
    again = typed(answer, given, "net", computers="40")
    assert cast.school_clerk.post(f"{url}section/net/", **again).status == 303
    assert given.cells.get(path="computers").value == "40"


def test_rows_of_a_repeat_without_script(cast: Any) -> None:
    given = of_unit(make.an_open_round(cast.officer), cast.schools[0])
    url = given.get_absolute_url()
    answer = cast.school_clerk.post(f"{url}rows/devices/", add="1")
    page = cast.school_clerk.get(answer.location.split("#")[0])
    path = re.search(r'data-path="(devices/[a-z0-9]+/brand)"', page.text)
    assert path
    row = path[1].split("/")[1]
    cast.school_clerk.post(f"{url}section/pupils/", **{f"b:{path[1]}": "0|", f"v:{path[1]}": "ยี่ห้อ"})
    assert given.cells.get().value == "ยี่ห้อ"
    cast.school_clerk.post(f"{url}rows/devices/", drop=row)
    assert not given.cells.exists()


def test_the_director_certifies_after_proving_who_it_is(cast: Any) -> None:
    given = of_unit(make.an_open_round(cast.officer), cast.schools[0])
    url = given.get_absolute_url()
    fill(cast.school_clerk, given, **ENOUGH)
    cast.school_clerk.post(f"{url}submit/")
    given.refresh_from_db()
    page = cast.principal.get(url)
    assert "ยืนยันตัวตน" in page.text
    late = cast.principal.post(f"{url}certify/", stamp=given.stamp)
    assert "reauthenticate" in late.location
    assert cast.school_clerk.post(f"{url}certify/", stamp=given.stamp).status in (303, 409)
    back = cast.principal.post(f"{url}send-back/", note="", where1="computers", remark1="นับใหม่")
    assert back.status == 303
    assert "นับใหม่" in cast.school_clerk.get(url).text
    assert cast.school_clerk.post(f"{url}submit/").status == 303
    assert cast.school_clerk.post(f"{url}take-back/").status == 303


def test_the_area_reads_what_was_certified_with_what_changed_and_accepts(cast: Any) -> None:
    first = make.an_open_round(cast.officer)
    certified(cast.school_clerk, cast.principal, of_unit(first, cast.schools[0]))
    second = make.an_open_round(cast.officer, first.form, title="รอบสอง", previous=first)
    given = of_unit(second, cast.schools[0])
    url = given.get_absolute_url()
    fill(cast.school_clerk, given, computers="1")
    assert "ยังไม่ส่ง" in cast.officer.get(url).text
    assert cast.officer.get(f"{url}sheet.xlsx").status == 404
    given = certified(cast.school_clerk, cast.principal, given, computers="60")
    text = cast.officer.get(url).text
    assert "เดิม" in text
    assert ">40<" in text or " 40" in text
    assert cast.officer.post(f"{url}return/", note="").status == 422
    assert cast.officer.post(f"{url}accept/", next="round").location == second.get_absolute_url()
    assert cast.officer.post(f"{url}return/", note="เปิดใหม่").status == 303
    given.refresh_from_db()
    assert given.state == State.RETURNED
    assert cast.school_clerk.get(f"{url}sheet.xlsx").status == 200


def test_many_are_accepted_at_once_reminded_and_the_round_is_locked(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    url = round_.get_absolute_url()
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    assert cast.officer.post(f"{url}remind/", message="ขอเร่ง").status == 303
    assert WorkItem.objects.filter(reminded=1).count() == 2
    assert cast.officer.post(f"{url}accept/", pick=[given.pk]).status == 303
    answer = cast.officer.post(f"{url}lock/")
    assert answer.status == 422
    assert "ยังไม่ได้รับ" in answer.text
    gaps = [str(pk) for pk in round_.submissions.exclude(pk=given.pk).values_list("pk", flat=True)]
    assert cast.officer.post(f"{url}lock/", gaps=gaps).status == 303
    assert "ลายนิ้วมือของข้อมูล" in cast.officer.get(url).text
    assert cast.officer.post(f"{url}reopen/", **{"reopen-reason": "แก้"}).status == 303
    assert cast.officer.post(f"{url}cancel/", **{"cancel-reason": "เลิก"}).status == 303
    assert "ยกเลิกรอบแล้ว" in cast.officer.get(url).text


def test_the_sheet_of_a_round_writes_text_as_text(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    certified(
        cast.school_clerk,
        cast.principal,
        of_unit(round_, cast.schools[0]),
        note="=cmd|' /C calc'!A0",
        devices__r1__brand="+66",
        devices__r1__pieces="2",
    )
    answer = cast.officer.get(f"{round_.get_absolute_url()}sheet.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.response.content))
    rows = list(book["คำตอบ"].iter_rows())
    heads = [cell.value for cell in rows[0]]
    by_name = {row[0].value: row for row in rows[1:]}
    note = by_name["สุราษฎร์พิทยา"][heads.index("หมายเหตุ")]
    assert (note.value, note.data_type) == ("=cmd|' /C calc'!A0", "s")
    assert by_name["สุราษฎร์พิทยา"][heads.index("ใช้ได้")].value == 37
    assert by_name["พะโต๊ะวิทยา"][heads.index("สถานะ")].value == "ยังไม่เริ่ม"
    assert [cell.value for cell in list(book["แถว"].iter_rows())[1]][3] == "+66"


def test_the_area_writes_down_a_phone_call_extends_excuses_and_asks_again(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = of_unit(round_, cast.schools[1])
    url = given.get_absolute_url()
    assert "กรอกแทน" in cast.officer.get(url).text
    page = cast.officer.get(f"{url}?phone=1")
    assert "ท่านกำลังกรอกแทน" in page.text
    cast.officer.post(
        f"{url}section/net/",
        **typed(page, given, "net", **{k: v for k, v in ENOUGH.items() if "__" not in k}),
        phone="1",
    )
    extended = cast.officer.post(f"{url}extend/", **{"extend-due_on": "1/1/2600", "extend-reason": "ฝน"})
    assert extended.status == 303
    assert cast.officer.post(f"{url}record/", via="phone", note="").status == 422
    assert cast.officer.post(f"{url}record/", via="phone", note="ครูดำ").status == 303
    given.refresh_from_db()
    assert (given.state, given.via) == (State.CERTIFIED, "phone")
    other = of_unit(round_, cast.schools[2])
    assert cast.officer.post(f"{other.get_absolute_url()}excuse/", **{"excuse-reason": ""}).status == 422
    assert cast.officer.post(f"{other.get_absolute_url()}excuse/", **{"excuse-reason": "ยุบ"}).status == 303
    assert cast.officer.post(f"{other.get_absolute_url()}ask-again/", **{"again-reason": "ไม่ยุบ"}).status == 303
    assert cast.officer.post(f"{round_.get_absolute_url()}add/", unit="").status == 422


def test_nothing_changed_and_reasons_by_their_buttons(cast: Any) -> None:
    first = make.an_open_round(cast.officer)
    certified(cast.school_clerk, cast.principal, of_unit(first, cast.schools[0]))
    second = make.an_open_round(cast.officer, first.form, title="รอบสอง", previous=first)
    given = of_unit(second, cast.schools[0])
    url = given.get_absolute_url()
    assert "จากรอบก่อน" in cast.school_clerk.get(url).text
    assert cast.school_clerk.post(f"{url}same/").status == 303
    fill(cast.school_clerk, given, computers="900")
    page = cast.school_clerk.get(url)
    name = re.search(r'name="(r:[^"]*)"', page.text)
    assert name
    assert cast.school_clerk.post(f"{url}submit/").status == 422
    assert cast.school_clerk.post(f"{url}reasons/", **{name[1]: "รับบริจาค"}).status == 303
    assert cast.school_clerk.post(f"{url}submit/").status == 303


def test_a_form_is_one_page_in_few_queries(cast: Any, django_assert_max_num_queries: Any) -> None:
    given = of_unit(make.an_open_round(cast.officer), cast.schools[0])
    fill(cast.school_clerk, given, **ENOUGH)
    cast.school_clerk.get(given.get_absolute_url())
    with django_assert_max_num_queries(40):
        cast.school_clerk.get(given.get_absolute_url())


def test_the_story_stands_on_the_trail_in_words(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    submissions.accept(actor=cast.officer.actor, given=given)
    told = list(Entry.objects.filter(action__startswith="collect.").values_list("action", flat=True))
    assert told[-4:] == ["collect.begun", "collect.submitted", "collect.certified", "collect.accepted"]
    assert all(action in actions for action in told)


def test_a_file_is_put_on_the_form_and_another_forms_file_is_refused(cast: Any) -> None:
    schema = Schema((Section("a", "แนบ", (Field("plan", "แผนผัง", FieldType.FILE),)),))
    round_ = make.an_open_round(cast.officer, make.a_form(cast.officer, schema=schema))
    given, other = of_unit(round_, cast.schools[0]), of_unit(round_, cast.schools[1])
    url = given.get_absolute_url()
    wrong = cast.school_clerk.post(f"{url}section/a/", **{"f:plan": SimpleUploadedFile("x.exe", b"MZ")})
    assert wrong.status == 422
    right = SimpleUploadedFile("plan.pdf", samples.a_pdf(), "application/pdf")
    answer = cast.school_clerk.post(f"{url}section/a/", **{"f:plan": right})
    assert answer.status == 303, re.findall(r'class="error">.*?</p>', answer.text)
    value = given.cells.get().value
    page = cast.school_clerk.get(url).text
    link = re.search(r'href="(/files/[^"]+plan\.pdf)"', page)
    assert link
    assert cast.school_clerk.get(link[1]).status == 200
    assert cast.outsider.get(link[1]).status == 404
    told = {"cells": [{"path": "plan", "value": value, "version": 0}]}
    answer = cast.outsider.client.post(
        f"{other.get_absolute_url()}cells/", json.dumps(told), content_type="application/json"
    )
    assert answer.json()["refused"][0]["path"] == "plan"


def test_every_sentence_of_the_script_comes_with_the_page(cast: Any) -> None:
    """So that it is in the language of the reader."""
    script = Path(str(finders.find("collect/entry.js"))).read_text("utf-8")
    assert not re.search("[ก-๎]", script)
    asked = {re.sub(r"(?<!^)(?=[A-Z])", "-", key).lower() for key in re.findall(r'say\((?:closed \? )?"(\w+)"', script)}
    given = of_unit(make.an_open_round(cast.officer), cast.schools[0])
    page = cast.school_clerk.get(given.get_absolute_url()).text
    brought = dict(re.findall(r'data-say-([a-z-]+)="([^"]+)"', page))
    assert asked == brought.keys()
    assert len(asked) > 15

"""Rounds for programs, and in the search box: as the pages show them, to nobody else."""

from typing import Any

import pytest

from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_rounds import certified, of_unit
from khet.jobs.services import drain

pytestmark = pytest.mark.django_db


def test_the_asking_side_sees_every_unit_and_a_unit_itself(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer)
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    found = cast.officer.get("/api/collect/rounds?state=open").response.json()
    assert [each["id"] for each in found["rounds"]] == [round_.pk]
    assert found["rounds"][0]["completeness"]["given"] == 1
    assert found["next"] is None
    one = cast.officer.get(f"/api/collect/rounds/{round_.pk}").response.json()
    assert (one["period"], one["state"]) == ("school-2569-1", "open")
    rows = cast.officer.get(f"/api/collect/rounds/{round_.pk}/submissions").response.json()
    assert {row["state"] for row in rows} == {"certified", "empty"}
    mine = cast.outsider.get(f"/api/collect/rounds/{round_.pk}/submissions").response.json()
    assert [row["unit_code"] for row in mine] == ["84020002"]
    assert cast.outsider.get(f"/api/collect/rounds/{round_.pk}").response.json()["completeness"] is None
    values = cast.officer.get(f"/api/collect/submissions/{given.pk}").response.json()
    assert values["values"]["working"] == "37"


def test_what_one_may_not_see_is_not_there(cast: Any) -> None:
    round_ = make.a_planned_round(cast.officer)
    for other in (cast.school_clerk, cast.teacher, cast.sysadmin):
        assert other.get(f"/api/collect/rounds/{round_.pk}").status == 404
        assert other.get("/api/collect/rounds").response.json()["rounds"] == []
    opened = make.an_open_round(cast.officer, round_.form)
    empty = of_unit(opened, cast.schools[0])
    assert cast.officer.get(f"/api/collect/submissions/{empty.pk}").status == 404
    assert cast.outsider.get(f"/api/collect/submissions/{empty.pk}").status == 404
    assert cast.officer.get("/api/collect/rounds?state=x").status == 422
    assert cast.officer.get("/api/collect/rounds?before=1").response.json()["rounds"] == []


def test_a_round_is_found_by_its_owner_and_a_form_by_its_unit(cast: Any) -> None:
    round_ = make.an_open_round(cast.officer, title="สำรวจเครื่องพิมพ์ดีด")
    drain()
    url, own = round_.get_absolute_url(), of_unit(round_, cast.schools[0]).get_absolute_url()
    assert url in cast.officer.get("/search/?q=เครื่องพิมพ์ดีด").text
    found = cast.school_clerk.get("/search/?q=เครื่องพิมพ์ดีด").text
    assert own in found
    assert url not in found
    assert own not in cast.outsider.get("/search/?q=เครื่องพิมพ์ดีด").text
    assert "/collect/given/" not in cast.teacher.get("/search/?q=เครื่องพิมพ์ดีด").text

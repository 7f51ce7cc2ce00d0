"""Cells saved a few at a time: nobody overwrites unseen, nothing is doubled, nothing half-taken."""

import json
from typing import Any

import pytest
from django.utils import timezone

from khet.collect.models import Cell, CellChange, Saving
from khet.collect.services import rounds, submissions
from khet.collect.services.cells import Change, drop_row, save_cells
from khet.collect.tests import factories_rounds as make
from khet.collect.tests.factories_rounds import fill, of_unit
from khet.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(cast: Any) -> Any:
    return of_unit(make.an_open_round(cast.officer), cast.schools[0])


def save(browser: Any, given: Any, *cells: tuple[str, str, int], key: str = "", since: str = "") -> Any:
    told = {"key": key, "since": since, "cells": [{"path": p, "value": v, "version": n} for p, v, n in cells]}
    return browser.client.post(f"/collect/given/{given.pk}/cells/", json.dumps(told), content_type="application/json")


def test_of_two_clerks_in_one_cell_the_second_is_told_and_nothing_is_lost(cast: Any, given: Any) -> None:
    assert save(cast.school_clerk, given, ("computers", "40", 0)).json()["saved"]["computers"]["version"] == 1
    told = save(cast.principal, given, ("computers", "41", 0), ("broken", "2", 0)).json()
    assert told["saved"]["broken"]["version"] == 1
    assert [(c["path"], c["value"], c["version"]) for c in told["conflicts"]] == [("computers", "40", 1)]
    assert "มาลี" in told["conflicts"][0]["by"]
    assert Cell.objects.get(submission=given, path="computers").value == "40"
    told = save(cast.principal, given, ("computers", "41", 1)).json()
    assert told["conflicts"] == []
    assert Cell.objects.get(submission=given, path="computers").version == 2


def test_the_same_value_is_no_conflict(cast: Any, given: Any) -> None:
    save(cast.school_clerk, given, ("computers", "40", 0))
    told = save(cast.principal, given, ("computers", "๔๐", 0)).json()
    assert told["conflicts"] == []
    assert told["saved"]["computers"] == {"value": "40", "typed": "40", "version": 1}


def test_a_batch_that_comes_again_has_the_answer_it_had(cast: Any, given: Any) -> None:
    first = save(cast.school_clerk, given, ("computers", "40", 0), key="k1").json()
    save(cast.principal, given, ("computers", "50", 1))
    again = save(cast.school_clerk, given, ("computers", "40", 0), key="k1").json()
    assert again["saved"] == first["saved"]
    assert Cell.objects.get(submission=given, path="computers").value == "50"
    assert Saving.objects.count() == 1


def test_a_page_that_stands_open_learns_what_others_changed(cast: Any, given: Any) -> None:
    since = timezone.now().isoformat()
    save(cast.principal, given, ("broken", "7", 0))
    told = save(cast.school_clerk, given, ("computers", "40", 0), since=since).json()
    assert [(cell["path"], cell["value"]) for cell in told["fresh"]] == [("broken", "7")]
    assert told["computed"]["working"] == "33"


def test_what_cannot_be_is_refused_with_why_and_the_rest_is_taken(cast: Any, given: Any) -> None:
    told = save(
        cast.school_clerk,
        given,
        ("computers", "สี่สิบ", 0),
        ("working", "1", 0),
        ("nowhere", "1", 0),
        ("devices/../brand", "x", 0),
        ("by_class/311/x", "1", 0),
        ("broken", "3", 0),
    ).json()
    assert set(told["saved"]) == {"broken"}
    assert {each["path"] for each in told["refused"]} == {
        "computers",
        "working",
        "nowhere",
        "devices/../brand",
        "by_class/311/x",
    }
    assert "เป็นตัวเลข" in next(each["message"] for each in told["refused"] if each["path"] == "computers")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"cells": 1}',
        '{"cells": [1]}',
        '{"cells": [{"path": 1}]}',
        '{"cells": [], "since": "x"}',
        '{"cells": [], "since": "2026-01-01"}',
        '{"cells": [], "key": 5}',
    ],
)
def test_what_is_no_batch_is_said_so(cast: Any, given: Any, body: str) -> None:
    answer = cast.school_clerk.client.post(f"/collect/given/{given.pk}/cells/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "อ่านสิ่งที่ส่งมาไม่ได้" in answer.json()["said"]


def test_a_closed_form_says_so_and_keeps_what_is_there(cast: Any, given: Any) -> None:
    fill(cast.school_clerk, given, **make.ENOUGH)
    cast.school_clerk.post(f"/collect/given/{given.pk}/submit/")
    answer = save(cast.school_clerk, given, ("computers", "41", 1))
    assert (answer.status_code, answer.json()["closed"]) == (409, True)
    assert "ดาวน์โหลด" in answer.json()["said"]


def test_a_deadline_that_passes_while_the_form_is_open_takes_no_cell_and_is_told(cast: Any, time_machine: Any) -> None:
    """The page was opened before; what is typed after is saved, the sending is late and says so."""
    time_machine.move_to("2026-11-16T15:00:00+07:00")
    round_ = make.an_open_round(cast.officer, due_on=timezone.localdate())
    given = of_unit(round_, cast.schools[0])
    url = given.get_absolute_url()
    assert "เลยกำหนดแล้ว" not in cast.school_clerk.get(url).text
    save(cast.school_clerk, given, *((path.replace("__", "/"), text, 0) for path, text in make.ENOUGH.items()))
    time_machine.move_to("2026-11-17T10:00:00+07:00")
    told = save(cast.school_clerk, given, ("computers", "44", 1))
    assert (told.status_code, told.json()["saved"]["computers"]["version"]) == (200, 2)
    assert "เลยกำหนดแล้ว ยังส่งได้" in cast.school_clerk.get(url).text
    assert cast.school_clerk.post(f"{url}submit/").status == 303
    given.refresh_from_db()
    submissions.certify(actor=cast.principal.actor, given=given, stamp=given.stamp, reauthenticated_at=timezone.now())
    given.refresh_from_db()
    assert given.late


def test_a_round_that_is_locked_while_the_form_is_open_keeps_what_was_saved_and_says_so(cast: Any, given: Any) -> None:
    save(cast.school_clerk, given, ("computers", "40", 0))
    gaps = list(given.round.submissions.values_list("pk", flat=True))
    rounds.lock_all(actor=cast.officer.actor, round_=given.round, gaps_confirmed=gaps)
    answer = save(cast.school_clerk, given, ("computers", "41", 1))
    assert (answer.status_code, answer.json()["closed"]) == (409, True)
    assert "ค่าที่พิมพ์ยังอยู่" in answer.json()["said"]
    assert Cell.objects.get(submission=given, path="computers").value == "40"


def test_nobody_else_saves_here(cast: Any, given: Any) -> None:
    assert save(cast.outsider, given, ("computers", "1", 0)).status_code == 404
    assert save(cast.teacher, given, ("computers", "1", 0)).status_code == 404
    assert save(cast.director, given, ("computers", "1", 0)).status_code == 200  # leads the office: an answer by phone
    assert Cell.objects.get(submission=given).origin == "phone"


def test_rows_come_and_go(cast: Any, given: Any) -> None:
    fill(cast.school_clerk, given, devices__ab12__brand="ยี่ห้อหนึ่ง", devices__ab12__pieces="3")
    with pytest.raises(Refused):
        drop_row(actor=cast.outsider.actor, given=given, part="devices", row="ab12")
    with pytest.raises(Refused, match="ไม่มีแถว"):
        drop_row(actor=cast.school_clerk.actor, given=given, part="by_class", row="311")
    assert drop_row(actor=cast.school_clerk.actor, given=given, part="devices", row="ab12") == 2
    given.refresh_from_db()
    assert given.filled == 0


def test_from_the_first_sending_on_every_change_is_kept(cast: Any, given: Any) -> None:
    fill(cast.school_clerk, given, **make.ENOUGH)
    assert not CellChange.objects.exists()
    cast.school_clerk.post(f"/collect/given/{given.pk}/submit/")
    cast.school_clerk.post(f"/collect/given/{given.pk}/take-back/")
    given.refresh_from_db()
    save_cells(actor=cast.school_clerk.actor, given=given, changes=[Change("computers", "44", 1)])
    kept = CellChange.objects.get()
    assert (kept.before, kept.after, kept.version) == ("40", "44", 2)


def test_a_save_costs_a_fixed_number_of_queries(cast: Any, given: Any, django_assert_max_num_queries: Any) -> None:
    fill(cast.school_clerk, given, **make.ENOUGH)
    versions = dict(given.cells.values_list("path", "version"))
    with django_assert_max_num_queries(34):
        save(cast.school_clerk, given, ("computers", "44", versions["computers"]), ("broken", "1", 1), key="q")

"""A file against the register as it stands: what would turn is told before anything is written, values are not."""

from typing import Any

import pytest

from khet.collect.checks import Ruleset, Severity, pupils
from khet.collect.checks.ruleset import Rule, Scope
from khet.collect.models import ImportRun, Measurement
from khet.collect.services import pupil_imports
from khet.collect.tests.factories_pupils import brought, elsewhere, girl, imported, pupil
from khet.thai.citizen import synthetic

pytestmark = pytest.mark.django_db
LATER, NEXT_YEAR = "20/11/2568", "10/6/2569"
BORN = "15/12/2556"
HISTORY = {rule.key for rule in pupils() if rule.scope == Scope.HISTORY}


def told(run: ImportRun) -> dict[str, list[int]]:
    """Rows by rule, of the rules against history."""
    found: dict[str, list[int]] = {}
    for one in run.findings.filter(rule__in=HISTORY).order_by("row"):
        found.setdefault(one.rule, []).append(one.row)
    return found


def test_a_first_file_has_nothing_to_be_compared_with(cast: Any) -> None:
    assert told(brought(cast.school_clerk, cast.schools[0], pupil(1), girl(2))) == {}


def test_a_file_like_the_register_has_no_finding_of_history(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), girl(2), pupil(3, citizen_id="G660000000001", race="พม่า"))
    again = brought(
        cast.school_clerk,
        cast.schools[0],
        pupil(1, height="153", weight="44", room="2"),
        girl(2, birth_date="2556-12-15"),
        pupil(3, citizen_id="G660000000001", race="พม่า"),
        as_of=LATER,
    )
    assert (again.state, told(again)) == ("ready", {})


def test_what_turns_against_the_register_is_told_by_row_and_keeps_nothing_out(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], *(pupil(number) for number in range(1, 9)))
    run = brought(
        cast.school_clerk,
        cast.schools[0],
        pupil(1, sex="ญ", prefix="เด็กหญิง"),
        pupil(2, birth_date="15/11/2556"),
        pupil(3, height="148"),
        pupil(4, weight="31"),
        pupil(5, grade="ม.2", room="1"),
        pupil(6, grade="ป.6", room="1"),
        pupil(7, citizen_id=synthetic(70)),
        as_of=LATER,
    )
    assert run.state == "ready"
    assert told(run) == {
        "sex_changed": [2],
        "birth_changed": [3],
        "height_shrank": [4],
        "weight_turned": [5],
        "grade_skipped": [6],
        "grade_went_back": [7],
        "number_changed": [8],
        "gone": [0],
    }
    page = cast.school_clerk.get(run.get_absolute_url()).text
    assert "อยู่ในทะเบียนแต่ไม่มีในไฟล์นี้" in page
    assert run.findings.get(rule="gone").message.startswith(f"เด็กชาย {pupil(8)['first_name']}")


def test_a_number_of_the_school_that_was_another_childs_is_told(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2))
    run = brought(cast.school_clerk, cast.schools[0], pupil(1), pupil(3, pupil_no="10002"), as_of=LATER)
    assert told(run)["pupil_no_other_child"] == [3]


def test_a_class_that_lost_a_third_is_told(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], *(pupil(number) for number in range(1, 13)))
    few = brought(cast.school_clerk, cast.schools[0], *(pupil(number) for number in range(1, 9)), as_of=LATER)
    most = brought(cast.school_clerk, cast.schools[0], *(pupil(number) for number in range(1, 10)), as_of=LATER)
    assert told(few)["class_count"] == [2]
    assert "class_count" not in told(most)


def test_in_the_next_year_one_class_up_is_right_and_the_leavers_are_not_missed(cast: Any) -> None:
    old = {"birth_date": "1/8/2554", "age": "14"}
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2), pupil(3), pupil(4, grade="ม.3", **old))
    run = brought(
        cast.school_clerk,
        cast.schools[0],
        pupil(1, grade="ม.2"),
        pupil(2),
        pupil(3, grade="ม.3", weight="58"),
        as_of=NEXT_YEAR,
    )
    assert told(run) == {"grade_repeated": [3], "grade_skipped": [4]}


def test_after_the_turn_of_the_year_the_new_class_is_what_a_file_is_compared_with(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1), pupil(2))
    assert cast.school_clerk.post("/collect/pupils/year/", year="2568").status == 303
    run = brought(cast.school_clerk, cast.schools[0], pupil(1, grade="ม.2"), pupil(2), as_of=NEXT_YEAR)
    assert told(run) == {"grade_went_back": [3]}


def test_a_file_of_the_same_day_sent_again_is_compared_with_the_measures_before_it(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1, height="150"))
    imported(cast.school_clerk, cast.schools[0], pupil(1, height="162"), as_of=LATER)
    run = brought(cast.school_clerk, cast.schools[0], pupil(1, height="152"), as_of=LATER)
    assert "height_shrank" not in told(run)
    assert Measurement.objects.count() == 2


def test_what_the_register_holds_is_not_said_in_findings(cast: Any) -> None:
    """A birth date, a number or a measure of the register is not told to whoever sends a file that differs."""
    imported(cast.school_clerk, cast.schools[0], pupil(1, height="163.7", weight="61.3"))
    run = brought(
        cast.school_clerk,
        cast.schools[0],
        pupil(1, birth_date="15/11/2556", height="140", weight="40"),
        as_of=LATER,
    )
    assert set(told(run)) == {"birth_changed", "height_shrank", "weight_turned"}
    page = cast.school_clerk.get(run.get_absolute_url()).text
    rows = "\n".join(map(str, run.findings.values_list()))
    for secret in (BORN, "2013-12-15", "15/11/2556", "163.7", "61.3", synthetic(1)):
        assert secret not in rows + page, secret


def test_a_school_that_only_claims_a_child_learns_nothing_of_the_record(cast: Any) -> None:
    imported(cast.school_clerk, cast.schools[0], pupil(1))
    first = imported(cast.outsider, cast.schools[1], elsewhere(1), elsewhere(2))
    assert first.findings.filter(rule="citizen_elsewhere", severity=Severity.WARN).count() == 1
    assert "สุราษฎร์พิทยา" in first.findings.get(rule="citizen_elsewhere").message
    differing = {"birth_date": "15/11/2556", "height": "140", "weight": "31"}
    run = brought(cast.outsider, cast.schools[1], elsewhere(1, **differing), elsewhere(2, **differing), as_of=LATER)
    assert told(run) == {"birth_changed": [3], "height_shrank": [3], "weight_turned": [3]}


def test_a_rule_that_cannot_be_run_is_said_on_the_page_and_the_file_goes_on(cast: Any, monkeypatch: Any) -> None:
    bad = Rule("bad", Severity.BLOCK, ("weight",), "ผิด", "แก้", wrong="no_such_column > 1")
    shipped = pupils()
    monkeypatch.setattr(pupil_imports, "pupils", lambda: Ruleset("pupils", 2, (*shipped.rules, bad)))
    run = brought(cast.school_clerk, cast.schools[0], pupil(1))
    assert (run.state, run.counts["broken"]) == ("ready", ["bad"])
    assert "มีกฎ 1 ข้อที่ตรวจไม่ได้" in cast.school_clerk.get(run.get_absolute_url()).text

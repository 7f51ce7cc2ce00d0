# ruff: noqa: E501  (a table reads better in whole lines)
"""Every rule finds the row that breaks it, in the cell that is wrong, and leaves alone the one that does not."""

from collections.abc import Mapping
from datetime import date

import pytest

from khet.collect import checks
from khet.collect.checks import Finding, Scope, Severity
from khet.collect.checks.tests.factories import a_pupil
from khet.thai.citizen import synthetic

AS_OF = date(2026, 6, 10)
LAST_YEAR = date(2025, 6, 10)
GIRL = {"sex": "ญ", "prefix": "เด็กหญิง"}
GIRL_15 = {**GIRL, "birth_date": "10/06/2554", "age": "15", "grade": "ม.3"}
NO_PARENTS = {"father_first": "", "father_last": "", "mother_first": "", "mother_last": ""}

# rule: (spoilt cells, cells that are right, the column that is marked)
ROWS: Mapping[str, tuple[dict[str, str], dict[str, str], str]] = {
    "citizen_missing": ({"citizen_id": " "}, {"citizen_id": "G660000000001", "nationality": "ลาว"}, "citizen_id"),
    "citizen_scientific": ({"citizen_id": "1.8499E+12"}, {}, "citizen_id"),
    "citizen_length": ({"citizen_id": "800000000001"}, {"citizen_id": "8 0000 00000 01 4"}, "citizen_id"),
    "citizen_letters": ({"citizen_id": "80000000000AB"}, {"citizen_id": "8-0000-00000-01-4"}, "citizen_id"),
    "citizen_check_digit": ({"citizen_id": "8000000000015"}, {"citizen_id": "8000000000014.0"}, "citizen_id"),
    "citizen_first_digit": ({"citizen_id": "0000000000001"}, {"citizen_id": synthetic(7)}, "citizen_id"),
    "g_code_form": ({"citizen_id": "G66000000001"}, {"citizen_id": "g660000000001"}, "citizen_id"),
    "g_code_year": ({"citizen_id": "G990000000001"}, {"citizen_id": "G690000000001"}, "citizen_id"),
    "thai_with_g_code": ({"citizen_id": "G660000000001"}, {"citizen_id": "G660000000002", "race": "พม่า", "nationality": "พม่า"}, "citizen_id"),
    "birth_missing": ({"birth_date": ""}, {}, "birth_date"),
    "birth_unreadable": ({"birth_date": "31/02/2556"}, {"birth_date": "29 ก.พ. 2555"}, "birth_date"),
    "birth_future": ({"birth_date": "11/06/2569"}, {"birth_date": "10/06/2569"}, "birth_date"),
    "birth_era": ({"birth_date": "15/12/3099"}, {"birth_date": "15/12/2556"}, "birth_date"),
    "birth_western": ({"birth_date": "15/12/2013"}, {"birth_date": "2013-12-15"}, "birth_date"),
    "birth_short_year": ({"birth_date": "15/12/56"}, {"birth_date": "15-12-2556"}, "birth_date"),
    "age_differs": ({"age": "15"}, {"age": "13"}, "age"),
    "age_far_too_young": ({"birth_date": "15/12/2561"}, {"birth_date": "15/12/2558"}, "birth_date"),
    "age_young": ({"birth_date": "15/12/2558"}, {"birth_date": "15/12/2557"}, "birth_date"),
    "age_old": ({"birth_date": "15/12/2552"}, {"birth_date": "15/12/2553"}, "birth_date"),
    "age_far_too_old": ({"birth_date": "15/12/2530"}, {"birth_date": "15/12/2552"}, "birth_date"),
    "grade_missing": ({"grade": "", "room": ""}, {"grade": "ม.2"}, "grade"),
    "room_without_grade": ({"grade": ""}, {"grade": "", "room": ""}, "grade"),
    "grade_unknown": ({"grade": "ปวช.1"}, {"grade": "ม. ๑"}, "grade"),
    "room_missing": ({"room": ""}, {}, "room"),
    "room_not_number": ({"room": "กุหลาบ"}, {"room": "๒"}, "room"),
    "room_large": ({"room": "112"}, {"room": "12"}, "room"),
    "pupil_no_missing": ({"pupil_no": ""}, {}, "pupil_no"),
    "pupil_no_form": ({"pupil_no": "12-345"}, {"pupil_no": "00345"}, "pupil_no"),
    "school_code_form": ({"school_code": "12345"}, {"school_code": "84010012"}, "school_code"),
    "school_code_other": ({"school_code": "1084099999"}, {}, "school_code"),
    "sex_missing": ({"sex": ""}, {}, "sex"),
    "sex_unknown": ({"sex": "x"}, {"sex": "1"}, "sex"),
    "prefix_missing": ({"prefix": ""}, {}, "prefix"),
    "prefix_unknown": ({"prefix": "ดร."}, {"prefix": "ด.ช."}, "prefix"),
    "prefix_sex": ({"prefix": "เด็กหญิง"}, GIRL, "prefix"),
    "prefix_child_at_15": (GIRL_15, {**GIRL_15, "birth_date": "11/06/2554"}, "prefix"),
    "prefix_adult_under_15": ({"prefix": "นาย"}, {"prefix": "นาย", "birth_date": "10/06/2554"}, "prefix"),
    "first_name_missing": ({"first_name": ""}, {}, "first_name"),
    "last_name_missing": ({"last_name": ""}, {"last_name": "", "nationality": "กะเหรี่ยง"}, "last_name"),
    "first_name_digits": ({"first_name": "สมชาย2"}, {}, "first_name"),
    "last_name_digits": ({"last_name": "ใจดี๒"}, {}, "last_name"),
    "name_latin": ({"last_name": "Jaidee"}, {"last_name": "ณ อยุธยา"}, "last_name"),
    "name_spaces": ({"last_name": "ใจดี "}, {"last_name": "ณ ถลาง"}, "last_name"),
    "name_decomposed": ({"first_name": "อํานาจ"}, {"first_name": "อำนาจ"}, "first_name"),
    "name_signs": ({"first_name": "สมชาย?"}, {"first_name": "มา-รี"}, "first_name"),
    "name_with_prefix": ({"first_name": "เด็กชายสมชาย"}, {"first_name": "นายิกา"}, "first_name"),
    "weight_missing": ({"weight": ""}, {}, "weight"),
    "weight_not_number": ({"weight": "42 กก."}, {"weight": "42.5"}, "weight"),
    "weight_range": ({"weight": "420"}, {"weight": "120"}, "weight"),
    "height_missing": ({"height": ""}, {}, "height"),
    "height_not_number": ({"height": "ไม่ได้วัด"}, {"height": "๑๕๒"}, "height"),
    "height_range": ({"height": "1.52"}, {"height": "152"}, "height"),
    "weight_height_swapped": ({"weight": "152", "height": "42"}, {"weight": "85", "height": "152"}, "weight"),
    "weight_for_age": ({"weight": "14"}, {"weight": "25"}, "weight"),
    "height_for_age": ({"height": "105"}, {"height": "130"}, "height"),
    "bmi_absurd": ({"weight": "120", "height": "152"}, {"weight": "90", "height": "152"}, "weight"),
    "blood_unknown": ({"blood": "C"}, {"blood": "AB"}, "blood"),
    "religion_unknown": ({"religion": "พุทธศ"}, {"religion": "03"}, "religion"),
    "nationality_missing": ({"nationality": ""}, {}, "nationality"),
    "nationality_unknown": ({"nationality": "ไทยย"}, {"nationality": "เมียนมา"}, "nationality"),
    "race_unknown": ({"race": "ไทยย"}, {"race": "กะเหรี่ยง"}, "race"),
    "disadvantage_unknown": ({"disadvantage": "77"}, {"disadvantage": "เด็กยากจน"}, "disadvantage"),
    "disability_unknown": ({"disability": "77"}, {"disability": "14"}, "disability"),
    "travel_unknown": ({"travel_mode": "เหาะ"}, {"travel_mode": "02"}, "travel_mode"),
    "cannot_discharge": ({"cannot_discharge": "ใช่"}, {"cannot_discharge": "-"}, "cannot_discharge"),
    "gpa_range": ({"gpa": "35"}, {"gpa": "-"}, "gpa"),
    "travel_far": ({"distance_paved": "2500"}, {"distance_paved": "60", "distance_dirt": "40"}, "distance_paved"),
    "province_unknown": ({"province": "สุราด"}, {"province": "จ.สุราษฎร์ธานี"}, "province"),
    "amphoe_unknown": ({"amphoe": "กาญจนดิด"}, {"amphoe": "อำเภอกาญจนดิษฐ์"}, "amphoe"),
    "tambon_unknown": ({"tambon": "กะแด"}, {"tambon": "ต.กะแดะ"}, "tambon"),
    "moo_form": ({"moo": "บ้านใหม่"}, {"moo": "-"}, "moo"),
    "guardian_missing": ({"guardian_first": "-"}, {}, "guardian_first"),
    "guardian_relation_missing": ({"guardian_relation": ""}, {}, "guardian_relation"),
    "guardian_relation_unknown": ({"guardian_relation": "คนข้างบ้าน"}, {"guardian_relation": "ยาย"}, "guardian_relation"),
    "father_half_named": ({"father_last": ""}, {"father_first": "", "father_last": ""}, "father_last"),
    "mother_half_named": ({"mother_first": ""}, {"mother_first": "-", "mother_last": "-"}, "mother_first"),
    "parents_missing": (NO_PARENTS, {**NO_PARENTS, "mother_first": "-"}, "father_first"),
    "parents_same": ({"mother_first": "สมศักดิ์"}, {}, "mother_first"),
    "guardian_not_that_parent": ({"guardian_relation": "มารดา"}, {"guardian_relation": "ลุง"}, "guardian_relation"),
    "thai_digits": ({"weight": "๔๒"}, {"weight": "42"}, "weight"),
    "error_text": ({"height": "#REF!"}, {}, "height"),
}  # fmt: skip


def found(rows: list[dict[str, str]], rule: str, **more: object) -> list[Finding]:
    findings = checks.run(rows, checks.pupils().only(rule), as_of=AS_OF, **more)  # type: ignore[arg-type]
    assert findings.broken == ()
    return list(findings)


def test_every_rule_is_tried_here() -> None:
    across = {rule.key for rule in checks.pupils() if rule.scope != Scope.ROW}
    assert set(ROWS) | across == {rule.key for rule in checks.pupils()}
    assert across == set(ACROSS) | set(HISTORY) | {"citizen_elsewhere", "room_crowded", "class_count", "gone"}
    assert len(checks.pupils().rules) >= 40


@pytest.fixture(scope="module")
def tried() -> Mapping[tuple[str, int], Finding]:
    """Every spoilt row and every right one in one table, judged by all rules at once: (rule, row) → finding."""
    rows = [a_pupil(n, **cells) for n, cells in enumerate((c for each in ROWS.values() for c in each[:2]), 1)]
    findings = checks.run(rows, checks.pupils(), as_of=AS_OF, own_codes=("1084012345",))
    assert findings.broken == ()
    return {(finding.rule, finding.row): finding for finding in findings}


@pytest.mark.parametrize("place", range(len(ROWS)))
def test_a_rule_of_one_row(place: int, tried: Mapping[tuple[str, int], Finding]) -> None:
    rule, (spoilt, _right, column) = list(ROWS.items())[place]
    finding = tried[rule, 2 * place + 1]
    assert (rule, 2 * place + 2) not in tried
    assert finding.column == column
    assert "{" not in finding.message
    assert finding.value in ((spoilt.get(column) or "").strip(), a_pupil(2 * place + 1)[column])


def test_a_pupil_in_good_order_has_no_finding() -> None:
    findings = checks.run([a_pupil(n) for n in range(1, 40)], checks.pupils(), as_of=AS_OF, own_codes=("1084012345",))
    assert (dict(findings.counts), findings.broken, findings.wrong_rows) == ({}, (), 0)


ACROSS: Mapping[str, tuple[list[dict[str, str]], list[int]]] = {
    "citizen_twice": ([a_pupil(1), a_pupil(2), a_pupil(2), a_pupil(3, school_code="84010012")], [2, 3]),
    "citizen_two_schools": ([a_pupil(1), a_pupil(2), a_pupil(2, school_code="84010012")], [2, 3]),
    "same_person_two_numbers": ([a_pupil(1), a_pupil(2), {**a_pupil(2), "citizen_id": synthetic(9)}], [2, 3]),
    "pupil_no_twice": ([a_pupil(1), a_pupil(2, pupil_no="10001"), a_pupil(3)], [1, 2]),
    "room_skipped": ([*(a_pupil(n) for n in range(1, 5)), a_pupil(5, room="3"), a_pupil(6, grade="ม.2")], [1]),
}  # fmt: skip


@pytest.mark.parametrize("rule", sorted(ACROSS))
def test_a_rule_across_rows(rule: str) -> None:
    rows, wrong = ACROSS[rule]
    assert [finding.row for finding in found(rows, rule)] == wrong
    assert found([a_pupil(1), a_pupil(2), a_pupil(3)], rule) == []


def test_a_crowded_room_is_said_once() -> None:
    [finding] = found([a_pupil(n) for n in range(1, 62)], "room_crowded")
    assert "61 คน" in finding.message
    assert found([a_pupil(n) for n in range(1, 61)], "room_crowded") == []


def test_a_number_that_another_school_holds_is_found_with_its_name() -> None:
    rows = [a_pupil(1), a_pupil(2), a_pupil(3, citizen_id="G660000000001")]
    held = {synthetic(2): "โรงเรียนบ้านนา", "G660000000001": "โรงเรียนวัดใน"}
    findings = found(rows, "citizen_elsewhere", elsewhere=held)
    assert [finding.row for finding in findings] == [2, 3]
    assert "โรงเรียนบ้านนา" in findings[0].message
    assert "โรงเรียนวัดใน" in findings[1].message


# rule: (how pupil 2 stood last year, how it stands now, how it stands now when all is well)
HISTORY: Mapping[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {
    "number_changed": ({}, {"citizen_id": synthetic(8)}, {}),
    "sex_changed": ({}, GIRL, {}),
    "birth_changed": ({}, {"birth_date": "15/11/2556"}, {"birth_date": "2556-12-15"}),
    "grade_skipped": ({"grade": "ป.5"}, {}, {"grade": "ป.6"}),
    "grade_repeated": ({"grade": "ม.1"}, {}, {"grade": "ม.2"}),
    "grade_went_back": ({"grade": "ม.2"}, {}, {"grade": "ม.2"}),
    "pupil_no_other_child": (
        {},
        {"citizen_id": synthetic(8), "first_name": "สมหวัง"},
        {"citizen_id": synthetic(8), "first_name": "สมหวัง", "pupil_no": "77"},
    ),
    "height_shrank": ({"height": "155.5"}, {}, {"height": "152.5"}),
    "weight_turned": ({"weight": "30"}, {"weight": "42.1"}, {"weight": "42"}),
}


@pytest.mark.parametrize("rule", sorted(HISTORY))
def test_a_rule_against_the_last_file(rule: str) -> None:
    was, spoilt, right = HISTORY[rule]
    before = [a_pupil(1, grade="ป.6"), a_pupil(2, **{"grade": "ป.6", **was})]
    now = [a_pupil(1), a_pupil(2, **spoilt)]
    assert [f.row for f in found(now, rule, before=before, before_as_of=LAST_YEAR)] == [2]
    assert found([a_pupil(1), a_pupil(2, **right)], rule, before=before, before_as_of=LAST_YEAR) == []


def test_a_pupil_who_is_gone_is_named_but_not_one_who_could_have_left() -> None:
    before = [a_pupil(1), a_pupil(2, first_name="สมหวัง"), a_pupil(3, grade="ม.3")]
    [finding] = found([a_pupil(1, grade="ม.2")], "gone", before=before, before_as_of=LAST_YEAR)
    assert finding.row == 0
    assert "สมหวัง" in finding.message
    assert len(found([a_pupil(1), a_pupil(4, grade="ม.3")], "gone", before=before, before_as_of=AS_OF)) == 2


def test_pupils_of_a_grade_that_the_file_does_not_have_are_not_gone() -> None:
    before = [a_pupil(1), a_pupil(2), a_pupil(3, grade="ม.3")]
    assert [f.message for f in found([a_pupil(1)], "gone", before=before, before_as_of=AS_OF)] == [
        f"เด็กชาย สมชาย {a_pupil(2)['last_name']} ชั้น ม.1 อยู่ในทะเบียนแต่ไม่มีในไฟล์นี้"
    ]


def test_a_child_whose_number_was_mistyped_is_not_gone_as_well() -> None:
    before, now = [a_pupil(1), a_pupil(2)], [a_pupil(1), a_pupil(2, citizen_id=synthetic(9))]
    assert found(now, "gone", before=before, before_as_of=AS_OF) == []
    assert [f.row for f in found(now, "number_changed", before=before, before_as_of=AS_OF)] == [2]


@pytest.mark.parametrize(("years", "kilograms", "wrong"), [(0, "33", True), (0, "34", False), (3, "84", False)])
def test_a_weight_may_grow_with_the_years(years: int, kilograms: str, wrong: bool) -> None:
    before, day = [a_pupil(1)], AS_OF.replace(year=AS_OF.year - years)
    told = found([a_pupil(1, weight=kilograms)], "weight_turned", before=before, before_as_of=day)
    assert bool(told) is wrong


def test_what_stood_before_keeps_no_file_out() -> None:
    assert {rule.severity for rule in checks.pupils() if rule.scope == Scope.HISTORY} == {Severity.WARN}


def test_a_class_that_lost_a_third_is_told() -> None:
    before = [a_pupil(n) for n in range(1, 21)]
    [finding] = found(before[:13], "class_count", before=before, before_as_of=AS_OF)
    assert "20 เป็น 13" in finding.message
    assert found(before[:14], "class_count", before=before, before_as_of=AS_OF) == []

"""One engine for a school's file, an area's and a nation's; what a rule may not do, and what happens when it fails."""

import io
import time
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from khet.collect import checks, sheets
from khet.collect.checks import Limits, Rule, RuleError, Ruleset, Scope, Severity
from khet.collect.checks import ruleset as rulesets
from khet.collect.checks.running import SPOILT
from khet.collect.checks.tests.factories import a_pupil
from khet.collect.sheets.tests.factories import HEADS, a_csv, a_workbook, rows_of
from khet.kernel.errors import Refused
from khet.thai.citizen import synthetic

AS_OF = date(2026, 6, 10)
SPOILT_CLASS = [
    a_pupil(1),
    a_pupil(2, citizen_id="123", weight="๔๒"),
    a_pupil(3, grade="ม.9", moo="บ้านใหม่"),
    a_pupil(1),
]
WRONG = {
    (1, "citizen_twice"),
    (1, "pupil_no_twice"),
    (2, "citizen_length"),
    (2, "thai_digits"),
    (3, "grade_unknown"),
    (3, "moo_form"),
    (4, "citizen_twice"),
    (4, "pupil_no_twice"),
}


def a_rule(key: str = "x", **more: object) -> Rule:
    told = {"severity": Severity.WARN, "columns": ("weight",), "message": "ผิด", "hint": "แก้", **more}
    return Rule(key=key, **told)  # type: ignore[arg-type]


def run(*rules: Rule, rows: list[dict[str, str]] | None = None, **limits: object) -> checks.Findings:
    ruleset = Ruleset("pupils", 1, rules)
    bounds = Limits(**limits)  # type: ignore[arg-type]
    return checks.run(rows or [a_pupil(1), a_pupil(2, weight="99")], ruleset, as_of=AS_OF, limits=bounds)


def test_the_same_rules_find_the_same_in_records_a_file_and_parquet(tmp_path: Path) -> None:
    path = tmp_path / "pupils.parquet"
    sheet = sheets.read(a_workbook([["รายชื่อ"], HEADS, *rows_of(*SPOILT_CLASS)]))
    with duckdb.connect() as connection:
        columns = ", ".join(f"'{{}}' AS {key}" for key in SPOILT_CLASS[0])
        each = " UNION ALL ".join(f"SELECT {columns}".format(*row.values()) for row in SPOILT_CLASS)
        connection.execute(f"COPY ({each}) TO '{path}' (FORMAT parquet)")
    for table, shift in ((SPOILT_CLASS, 0), (sheet, 2), (path, 0)):
        found = checks.run(table, checks.pupils(), as_of=AS_OF)
        assert {(each.row - shift, each.rule) for each in found} == WRONG
        assert (found.broken, found.rows, found.wrong_rows, found.may_enter) == ((), 4, 4, False)


def test_a_finding_says_row_column_value_rule_and_what_to_do() -> None:
    sheet = sheets.read(a_workbook([HEADS, *rows_of(*SPOILT_CLASS)]))
    found = checks.run(sheet, checks.pupils(), as_of=AS_OF)
    [finding] = [each for each in found if each.rule == "citizen_length"]
    assert (finding.row, finding.place, finding.head, finding.value) == (3, 2, "เลขประจำตัวประชาชน", "123")
    assert finding.message == "เลขประจำตัวประชาชน 123 มี 3 หลัก ต้องมี 13 หลัก"
    assert finding.hint
    assert found.by_severity()[Severity.WARN] == 2


def test_a_school_s_own_workbook_comes_back_marked() -> None:
    content = a_workbook([HEADS, *rows_of(*SPOILT_CLASS)])
    sheet = sheets.read(content)
    book = openpyxl.load_workbook(
        io.BytesIO(checks.marked(content, sheet, checks.run(sheet, checks.pupils(), as_of=AS_OF)))
    )
    first, listed = book.worksheets
    assert first["C3"].fill.fgColor.rgb == "FFFFC7C9"
    assert "13 หลัก" in first["C3"].comment.text
    assert listed.max_row == len(WRONG) + 1


def test_a_cell_without_a_certain_value_is_a_finding() -> None:
    book = openpyxl.Workbook()
    for row in [HEADS, *rows_of(a_pupil(1))]:
        book.active.append(row)
    book.active["M2"] = "#REF!"
    book.active["M2"].data_type = "e"
    out = io.BytesIO()
    book.save(out)
    found = checks.run(sheets.read(out.getvalue()), checks.pupils(), as_of=AS_OF)
    [finding] = [each for each in found if each.rule == SPOILT]
    assert (finding.row, finding.column, finding.severity) == (2, "weight", Severity.BLOCK)
    assert "#REF!" in finding.message
    assert not found.may_enter


def test_a_file_of_another_school_is_found_and_a_file_without_codes_is_one_s_own() -> None:
    found = checks.run(SPOILT_CLASS, checks.pupils(), as_of=AS_OF, own_codes=("1084099999",))
    assert found.counts["school_code_other"] == 4
    bare = [{key: text for key, text in row.items() if key != "school_code"} for row in SPOILT_CLASS]
    found = checks.run(bare, checks.pupils(), as_of=AS_OF, own_codes=("1084099999",))
    assert {(each.row, each.rule) for each in found} == WRONG
    assert {"school_code_form", "school_code_other"} <= set(found.skipped)


def test_a_file_of_staff_is_not_judged_by_rules_for_pupils() -> None:
    staff = a_csv([["เลขประจำตัวประชาชน", "ชื่อ", "นามสกุล", "ตำแหน่ง"], [synthetic(1), "สมศรี", "ใจดี", "ครู"]])
    with pytest.raises(Refused) as told:
        checks.run(sheets.read(staff), checks.pupils(), as_of=AS_OF)
    assert told.value.code == "other_kind"


def test_a_rule_without_its_column_is_skipped_and_said() -> None:
    rows = [{key: text for key, text in a_pupil(1).items() if key != "weight"}]
    found = checks.run(rows, checks.pupils(), as_of=AS_OF)
    assert {"weight_missing", "bmi_absurd", "gone"} <= set(found.skipped)
    assert found.counts == {}


def test_of_too_many_findings_all_are_counted_and_the_first_are_listed() -> None:
    rows = [a_pupil(n, weight="") for n in range(1, 31)]
    found = run(a_rule(wrong="weight IS NULL"), rows=rows, most=10)
    assert (len(found), len(found.items), found.cut_off) == (30, 10, 20)
    assert [each.row for each in found] == list(range(1, 11))


# ---- rules that fail -----------------------------------------------------------------------------------------------


def test_a_rule_that_divides_by_zero_finds_nothing_and_breaks_nothing() -> None:
    found = run(a_rule(wrong="kilograms / (months - months) > 1"), a_rule("y", wrong="kilograms > 90"))
    assert dict(found.counts).get("y") == 1
    assert found.broken == ()


@pytest.mark.parametrize(
    "wrong", ["no_such_column > 1", "first_name::INTEGER > 1", "kilograms >", "sum(kilograms) > 1"]
)
def test_a_rule_that_cannot_be_run_is_said_and_the_others_go_on(wrong: str) -> None:
    found = run(a_rule(wrong=wrong), a_rule("y", wrong="kilograms > 90"))
    assert [each.rule for each in found.broken] == ["x"]
    assert "ตรวจไม่ได้" in found.broken[0].why
    assert [each.row for each in found if each.rule == "y"] == [2]


def test_a_rule_across_rows_that_cannot_be_run_is_said() -> None:
    found = run(a_rule(scope=Scope.CROSS_ROW, query="SELECT nothing FROM nowhere"), a_rule("y", wrong="kilograms > 90"))
    assert [each.rule for each in found.broken] == ["x"]
    assert found.counts == {"y": 1}


NEVER = "SELECT count(*) FROM range(100000000) a, range(100000000) b"


def test_a_rule_that_never_ends_is_stopped_and_said() -> None:
    began = time.monotonic()
    across = a_rule(scope=Scope.CROSS_ROW, query=f"SELECT n AS row, '' AS other FROM ({NEVER}) t(n)")
    found = run(across, a_rule("y", wrong="kilograms > 90"), rule_seconds=0.5)
    assert [(each.rule, "นาน" in each.why) for each in found.broken] == [("x", True)]
    found = run(a_rule(wrong=f"({NEVER}) > 1"), a_rule("y", wrong="kilograms > 90"), seconds=2.0)
    assert [(each.rule, "นาน" in each.why) for each in found.broken] == [("x", True)]
    assert found.counts == {"y": 1}
    assert time.monotonic() - began < 60


def test_what_a_table_needs_beyond_its_memory_is_refused() -> None:
    rows = [a_pupil(n) for n in range(1, 4000)]
    with pytest.raises(Refused) as told:
        run(a_rule(wrong="kilograms > 90"), rows=rows, memory="2MB")
    assert told.value.code == "too_large"


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1 AS row, content AS other FROM '/etc/hostname'", "SELECT 1 AS row, * FROM sniff_csv('/etc/passwd')"],
)
def test_a_rule_reaches_no_file_even_when_the_loader_was_passed_by(sql: str) -> None:
    found = run(a_rule(scope=Scope.CROSS_ROW, query=sql))
    assert [each.rule for each in found.broken] == ["x"]


# ---- the file of rules ---------------------------------------------------------------------------------------------

RULE = """
version = 2
kind = "pupils"
[[rule]]
key = "x"
severity = "warn"
columns = ["weight"]
wrong = "kilograms > 90"
message = "หนัก {value}"
hint = "ชั่งใหม่"
since = 2
"""


def test_a_file_of_rules_is_read() -> None:
    [rule] = rulesets.read(RULE).rules
    assert (rule.key, rule.scope, rule.since) == ("x", Scope.ROW, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('key = "x"', 'key = "X y"'),
        ('severity = "warn"', 'severity = "fatal"'),
        ('columns = ["weight"]', 'columns = ["wheight"]'),
        ('columns = ["weight"]', "columns = []"),
        ("{value}", "{wheight}"),
        ("{value}", "{other}"),
        ("{value}", "{"),
        ('hint = "ชั่งใหม่"', 'hint = ""'),
        ("since = 2", "since = 3"),
        ("since = 2", "colour = 2"),
        ('wrong = "kilograms > 90"', 'wrong = "1 = 1; DROP TABLE pupils"'),
        ('wrong = "kilograms > 90"', "wrong = \"weight IN (SELECT content FROM read_text('/etc/passwd'))\""),
        ('wrong = "kilograms > 90"', 'wrong = "kilograms > 90 -- all"'),
        ('wrong = "kilograms > 90"', 'wrong = "weight = \'it"'),
        ('wrong = "kilograms > 90"', 'query = "SELECT 1"'),
        ('wrong = "kilograms > 90"', 'scope = "cross_row"\nby = ["pid"]'),
        ("version = 2", ""),
        ("[[rule]]", "[rule"),
    ],
)
def test_a_rule_that_is_not_in_order_is_refused(old: str, new: str) -> None:
    with pytest.raises(RuleError):
        rulesets.read(RULE.replace(old, new, 1))


def test_a_rule_may_not_stand_twice() -> None:
    with pytest.raises(RuleError, match="twice"):
        rulesets.read(RULE + RULE[RULE.index("[[rule]]") :])


def test_the_shipped_rules_speak_thai_and_tell_what_to_do() -> None:
    for rule in checks.pupils():
        assert any("ก" <= sign <= "๙" for sign in rule.message + rule.hint)
        assert "กรุณา" not in rule.message + rule.hint
        assert "คุณ" not in rule.message + rule.hint


def test_a_csv_of_an_area_is_checked_across_its_schools() -> None:
    there = {"school_code": "1084022222", "school_name": "โรงเรียนบ้านนา"}
    rows = [a_pupil(1), a_pupil(2, **there), a_pupil(1, pupil_no="7", **there)]
    found = checks.run(sheets.read(a_csv([HEADS, *rows_of(*rows)])), checks.pupils(), as_of=AS_OF)
    assert found.counts == {"citizen_two_schools": 2}
    assert synthetic(1) in found.items[0].message
    assert "(โรงเรียนตัวอย่าง, โรงเรียนบ้านนา)" in found.items[0].message

"""A form examined, and what people type made canonical."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khet.collect.schema import (
    Check,
    Field,
    FieldType,
    Option,
    Repeat,
    Schema,
    Section,
    Severity,
    Table,
    slots,
)
from khet.collect.validity import clean, examine, label_of, rows_of
from khet.kernel.errors import Refused

TODAY = date(2026, 6, 10)
SEX = (Option("m", "ชาย"), Option("f", "หญิง"))
CLASSES = (Option("311", "ม.1"), Option("312", "ม.2"))
USES = (Option("dltv", "DLTV"), Option("dlit", "DLIT"), Option("01", "เดินเท้า"))
FORM = Schema(
    sections=(
        Section(
            "main",
            "นักเรียน",
            (
                Field("pupils", "นักเรียนทั้งหมด", FieldType.INTEGER, required=True, lowest=0, highest=10_000),
                Table(
                    "by_class",
                    "จำแนกตามชั้นและเพศ",
                    CLASSES,
                    columns=SEX,
                    required=True,
                    checks=(Check("m >= f", "ชายน้อยกว่าหญิง", Severity.WARN),),
                ),
                Field("rate", "ร้อยละ", FieldType.COMPUTED, compute="percent(half, pupils)"),
                Field("half", "ครึ่ง", FieldType.COMPUTED, compute="pupils / 2"),
            ),
        ),
        Section(
            "net",
            "อินเทอร์เน็ต",
            (
                Field("has_net", "มีอินเทอร์เน็ต", FieldType.YES_NO, required=True),
                Field("speed", "ความเร็ว", FieldType.DECIMAL, required=True, show_if="has_net"),
                Field("uses", "ใช้ทำอะไร", FieldType.CHOICES, options=USES, show_if="has_net"),
            ),
        ),
        Section(
            "more",
            "อุปกรณ์",
            (
                Repeat(
                    "devices",
                    "อุปกรณ์",
                    (
                        Field("kind", "ชนิด", required=True),
                        Field("amount", "จำนวน", FieldType.INTEGER, checks=(Check("amount < 100", "มากเกิน"),)),
                        Field("price", "ราคา", FieldType.DECIMAL, show_if="amount > 0"),
                        Field("cost", "รวม", FieldType.COMPUTED, compute="amount * price"),
                    ),
                    fewest=1,
                    most=2,
                ),
            ),
            show_if="pupils > 0",
        ),
    ),
    checks=(
        Check("by_class.total = pupils", "ผลรวมตามชั้นไม่เท่ากับนักเรียนทั้งหมด", hint="แก้ตารางหรือยอดรวม"),
        Check("abs(change(pupils)) <= 30", "ต่างจากรอบก่อนเกินร้อยละ 30", Severity.WARN),
    ),
)
GOOD = {
    "pupils": "30",
    "by_class/311/m": "10",
    "by_class/311/f": "5",
    "by_class/312/m": "8",
    "by_class/312/f": "7",
    "has_net": "true",
    "speed": "100",
    "devices/r1/kind": "คอมพิวเตอร์",
    "devices/r1/amount": "3",
    "devices/r1/price": "1.5",
}


def told(values: dict[str, str], previous: dict[str, str] | None = None) -> list[tuple[str, str]]:
    standing = examine(FORM, values, previous=previous, today=TODAY)
    return [(each.path, each.message) for each in standing.problems]


def test_a_good_form_has_no_problem_and_its_sums() -> None:
    standing = examine(FORM, GOOD, today=TODAY)
    assert standing.problems == ()
    assert standing.computed == {"half": "15", "rate": "50", "devices/r1/cost": "4.5"}
    assert (standing.filled, standing.total) == (10, 11)
    assert standing.hidden == frozenset()


def test_what_is_hidden_is_neither_asked_nor_counted() -> None:
    standing = examine(FORM, {**GOOD, "has_net": "false", "speed": ""}, today=TODAY)
    assert standing.problems == ()
    assert standing.hidden == {"speed", "uses"}
    assert standing.total == 9


def test_a_hidden_section_takes_its_rows_along() -> None:
    values = {**GOOD, "pupils": "0", **dict.fromkeys([path for path in GOOD if path.startswith("by_")], "0")}
    standing = examine(FORM, values, today=TODAY)
    assert standing.problems == ()
    assert {"#more", "devices", "devices/r1/kind"} <= standing.hidden
    assert "devices/r1/cost" not in standing.computed


def test_missing_and_out_of_range() -> None:
    found = told({"pupils": "20000", "by_class/311/m": "-1"})
    assert ("pupils", "ต้องไม่เกิน 10,000") in found
    assert ("by_class/311/m", "ต้องไม่น้อยกว่า 0") in found
    assert ("by_class/311/f", "ยังไม่กรอก 3 ช่อง") in found
    assert ("has_net", "ยังไม่กรอกช่องนี้") in found
    assert ("devices", "ต้องมีอย่างน้อย 1 แถว") in found


def test_what_cannot_be_told_passes() -> None:
    assert not [path for path, said in told({**GOOD, "pupils": ""}) if "ผลรวม" in said]


def test_sums_across_parts_and_rows_of_a_table() -> None:
    found = told({**GOOD, "by_class/312/f": "9"})
    assert found == [
        ("by_class/312/m", "ชายน้อยกว่าหญิง"),
        ("by_class", "ผลรวมตามชั้นไม่เท่ากับนักเรียนทั้งหมด"),
    ]


def test_the_previous_round_is_compared() -> None:
    assert told(GOOD, {"pupils": "25"}) == []
    assert told(GOOD, {"pupils": "20"}) == [("pupils", "ต่างจากรอบก่อนเกินร้อยละ 30")]
    assert told(GOOD, {"pupils": "0"}) == []


def test_rows_of_a_repeat_stand_alone() -> None:
    found = told({**GOOD, "devices/r2/amount": "200", "devices/r3/kind": "ก"})
    assert found == [
        ("devices/r2/kind", "ยังไม่กรอกช่องนี้"),
        ("devices", "มีได้ไม่เกิน 2 แถว"),
        ("devices/r2/amount", "มากเกิน"),
    ]
    standing = examine(FORM, {**GOOD, "devices/r1/amount": "0"}, today=TODAY)
    assert "devices/r1/price" in standing.hidden
    assert standing.computed["devices/r1/cost"] == ""


def test_text_that_is_not_of_its_kind_is_told_at_its_cell() -> None:
    assert ("pupils", "ช่องนี้เป็นตัวเลข พิมพ์เฉพาะตัวเลข เช่น 1,234") in told({**GOOD, "pupils": "สามสิบ"})
    assert [path for path, _said in told({**GOOD, "uses": "dltv xx"})] == ["uses"]


def test_formulas_in_a_circle_end() -> None:
    turning = Schema(
        (
            Section(
                "a",
                "ก",
                (
                    Field("x", "x", FieldType.COMPUTED, compute="y + 1"),
                    Field("y", "y", FieldType.COMPUTED, compute="x + 1"),
                    Field("z", "z", show_if="z = 1"),
                ),
            ),
        )
    )
    assert examine(turning, {"z": "1"}, today=TODAY).computed["x"] == ""


def test_a_long_chain_of_sums_needs_no_deep_stack() -> None:
    chain = [Field("f0", "0", FieldType.INTEGER)]
    chain += [Field(f"f{n}", str(n), FieldType.COMPUTED, compute=f"f{n - 1} + 1") for n in range(1, 2_000)]
    schema = Schema((Section("a", "ก", tuple(reversed(chain))),))
    assert examine(schema, {"f0": "1"}, today=TODAY).computed["f1999"] == "2000"


def test_two_hundred_cells_are_examined_while_one_types() -> None:
    rows = tuple(Option(f"r{n}", f"แถว {n}") for n in range(100))
    table = Table("t", "ตาราง", rows, columns=SEX, checks=(Check("m + f < 1000", "มากไป"),))
    schema = Schema((Section("a", "ก", (table, Field("all", "รวม", FieldType.COMPUTED, compute="t.total"))),))
    values = {f"t/r{n}/{sex}": "7" for n in range(100) for sex in "mf"}
    examine(schema, values, today=TODAY)
    began = time.perf_counter()
    for _turn in range(5):
        examine(schema, values, today=TODAY)
    assert (time.perf_counter() - began) / 5 < 0.1


@settings(max_examples=150, deadline=2_000)
@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "uses", "rate", "devices/q/price", "gone", "by_class/9/9"]), st.text(max_size=12)
    ),
    st.one_of(st.none(), st.dictionaries(st.sampled_from(list(GOOD)), st.text(max_size=12))),
)
def test_whatever_stands_in_the_cells_is_examined(values: dict[str, str], previous: dict[str, str] | None) -> None:
    standing = examine(FORM, values, previous=previous, today=TODAY)
    assert 0 <= standing.filled <= standing.total


def typed(field: Field, text: str) -> str:
    (slot,) = slots(Schema((Section("s", "ส", (field,)),)))
    return clean(slot, text)


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (FieldType.INTEGER, " ๑,๒๓๔ ", "1234"),
        (FieldType.INTEGER, "12.0", "12"),
        (FieldType.INTEGER, "-3", "-3"),
        (FieldType.DECIMAL, "1,234.50", "1234.5"),
        (FieldType.DECIMAL, ".5", "0.5"),
        (FieldType.YES_NO, "มี", "true"),
        (FieldType.YES_NO, "ไม่มี", "false"),
        (FieldType.DATE, "๒๕/๕/๒๕๖๙", "2026-05-25"),
        (FieldType.DATE, "25 พ.ค. 2569", "2026-05-25"),
        (FieldType.CHOICE, "DLTV", "dltv"),
        (FieldType.CHOICE, "1", "01"),
        (FieldType.CHOICES, "dlit dltv", "dltv dlit"),
        (FieldType.CHOICES, "DLIT, DLTV", "dltv dlit"),
        (FieldType.LOCATION, "99.333, 9.1382", "9.13820 99.33300"),
        (FieldType.TEXT, "  ก  ข\x00 ", "ก ข"),
        (FieldType.NOTE, "ก\r\nข  ", "ก\nข"),
        (FieldType.FILE, "file:7", "file:7"),
        (FieldType.TEXT, "   ", ""),
    ],
)
def test_what_is_typed_becomes_canonical(kind: FieldType, text: str, wanted: str) -> None:
    field = Field("x", "ช่อง", kind, options=USES)
    assert typed(field, text) == wanted
    assert typed(field, wanted) == wanted


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (FieldType.INTEGER, "12.5", "not_whole"),
        (FieldType.INTEGER, "สิบ", "not_number"),
        (FieldType.INTEGER, "1,23", "not_number"),
        (FieldType.INTEGER, "-", "dash"),
        (FieldType.INTEGER, "9" * 30, "too_big"),
        (FieldType.DECIMAL, "NaN", "not_number"),
        (FieldType.DECIMAL, "1e9", "not_number"),
        (FieldType.YES_NO, "อาจจะ", "not_yes_no"),
        (FieldType.DATE, "31/2/2569", "not_date"),
        (FieldType.CHOICE, "วิทยุ", "no_option"),
        (FieldType.CHOICES, "dltv, วิทยุ", "no_option"),
        (FieldType.LOCATION, "51.5, -0.1", "not_point"),
        (FieldType.FILE, "C:/x.pdf", "not_file"),
        (FieldType.COMPUTED, "1", "computed"),
        (FieldType.TEXT, "ก" * 501, "too_long"),
    ],
)
def test_what_cannot_stand_is_refused(kind: FieldType, text: str, code: str) -> None:
    with pytest.raises(Refused) as found:
        typed(Field("x", "ช่อง", kind, options=USES), text)
    assert found.value.code == code
    assert found.value.message


@settings(max_examples=300, deadline=1_000)
@given(st.sampled_from(list(FieldType)), st.text(max_size=60))
def test_cleaning_is_a_sentence_or_settles_at_once(kind: FieldType, text: str) -> None:
    field = Field("x", "ช่อง", kind, options=USES)
    try:
        once = typed(field, text)
    except Refused as refusal:
        assert refusal.message  # noqa: PT017
        return
    assert typed(field, once) == once


def test_places_have_names_that_people_read() -> None:
    assert label_of(FORM, "by_class/311/f") == "จำแนกตามชั้นและเพศ · ม.1 · หญิง"
    assert label_of(FORM, "devices/r1/kind") == "อุปกรณ์ · r1 · ชนิด"
    assert rows_of(FORM, GOOD) == ("devices/r1",)

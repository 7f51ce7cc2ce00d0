"""Forms as XLSForm: what we write compiles and comes back as it was; of what others write, the losses are told."""

import contextlib
import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from khet.collect.models import Form
from khet.collect.reads.forms import latest
from khet.collect.schema import Field, FieldType, Repeat, Schema, Section, Table
from khet.collect.tests.factories_forms import REGISTER, ROUND, a_form, written
from khet.collect.tests.test_library import READY, ready
from khet.collect.validity import examine
from khet.collect.xlsform import Taken, take, write_book
from khet.collect.xlsform.translating import Place, xpath, xpath_value
from khet.collect.xlsform.writing import rows_of, to_xlsx
from khet.collect.xlsform.xpath import Names, Untaken, ours
from khet.kernel.errors import Refused
from khet.org.tests.cast import Cast
from khet.thai.bangkok import today

SURVEY = (
    "type",
    "name",
    "label::ไทย (th)",
    "hint",
    "required",
    "relevant",
    "constraint",
    "calculation",
    "appearance",
    "default",
)


def book(survey: list[dict[str, str]], choices: list[tuple[str, str, str]] = (), title: str = "แบบของเขา") -> bytes:  # type: ignore[assignment]
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheets: dict[str, list[Any]] = {
        "survey": [SURVEY, *([row.get(head.partition("::")[0], "") for head in SURVEY] for row in survey)],
        "choices": [("list_name", "name", "label"), *choices],
        "settings": [("form_title", "form_id"), (title, "x")],
    }
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    made.close()
    return out.getvalue()


def without_our_column(schema: Schema) -> Taken:
    """As if another tool had saved the file and dropped the column it does not know."""
    told = rows_of(schema, title="ก", form_id="k", version=1)
    for row in told.survey:
        row.pop("khet", None)
    return take(to_xlsx(told))


@pytest.mark.django_db
@pytest.mark.parametrize("key", READY)
def test_a_ready_form_compiles_and_comes_back_as_it_was(key: str) -> None:
    schema = ready(key).schema
    content = write_book(schema, title="แบบ", form_id=key, version=3)
    compiled = convert(content, file_type=".xlsx", warnings=[])
    assert "<h:title>แบบ</h:title>" in compiled.xform
    taken = take(content)
    assert taken.losses == ()
    assert taken.schema == schema


@pytest.mark.django_db
@pytest.mark.parametrize("key", READY)
def test_a_ready_form_means_the_same_without_our_own_column(key: str) -> None:
    schema = ready(key).schema
    taken = without_our_column(schema).schema
    assert list(taken.parts()) == list(schema.parts())
    for other, part in zip(taken.parts().values(), schema.parts().values(), strict=True):
        assert type(other) is type(part)
        assert bool(other.show_if) == bool(part.show_if)
        if isinstance(part, Table) and isinstance(other, Table):
            assert (other.rows, other.columns, other.highest) == (part.rows, part.columns, part.highest)


@pytest.mark.django_db
def test_what_is_computed_and_hidden_stays_so_through_the_other_tool() -> None:
    schema = ready("ict_internet").schema
    taken = without_our_column(schema).schema
    values = {
        "computers/teach_obec/total": "40",
        "computers/teach_own/total": "2",
        "computers/teach_obec/working": "30",
        "own_state": "none",
        "moenet_state": "good",
    }
    was, now = examine(schema, values, today=today()), examine(taken, values, today=today())
    assert now.computed == was.computed == {"computers_all": "42", "computers_working": "30"}
    assert now.hidden == was.hidden


def test_a_constraint_that_was_changed_outside_counts() -> None:
    told = rows_of(ROUND, title="ก", form_id="k", version=1)
    row = next(each for each in told.survey if each["name"] == "pupils")
    row["constraint"] = ". >= 5 and . <= 90"
    pupils = take(to_xlsx(told)).schema.parts()["pupils"]
    assert isinstance(pupils, Field)
    assert (pupils.lowest, pupils.highest) == (5, 90)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("has_net", "${has_net} = 'true'"),
        ("not has_net and pupils > 3", "not(${has_net} = 'true') and ${pupils} > 3"),
        ("pupils / 2 - 1", "(${pupils} div 2) - 1"),
        ('level = 3 or born > "16/5/2569"', "${level} = '3' or ${born} > date('2026-05-16')"),
        ("filled(name)", "${name} != ''"),
        ("between(pupils, 1, 9)", "(${pupils} >= 1 and ${pupils} <= 9)"),
        ("sum(rows.n)", "sum(${rows__n})"),
        ("count(rows) > 1", "count(${rows}) > 1"),
        ("digits(code, 10)", "regex(${code}, '^[0-9]{10}$')"),
    ],
)
def test_formulas_are_said_in_xpath_and_read_back(line: str, wanted: str) -> None:
    fields = (
        Field("has_net", "ก", FieldType.YES_NO),
        Field("pupils", "ข", FieldType.INTEGER),
        Field("level", "ค", FieldType.CHOICE),
        Field("born", "ง", FieldType.DATE),
        Field("name", "จ"),
        Field("code", "ฉ"),
        Repeat("rows", "ช", (Field("n", "ซ", FieldType.INTEGER),)),
    )
    place = Place(Schema((Section("s", "ส", fields),)))
    told = xpath(line, place)
    assert told == wanted
    names = Names({**{each.key: each.key for each in fields}, "rows__n": "rows.n"})
    again = ours(told, names)
    assert xpath_value(again, place) == told or xpath(again, place) == told


def test_the_file_of_another_tool_is_taken_with_what_was_lost() -> None:
    content = book(
        [
            {"type": "start", "name": "start"},
            {"type": "note", "name": "intro", "label": "ยินดีต้อนรับ"},
            {"type": "text", "name": "School Name", "label": "ชื่อโรงเรียน", "required": "yes", "default": "ก"},
            {"type": "begin group", "name": "a", "label": "หมวด ก"},
            {"type": "select_one size", "name": "size", "label": "ขนาด"},
            {
                "type": "integer",
                "name": "n",
                "label": "จำนวน",
                "constraint": ". >= 0 and . < ${max}",
                "relevant": "${size} = 'big'",
            },
            {"type": "text", "name": "tel", "label": "โทร", "constraint": "regex(., '^0[0-9]{8,9}$')"},
            {"type": "calculate", "name": "half", "calculation": "${n} div 2"},
            {"type": "calculate", "name": "odd", "calculation": "pulldata('x', ${n})"},
            {"type": "begin group", "name": "b", "label": "ซ้อน"},
            {"type": "date", "name": "date", "label": "วันที่"},
            {"type": "end group"},
            {"type": "geotrace", "name": "line", "label": "เส้นทาง"},
            {"type": "end group"},
            {"type": "begin repeat", "name": "rooms", "label": "ห้อง"},
            {"type": "text", "name": "name", "label": "ชื่อห้อง"},
            {"type": "integer", "name": "seats", "label": "ที่นั่ง"},
            {"type": "end repeat"},
            {"type": "calculate", "name": "all_seats", "label": "", "calculation": "sum(${seats})"},
        ],
        [("size", "big", "ใหญ่"), ("size", "small", "เล็ก"), ("size", "very big", "ใหญ่มาก")],
    )
    taken = take(content)
    parts = taken.schema.parts()
    assert taken.title == "แบบของเขา"
    assert list(parts) == ["school_name", "size", "n", "tel", "half", "odd", "date_q", "rooms", "all_seats"]
    assert isinstance(parts["n"], Field)
    assert parts["n"].show_if == 'size = "big"'
    assert isinstance(parts["tel"], Field)
    assert parts["tel"].checks[0].expr == "phone(tel)"
    assert isinstance(parts["half"], Field)
    assert parts["half"].compute == "n / 2"
    assert isinstance(parts["all_seats"], Field)
    assert parts["all_seats"].compute == "sum(rooms.seats)"
    told = {(each.sheet, each.row, each.column) for each in taken.losses}
    assert {
        ("survey", 2, "type"),
        ("survey", 4, "default"),
        ("survey", 4, "name"),
        ("survey", 7, "constraint"),
        ("survey", 10, "calculation"),
        ("survey", 11, "type"),
        ("survey", 14, "type"),
        ("survey", 3, "label"),
        ("choices", 4, "name"),
    } <= told
    assert any("pulldata" in each.text for each in taken.losses)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no workbook", "unreadable"), (book([]), "nothing"), (book([{"type": "start", "name": "s"}]), "nothing")],
)
def test_what_is_no_form_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as found:
        take(content)
    assert found.value.code == code


WORDS = ["begin group", "end group", "begin repeat", "end repeat", "text", "select_one x", "note", "calculate", ""]
CELLS = st.one_of(
    st.sampled_from([*WORDS, "${a}", "a", "a__b__c", "if(${a} = 1, ., '')", "not(${a})"]), st.text(max_size=20)
)


@settings(max_examples=60, deadline=5_000)
@given(st.lists(st.fixed_dictionaries({head.partition("::")[0]: CELLS for head in SURVEY}), max_size=12))
def test_whatever_stands_in_a_workbook_is_taken_or_refused(survey: list[dict[str, str]]) -> None:
    clean = [{key: "".join(c for c in text if c >= " ") for key, text in row.items()} for row in survey]
    try:
        taken = take(book(clean))
    except Refused as refusal:
        assert refusal.message  # noqa: PT017
        return
    examine(taken.schema, {}, today=today())


@settings(max_examples=200, deadline=1_000)
@given(st.text(alphabet="${}ab01.<>=+-*()' ,divandorregex^[]", max_size=80))
def test_any_text_as_xpath_is_a_formula_or_untaken(line: str) -> None:
    with contextlib.suppress(Untaken):
        assert isinstance(ours(line, Names({"a": "a"}), "b"), str)


@pytest.mark.django_db
def test_a_workbook_goes_in_and_out_through_the_pages(cast: Cast) -> None:
    form = a_form(cast.officer, schema=REGISTER, kind="record")
    out = cast.officer.get(f"/collect/forms/{form.pk}/xlsform/")
    assert out.status == 200
    content = b"".join(out.response) if out.response.streaming else out.response.content
    assert take(content).schema == latest(form).schema  # type: ignore[union-attr]
    assert cast.school_clerk.get("/collect/forms/import/").status == 200
    sent = SimpleUploadedFile("แบบ.xlsx", content)
    page = cast.school_clerk.post("/collect/forms/import/", title="", file=sent)
    assert "นำเข้าได้ครบทุกรายการ" in page.text
    made = Form.objects.get(desk=cast.schools[0])
    assert made.title == form.title
    assert list(written(made).parts()) == list(REGISTER.parts())
    broken = cast.school_clerk.post("/collect/forms/import/", title="", file=SimpleUploadedFile("x.xlsx", book([])))
    assert broken.status == 422

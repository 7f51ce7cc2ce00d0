import io
from collections.abc import Callable

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from khet.audit.models import Entry
from khet.insight import services
from khet.insight.models import Element, SavedView
from khet.insight.tests.factories import an_answer
from khet.org.models import Unit, UnitVersion
from khet.org.tests.cast import Browser, Cast
from khet.paper.services import text_of

PAGES = ("/insight/", "/insight/indicators/", "/insight/pivot/", "/insight/map/", "/insight/years/2569/")


@pytest.fixture
def answered(cast: Cast) -> Cast:
    """Two years: 100, 200, 300 pupils, then twice as many."""
    for scale, school in enumerate(cast.schools, 1):
        services.take_in(an_answer(school, year=2567, scale=scale))
        services.take_in(an_answer(school, scale=2 * scale))
    return cast


def element() -> Element:
    return Element.objects.get(key="pupils")


def test_the_office_sees_the_area_and_a_school_itself(answered: Cast) -> None:
    assert "1,200" in answered.officer.get("/insight/").text
    school = answered.school_clerk.get("/insight/").text
    assert "200" in school
    assert "1,200" not in school


def test_without_figures_the_pages_say_what_to_do(cast: Cast) -> None:
    assert "ยังไม่มีข้อมูลที่รับรองแล้ว" in cast.officer.get("/insight/").text
    assert "ยังไม่มีข้อมูลให้ตั้งตาราง" in cast.officer.get("/insight/pivot/").text
    assert cast.officer.get("/insight/map/").status == 200
    assert cast.officer.get("/insight/pivot/table.xlsx").status == 404


@pytest.mark.parametrize("page", PAGES)
def test_pupils_and_the_system_administrator_see_no_figures(answered: Cast, page: str) -> None:
    assert answered.pupil.get(page).status == 403


def test_an_indicator_has_its_line_its_table_and_how_it_is_counted(answered: Cast) -> None:
    text = answered.officer.get("/insight/indicators/pupils/").text
    assert "ณ วันที่ของรอบ" in text
    assert "<polyline" in text
    assert "600" in text
    assert answered.officer.get("/insight/indicators/nothing/").status == 404


def test_a_school_does_not_read_another_school_by_name(answered: Cast) -> None:
    own, other = answered.schools[0], answered.schools[1]
    text = answered.school_clerk.get("/insight/indicators/pupils/").text
    assert own.short in text
    assert other.short not in text
    assert other.short not in answered.school_clerk.get("/insight/pivot/").text
    assert answered.school_clerk.get(f"/insight/schools/{other.code}/").status == 404
    assert answered.school_clerk.get(f"/insight/schools/{own.code}/").status == 200
    assert answered.school_clerk.get("/insight/map/").status == 403
    source = answered.school_clerk.get(f"/insight/source/{element().pk}/school-2568-1/").text
    assert own.short in source
    assert other.short not in source


def test_a_pivot_by_class_goes_out_as_excel_and_word(answered: Cast) -> None:
    query = {"element": str(element().pk), "by": "row", "period": "school-2568-1", "level": "area"}
    page = answered.officer.get("/insight/pivot/", query)
    assert "ม.1" in page.text
    assert "360" in page.text
    sheet = answered.officer.get("/insight/pivot/table.xlsx", query)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["หน่วยงาน", "ม.1", "ม.2", "รวม"]
    assert rows[1][1:] == [360, 840, 1200]
    word = answered.officer.get("/insight/pivot/table.docx", query)
    assert word.content[:2] == b"PK"


def test_an_indicator_goes_out_as_excel_and_word(answered: Cast) -> None:
    sheet = answered.officer.get("/insight/indicators/pupils/table.xlsx")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["หน่วยงาน", "1/2567", "1/2568"]
    assert ["รวม", 600, 1200] in rows
    assert any("ฉบับที่ 1" in str(row[0]) for row in rows)
    assert answered.officer.get("/insight/indicators/pupils/table.docx").content[:2] == b"PK"


def test_a_name_like_a_formula_is_text_in_the_table_that_goes_out(cast: Cast) -> None:
    Unit.objects.filter(pk=cast.schools[0].pk).update(name="=cmd|' /C calc'!A0", short="")
    UnitVersion.objects.filter(unit=cast.schools[0]).update(name="=cmd|' /C calc'!A0", short="")
    cast.schools[0].refresh_from_db()
    services.take_in(an_answer(cast.schools[0]))
    query = {"element": str(element().pk), "by": "row", "period": "school-2568-1", "level": "unit"}
    book = openpyxl.load_workbook(io.BytesIO(cast.officer.get("/insight/pivot/table.xlsx", query).content))
    cells = [row[0] for row in book.worksheets[0].iter_rows()]
    assert "=cmd|' /C calc'!A0" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}


def test_where_a_number_comes_from_adds_up_to_it(answered: Cast) -> None:
    page = answered.officer.get(f"/insight/source/{element().pk}/school-2568-1/?row=311")
    assert "360" in page.text
    assert "จากคำตอบ 3 แห่ง" in page.text
    assert answered.officer.get(f"/insight/source/{element().pk}/school-1999-1/").status == 404


def test_a_view_is_kept_shared_and_dropped(answered: Cast) -> None:
    query = f"element={element().pk}&by=row"
    answered.officer.post("/insight/pivot/keep/", name="ตามชั้น", query=query, shared="on")
    assert "ตามชั้น" in answered.head.get("/insight/").text
    assert answered.officer.post("/insight/pivot/keep/", name="ตามชั้น", query=query).status == 422
    view = SavedView.objects.get()
    assert answered.head.post(f"/insight/views/{view.pk}/drop/").status == 404
    answered.officer.post(f"/insight/views/{view.pk}/drop/")
    assert not SavedView.objects.exists()


def test_keeping_a_view_leaves_one_entry_on_the_trail(answered: Cast) -> None:
    before = Entry.objects.count()
    answered.officer.post("/insight/pivot/keep/", name="ก", query="by=row")
    assert Entry.objects.count() == before + 1


def test_a_card_compares_with_the_area(answered: Cast) -> None:
    text = answered.officer.get(f"/insight/schools/{answered.schools[2].code}/").text
    assert "600" in text
    assert "1,200" in text


def test_the_map_shows_schools_with_a_place(answered: Cast) -> None:
    for at, school in enumerate(answered.schools):
        school.latitude, school.longitude, school.point_is_tambon = 9 + at / 10, 99 + at / 10, True
        school.save()
    text = answered.officer.get("/insight/map/").text
    assert text.count("<circle") >= 3
    assert "ศูนย์กลางตำบล" in text


@pytest.mark.parametrize("query", ["?element=x&level=y&by=z&period=q&view=w", "?element=99999", "?period=school-0-0"])
def test_absurd_filters_show_a_page(answered: Cast, query: str) -> None:
    assert answered.officer.get(f"/insight/pivot/{query}").status == 200


def test_a_page_of_figures_takes_a_fixed_number_of_queries(
    answered: Cast, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser: Browser = answered.officer
    browser.get("/insight/pivot/")
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
        browser.get("/insight/pivot/", {"element": str(element().pk)})


def test_the_year_is_told_by_duty_out_of_the_work_itself(answered: Cast) -> None:
    text = answered.officer.get("/insight/years/2569/").text
    assert all(f"({code})" in text for code in "กขคงจฉ")
    assert "/insight/years/2568/book.pdf" in text
    assert "book.pdf" not in answered.officer.get("/insight/years/2560/").text
    assert answered.officer.get("/insight/years/2400/").status == 404
    assert answered.officer.get("/insight/years/2999/").status == 404


def test_the_book_of_the_year_is_a_pdf_with_the_figures_as_words(answered: Cast) -> None:
    answer = answered.officer.get("/insight/years/2568/book.pdf")
    assert answer.content.startswith(b"%PDF")
    text = "".join(text_of(answer.content).split())
    assert "จำนวนนักเรียน" in text
    assert "1,200" in text
    assert "สุราษฎร์ธานี" in text
    assert answered.officer.get("/insight/years/2560/book.pdf").status == 404
    assert answered.school_clerk.get("/insight/years/2568/book.pdf").status == 403

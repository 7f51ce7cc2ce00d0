"""What no honest browser sends, names that would like to be code, an empty hub, and an area that has changed."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from khet.insight import services
from khet.insight.charts import Bar, bars, line
from khet.insight.models import Element, FactSource, Indicator, SavedView
from khet.insight.tests.factories import PUPILS, an_answer
from khet.insight.values import Number
from khet.kernel.actor import SYSTEM
from khet.org.models import Unit
from khet.org.services import units
from khet.org.tests.cast import Cast

EVIL = ["a\0b", "9" * 30, "-1", "²", "💥", "nan", "1e999", "%_\\'\"", "<b>", "ก" * 10_000, "=1+1", "school-99999999-1"]
ASKED = {
    "/insight/": ("x",),
    "/insight/indicators/": ("tab",),
    "/insight/indicators/pupils/": ("level", "view", "period"),
    "/insight/indicators/pupils/table.xlsx": ("level", "view"),
    "/insight/indicators/pupils/table.docx": ("level", "view"),
    "/insight/pivot/": ("element", "level", "by", "period", "view"),
    "/insight/pivot/table.xlsx": ("element", "by"),
    "/insight/pivot/table.docx": ("period", "by"),
    "/insight/map/": ("indicator",),
    "/api/indicators": ("x",),
    "/api/indicators/pupils": ("level", "view", "period"),
}
NASTY = '=cmd|"/c calc"!A1</text><script>alert(1)</script>\x08'


@pytest.fixture
def answered(cast: Cast) -> Cast:
    for scale, school in enumerate(cast.schools, 1):
        services.take_in(an_answer(school, year=2567, scale=scale))
        services.take_in(an_answer(school, scale=2 * scale))
    return cast


def element() -> Element:
    return Element.objects.get(key="pupils")


@pytest.mark.parametrize("url", ASKED)
def test_nothing_that_is_asked_breaks_a_page_of_figures(answered: Cast, url: str) -> None:
    for name in ASKED[url]:
        for value in EVIL:
            assert answered.officer.get(url, {name: value}).status < 500, (name, value[:20])
        assert answered.officer.get(url, {name: ["a", "b"]}).status < 500
        assert answered.officer.get(f"{url}?{name}[]=1&{name}[x]=2").status < 500


@pytest.mark.parametrize(
    "url",
    [
        "/insight/years/{}/",
        "/insight/years/{}/book.pdf",
        "/insight/source/{}/school-2568-1/",
        "/insight/define/{}/",
        "/insight/define/{}/about/",
        "/insight/indicators/pupils/versions/{}/",
        "/insight/schools/{}/",
        "/api/indicators/{}",
    ],
)
def test_what_is_not_there_is_not_found(answered: Cast, url: str) -> None:
    for number in (0, 9_999, 10**18, 10**30):
        assert answered.officer.get(url.format(number)).status in (404, 422)
    assert answered.officer.get(url.format("ก" * 10_000)).status in (404, 422)


def test_where_a_number_comes_from_knows_its_breakdown(answered: Cast) -> None:
    url = f"/insight/source/{element().pk}/school-2568-1/"
    assert answered.officer.get(url, {"row": "311"}).status == 200
    for value in EVIL:
        assert answered.officer.get(url, {"row": value}).status == 404
        assert answered.officer.get(url, {"column": value}).status == 404
    assert answered.officer.get(url, {"row": ""}).status == 200
    other = answered.officer.get(f"/insight/source/{element().pk}/fiscal-2568-1/")
    assert other.status == 404


def test_a_view_that_is_kept_leads_to_a_table_and_nowhere_else(answered: Cast) -> None:
    asked = f"element={element().pk}&by=row\n&x=<script>&next=//evil.test"
    for htmx in (False, True):
        sent = answered.officer.post("/insight/pivot/keep/", htmx=htmx, name=f"ตาราง {htmx}", query=asked)
        assert sent.status in (204, 303)
    for view in SavedView.objects.all():
        assert view.query.startswith(f"element={element().pk}&by=row")
        assert not {"<", "\n", "/"} & set(view.query)
        assert "next" not in view.query
        assert answered.officer.get(f"/insight/pivot/?{view.query}").status == 200
    assert answered.officer.post("/insight/pivot/keep/", name="ก" * 500, query="").status == 422
    assert answered.officer.post("/insight/pivot/keep/", name="ข", query="x" * 5_000).status == 422


def test_a_kept_view_is_dropped_by_its_owner_alone(answered: Cast) -> None:
    answered.officer.post("/insight/pivot/keep/", name="ตารางของอรชพร", query="by=row")
    view = SavedView.objects.get()
    for who in (answered.director, answered.school_clerk, answered.outsider):
        assert "ตารางของอรชพร" not in who.get("/insight/").text
        assert who.post(f"/insight/views/{view.pk}/drop/").status == 404
    assert answered.officer.post(f"/insight/views/{10**30}/drop/").status == 404
    assert SavedView.objects.exists()


def test_names_that_are_code_stay_names(answered: Cast) -> None:
    Unit.objects.filter(pk=answered.schools[0].pk).update(short=NASTY[:80], latitude=9, longitude=99)
    about = replace(PUPILS, label=NASTY, rows={"311": NASTY, "312": "(ม.2)"})
    answer = an_answer(answered.schools[1], scale=2, revision=2, digest="2", elements=(about,))
    services.take_in(answer)
    Indicator.objects.filter(key="pupils").update(title=NASTY, unit_word='"><i>', definition=NASTY, source=NASTY)
    for url in (
        "/insight/",
        "/insight/indicators/",
        "/insight/indicators/pupils/",
        "/insight/indicators/pupils/versions/1/",
        f"/insight/pivot/?element={element().pk}&by=row",
        "/insight/map/",
        f"/insight/schools/{answered.schools[0].code}/",
        f"/insight/define/{Indicator.objects.get(key='pupils').pk}/numerator/",
        f"/insight/define/{Indicator.objects.get(key='pupils').pk}/",
    ):
        text = answered.officer.get(url).text
        assert "<script>alert" not in text, url
        assert '"><i>' not in text, url
    assert answered.officer.get("/insight/years/2568/book.pdf").content.startswith(b"%PDF")


def test_what_goes_out_is_text_and_no_formula(answered: Cast) -> None:
    Unit.objects.filter(pk=answered.schools[0].pk).update(short=NASTY[:80])
    Indicator.objects.filter(key="pupils").update(title=NASTY, definition=NASTY)
    for url in ("/insight/indicators/pupils/table", "/insight/pivot/table"):
        sheet = answered.officer.get(f"{url}.xlsx?view=now").content
        with zipfile.ZipFile(io.BytesIO(sheet)) as book:
            assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
        rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
        assert any(str(row[0]).startswith("=cmd") for row in rows)
        word = answered.officer.get(f"{url}.docx?view=now")
        assert word.status == 200
        assert word.content[:2] == b"PK"


def test_a_head_in_brackets_is_seen(answered: Cast) -> None:
    Element.objects.update(columns={"m": "(ชาย)", "f": "หญิง|หญิง"})
    text = answered.officer.get("/insight/pivot/", {"element": str(element().pk), "by": "column"}).text
    assert '<span class="sr">ชาย</span>' not in text
    assert "หญิง/หญิง" in text


def test_figures_below_nothing_are_drawn(answered: Cast) -> None:
    """Fewer than the norm: a shortage of less than nothing."""
    shown = [Bar("1/2567", -5.0, "-5"), Bar("1/2568", -7.0, "-7"), Bar("2/2568", None, "–"), Bar("1/2569", 3.0, "3")]
    for points in (
        shown[:2],
        shown,
        [Bar("ก", 0.0, "0"), Bar("ข", 0.0, "0")],
        [Bar("ก", 1e-300, ""), Bar("ข", 1e17, "")],
    ):
        drawn = line("ขาดครู", points)
        heights = [float(part.split('"')[0]) for part in drawn.split('cy="')[1:]]
        assert all(0 <= height <= 260 for height in heights)
        assert bars("ขาดครู", points).count('class="minus"') == sum((point.value or 0) < 0 for point in points)
    for year in (2567, 2568):
        numbers = (Number("needed", "", "", 1.0), Number("teachers", "", "", float(year - 2560)))
        about = (replace(PUPILS, key="needed"), replace(PUPILS, key="teachers"))
        answer = an_answer(answered.schools[0], year=year, submission=year, form_id=9, form_key="staff")
        services.take_in(replace(answer, numbers=numbers, elements=about))
    terms = [{"element": "staff.needed"}, {"element": "staff.teachers", "sign": -1}]
    Indicator.objects.filter(key="pupils").update(numerator=terms)
    page = answered.officer.get("/insight/indicators/pupils/")
    assert page.status == 200
    assert "-7" in page.text


def test_an_empty_hub_says_so(cast: Cast) -> None:
    Unit.objects.filter(kind="school").update(latitude=None)
    for who in (cast.officer, cast.director, cast.school_clerk):
        assert who.get("/insight/").status == 200
        assert who.get("/insight/indicators/pupils/").status == 200
        assert who.get("/insight/pivot/").status == 200
        assert who.get("/api/indicators/pupils").status == 200
        assert who.get("/api/elements").response.json() == []
    assert cast.officer.get("/insight/indicators/pupils/table.xlsx").status == 200
    assert cast.officer.get("/insight/indicators/pupils/table.docx").status == 200
    assert cast.officer.get(f"/insight/schools/{cast.schools[0].code}/").status == 200
    assert cast.officer.get("/insight/map/").status == 200
    Indicator.objects.update(archived=True)
    assert cast.officer.get("/insight/map/").status == 404
    assert cast.officer.get("/insight/").status == 200
    assert cast.officer.get("/insight/years/2569/").status == 200
    assert not FactSource.objects.exists()


def test_a_period_keeps_what_was_chosen_beside_it(answered: Cast) -> None:
    text = answered.officer.get("/insight/indicators/pupils/", {"level": "amphoe", "view": "now"}).text
    assert 'href="?level=amphoe&amp;view=now&amp;period=school-2567-1"' in text


def test_a_school_that_took_over_another_reads_both_as_they_are_now(answered: Cast) -> None:
    first, second, third = answered.schools
    units.merge(actor=SYSTEM, units=[third], into=first, on=date(2026, 3, 1))
    page = answered.school_clerk.get("/insight/indicators/pupils/", {"view": "now"})
    assert "800" in page.text
    assert third.short not in page.text
    said = answered.school_clerk.get("/api/indicators/pupils", {"view": "now"}).response.json()
    assert [each["unit_id"] for each in said["lines"]] == [first.pk]
    assert said["overall"]["school-2568-1"]["value"] == 800
    pivot = answered.school_clerk.get("/insight/pivot/", {"element": str(element().pk), "view": "now"})
    assert "800" in pivot.text
    was = answered.school_clerk.get("/insight/indicators/pupils/", {"view": "was"}).text
    assert third.short not in was
    assert second.short not in was
    old = answered.officer.get(f"/insight/schools/{third.code}/")
    assert f"/insight/schools/{first.code}/" in old.text
    assert answered.school_clerk.get(f"/insight/schools/{third.code}/").status == 404
    assert answered.officer.get("/insight/map/").status == 200
    assert answered.officer.get("/insight/years/2568/book.pdf").status == 200

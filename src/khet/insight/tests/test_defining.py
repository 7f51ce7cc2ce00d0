"""Indicators are made, tried, published, brought back and put away by the office itself."""

from typing import Any

import pytest

from khet.audit.models import Entry
from khet.insight import services
from khet.insight.models import Indicator
from khet.insight.tests.factories import an_answer
from khet.jobs.services import drain
from khet.org.tests.cast import Browser, Cast, Page
from khet.search.services import rebuild

ABOUT: dict[str, Any] = {
    "title": "สัดส่วนนักเรียนชาย",
    "scale": "percent",
    "decimals": "1",
    "better": "neither",
    "year_type": "school",
    "order": "15",
    "edition": "0",
}
PUPILS = "pupils_by_class.pupils"


@pytest.fixture
def answered(cast: Cast) -> Cast:
    """100, 200 and 300 pupils, four in ten of them boys."""
    for scale, school in enumerate(cast.schools, 1):
        services.take_in(an_answer(school, scale=scale))
    return cast


def made(browser: Browser, **changes: Any) -> Indicator:
    answer = browser.post("/insight/define/new/", **{**ABOUT, **changes})
    assert answer.status == 303, answer.text
    return Indicator.objects.latest("pk")


def bench(indicator: Indicator) -> str:
    return f"/insight/define/{indicator.pk}/"


def edition(indicator: Indicator) -> str:
    draft = indicator.versions.filter(published_at__isnull=True).first()
    return str(draft.edition if draft else 0)


def add(browser: Browser, indicator: Indicator, part: str, **chosen: Any) -> Page:
    told: dict[str, Any] = {"sign": "1", "count": "", "edition": edition(indicator), **chosen}
    return browser.post(f"{bench(indicator)}{part}/new/?element={PUPILS}", **told)


def published(browser: Browser, indicator: Indicator, **given: Any) -> Page:
    typed: dict[str, Any] = {"edition": edition(indicator), **given}
    return browser.post(f"{bench(indicator)}publish/", **typed)


def boys(browser: Browser, **about: str) -> Indicator:
    """Made, with its formula; a draft still."""
    indicator = made(browser, **about)
    assert add(browser, indicator, "numerator", columns=["m"]).status == 303
    assert add(browser, indicator, "denominator").status == 303
    return indicator


def test_an_officer_makes_an_indicator_tries_it_and_publishes_it(answered: Cast) -> None:
    indicator = boys(answered.officer)
    page = answered.officer.get(bench(indicator)).text
    assert "40.0%" in page
    assert answered.schools[0].short in page
    assert "สัดส่วนนักเรียนชาย" not in answered.clerk.get("/insight/").text
    assert answered.clerk.get(f"/insight/indicators/{indicator.key}/").status == 404
    assert published(answered.officer, indicator).location == f"/insight/indicators/{indicator.key}/"
    assert "40.0%" in answered.clerk.get(f"/insight/indicators/{indicator.key}/").text
    said = answered.school_clerk.get(f"/api/indicators/{indicator.key}").response.json()
    assert said["version"] == 1
    assert said["overall"]["school-2568-1"]["value"] == 40
    indicator.refresh_from_db()
    assert "ชาย" in indicator.numerator_text
    assert indicator.source


def test_what_was_chosen_is_tried_without_being_kept(answered: Cast) -> None:
    indicator = made(answered.officer, scale="plain", unit_word="คน")
    before = Entry.objects.count()
    page = add(answered.officer, indicator, "numerator", rows=["312"], do="try")
    assert "420" in page.text
    assert Entry.objects.count() == before
    assert indicator.versions.get().content["numerator"] == []


def test_every_save_leaves_one_entry_and_an_unchanged_one_none(answered: Cast) -> None:
    before = Entry.objects.count()
    indicator = boys(answered.officer)
    assert Entry.objects.count() == before + 3
    again: dict[str, Any] = {**ABOUT, "edition": edition(indicator)}
    answered.officer.post(f"{bench(indicator)}about/", **again)
    assert Entry.objects.count() == before + 3
    answered.officer.post(f"{bench(indicator)}about/", **{**again, "definition": "นับทุกชั้น"})
    published(answered.officer, indicator)
    answered.officer.post(f"{bench(indicator)}archive/", archived="1")
    assert Entry.objects.count() == before + 6


@pytest.mark.parametrize("who", ["school_clerk", "principal", "outsider", "teacher", "pupil", "sysadmin"])
def test_only_staff_of_the_office_make_indicators(answered: Cast, who: str) -> None:
    shipped = Indicator.objects.get(key="pupils")
    browser = answered.people[who]
    assert browser.get("/insight/define/new/").status == 403
    assert browser.get(bench(shipped)).status in (403, 404)
    assert browser.post(f"{bench(shipped)}archive/", archived="1").status in (403, 404)
    draft = boys(answered.officer)
    assert browser.get(bench(draft)).status in (403, 404)
    shipped.refresh_from_db()
    assert not shipped.archived


def test_a_draft_of_the_office_is_not_there_for_a_school(answered: Cast) -> None:
    draft = boys(answered.officer)
    assert answered.school_clerk.get(bench(draft)).status == 404
    assert answered.school_clerk.get(f"/api/indicators/{draft.key}").status == 404


def test_the_owning_group_keeps_its_indicator_and_the_leaders_do(answered: Cast) -> None:
    indicator = boys(answered.officer, owner=str(answered.admin_group.pk))
    published(answered.officer, indicator)
    assert answered.officer.get(bench(indicator)).status == 403
    assert answered.clerk.get(bench(indicator)).status == 200
    assert answered.director.get(bench(indicator)).status == 200


def test_a_change_is_the_next_version_and_the_shipped_one_comes_back(answered: Cast) -> None:
    shipped = Indicator.objects.get(key="pupils")
    answered.officer.post(f"{bench(shipped)}numerator/0/", sign="1", count="", rows=["311"], edition=edition(shipped))
    assert "600" in answered.clerk.get("/insight/indicators/pupils/").text
    trial = answered.officer.get(bench(shipped)).text
    assert "180" in trial
    assert "600" in trial
    assert published(answered.officer, shipped, note="เฉพาะ ม.1").status == 303
    page = answered.clerk.get("/insight/indicators/pupils/").text
    assert "180" in page
    assert "เฉพาะ ม.1" in page
    history = answered.school_clerk.get("/insight/indicators/pupils/versions/2/").text
    assert "ม.1" in history
    first = answered.school_clerk.get("/insight/indicators/pupils/versions/1/").text
    assert "600" in first
    assert answered.school_clerk.get("/insight/indicators/pupils/versions/9/").status == 404
    assert answered.officer.post(f"{bench(shipped)}restore/", number="1").status == 303
    shipped.refresh_from_db()
    assert shipped.version == 3
    assert shipped.versions.get(number=3).copies == 1
    assert "600" in answered.clerk.get("/insight/indicators/pupils/").text


def test_a_draft_stands_behind_a_version_that_was_brought_back(answered: Cast) -> None:
    indicator = boys(answered.officer)
    published(answered.officer, indicator)
    for definition in ("ก", "ข"):
        about: dict[str, Any] = {**ABOUT, "definition": definition, "edition": edition(indicator)}
        answered.officer.post(f"{bench(indicator)}about/", **about)
        if definition == "ก":
            published(answered.officer, indicator)
    answered.officer.post(f"{bench(indicator)}restore/", number="1")
    published(answered.officer, indicator)
    indicator.refresh_from_db()
    assert (indicator.version, indicator.definition) == (4, "ข")
    assert answered.officer.post(f"{bench(indicator)}restore/", number="4").status == 409
    assert answered.officer.post(f"{bench(indicator)}restore/", number="x").status == 409


def test_a_formula_that_cannot_be_reckoned_is_refused(answered: Cast) -> None:
    indicator = made(answered.officer)
    assert published(answered.officer, indicator).status == 422
    add(answered.officer, indicator, "numerator")
    assert published(answered.officer, indicator).status == 422  # percent of nothing
    add(answered.officer, indicator, "denominator")
    assert published(answered.officer, indicator).status == 422  # always the same
    add(answered.officer, indicator, "numerator", columns=["f"])
    add(answered.officer, indicator, "numerator", columns=["f"])
    assert published(answered.officer, indicator).status == 422  # twice the same
    answered.officer.post(f"{bench(indicator)}numerator/0/drop/", edition=edition(indicator))
    answered.officer.post(f"{bench(indicator)}numerator/0/drop/", edition=edition(indicator))
    assert published(answered.officer, indicator).status == 303
    assert "60.0%" in answered.officer.get(f"/insight/indicators/{indicator.key}/").text


def test_what_a_form_no_longer_offers_is_refused(answered: Cast) -> None:
    indicator = made(answered.officer, scale="plain")
    assert add(answered.officer, indicator, "numerator", rows=["zzz"]).status == 422
    assert answered.officer.get(f"{bench(indicator)}numerator/new/?element=no.such").status == 404
    assert answered.officer.get(f"{bench(indicator)}numerator/7/").status == 404
    assert answered.officer.get(f"{bench(indicator)}elsewhere/").status == 404
    assert add(answered.officer, indicator, "numerator", rows=["311"], count="1").status == 422
    draft = indicator.versions.get()
    draft.content = {**draft.content, "numerator": [{"element": "gone.thing"}, {"element": PUPILS, "rows": ["zzz"]}]}
    draft.save()
    page = answered.officer.get(bench(indicator)).text
    assert "gone.thing" in page
    assert published(answered.officer, indicator).status == 422


def test_two_people_do_not_change_one_draft_over_each_other(answered: Cast) -> None:
    indicator = boys(answered.officer)
    seen = edition(indicator)
    answered.head.post(f"{bench(indicator)}about/", **{**ABOUT, "definition": "ใหม่", "edition": seen})
    late = answered.officer.post(f"{bench(indicator)}about/", **{**ABOUT, "title": "อื่น", "edition": seen})
    assert late.status == 422
    assert answered.officer.post(f"{bench(indicator)}publish/", edition=seen).status == 422
    assert answered.officer.post(f"{bench(indicator)}numerator/0/drop/", edition=seen).status == 409
    assert indicator.versions.get().content["title"] == ABOUT["title"]


def test_what_is_put_away_leaves_the_lists_and_comes_back(answered: Cast) -> None:
    pupils = Indicator.objects.get(key="pupils")
    answered.officer.post(f"{bench(pupils)}archive/", archived="1")
    assert "/insight/indicators/pupils/" not in answered.clerk.get("/insight/indicators/").text
    assert "/insight/indicators/pupils/" in answered.clerk.get("/insight/indicators/?tab=away").text
    assert answered.clerk.get("/insight/map/?indicator=pupils").status == 404
    assert answered.clerk.get("/insight/indicators/pupils/").status == 200
    answered.officer.post(f"{bench(pupils)}archive/", archived="0")
    assert "/insight/indicators/pupils/" in answered.clerk.get("/insight/indicators/").text


def test_a_draft_is_thrown_away(answered: Cast) -> None:
    indicator = boys(answered.officer)
    assert "/insight/define/" in answered.clerk.get("/insight/indicators/?tab=making").text
    assert answered.officer.post(f"{bench(indicator)}archive/", archived="1").status == 409
    assert answered.officer.post(f"{bench(indicator)}drop/").status == 303
    assert not Indicator.objects.filter(pk=indicator.pk).exists()
    pupils = Indicator.objects.get(key="pupils")
    assert answered.officer.post(f"{bench(pupils)}drop/").status == 409
    assert answered.officer.post(f"{bench(pupils)}publish/", edition="0").status == 422


def test_what_is_typed_is_checked(answered: Cast) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"title": ""},
        {"scale": "per"},
        {"scale": "per", "per": "-3"},
        {"duty": "ฮ"},
        {"owner": str(answered.schools[0].pk)},
        {"order": "99999999999999999999"},
        {"key": "มีไทย"},
        {"key": "pupils"},
        {"title": "ก" * 10_000},
    )
    for changes in wrong:
        assert answered.officer.post("/insight/define/new/", **{**ABOUT, **changes}).status == 422, changes
    assert made(answered.officer, scale="per", per="1,000", duty="ข", key="per-thousand").key == "per-thousand"
    assert made(answered.officer).key == "indicator-1"


def test_an_indicator_is_found_in_the_box_once_it_is_published(answered: Cast) -> None:
    indicator = boys(answered.officer, title="สัดส่วนชายล้วนทั้งเขต")
    drain()
    rebuild()
    assert "สัดส่วนชายล้วนทั้งเขต" in answered.officer.get("/search/", {"q": "ชายล้วน"}).text
    assert "สัดส่วนชายล้วนทั้งเขต" not in answered.school_clerk.get("/search/", {"q": "ชายล้วน"}).text
    published(answered.officer, indicator)
    drain()
    text = answered.school_clerk.get("/search/", {"q": "ชายล้วน"}).text
    assert f"/insight/indicators/{indicator.key}/" in text
    assert "สัดส่วนชายล้วนทั้งเขต" not in answered.pupil.get("/search/", {"q": "ชายล้วน"}).text


def test_a_count_per_thousand_and_what_is_taken_off(answered: Cast) -> None:
    indicator = made(answered.officer, scale="per", per="1000", unit_word="ต่อพันคน", decimals="0")
    add(answered.officer, indicator, "numerator")
    add(answered.officer, indicator, "numerator", sign="-1", columns=["f"])
    add(answered.officer, indicator, "denominator")
    published(answered.officer, indicator)
    said = answered.officer.get(f"/api/indicators/{indicator.key}").response.json()
    assert said["overall"]["school-2568-1"]["value"] == 400


def test_everything_that_forms_ask_can_be_chosen_before_anybody_answered(cast: Cast) -> None:
    indicator = made(cast.officer)
    page = cast.officer.get(f"{bench(indicator)}numerator/").text
    assert f"element={PUPILS}" in page
    found = cast.officer.get(f"{bench(indicator)}numerator/", {"find": "ไม่มีแบบนี้"}).text
    assert "element=" not in found
    assert cast.officer.get(f"{bench(indicator)}numerator/new/?element={PUPILS}").status == 200
    assert cast.officer.get(f"{bench(indicator)}about/").status == 200


def test_forms_of_two_desks_with_one_name_are_not_added_up(answered: Cast) -> None:
    for form_id, scale in ((71, 1), (72, 5)):
        answer = an_answer(answered.schools[0], submission=form_id, form_id=form_id, form_key="form-1", scale=scale)
        services.take_in(answer)
    indicator = made(answered.officer, scale="plain")
    url = f"{bench(indicator)}numerator/new/?element=form-1.pupils@72"
    assert answered.officer.post(url, sign="1", count="", edition=edition(indicator)).status == 303
    published(answered.officer, indicator)
    said = answered.officer.get(f"/api/indicators/{indicator.key}").response.json()
    assert said["overall"]["school-2568-1"]["value"] == 500


@pytest.mark.django_db
def test_what_is_shipped_is_version_one_of_each() -> None:
    for indicator in Indicator.objects.all():
        first = indicator.versions.get()
        assert (indicator.version, first.number, first.shipped) == (1, 1, True)
        assert first.content == indicator.content

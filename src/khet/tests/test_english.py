"""What a person reads who chose English: refusals, kinds of work, due times and dates."""

import ast
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from khet.kernel.errors import Refused
from khet.org.tests.cast import Browser, Cast
from khet.saraban.services import AskSpec
from khet.saraban.tests import factories as make
from khet.thai.due import due_words
from khet.ui import days

SOURCE = Path(__file__).resolve().parents[1]
THAI = re.compile("[\u0e00-\u0e7f]")
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def in_english(browser: Browser) -> Browser:
    browser.client.cookies["khet_lang"] = "en"
    return browser


def sentences() -> Iterator[tuple[str, ast.expr]]:
    """(place, sentence) of every refusal in the house."""
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.relative_to(SOURCE).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                at = {"Refused": 0, "refuse_unless": 1}.get(name)
                if at is not None and len(node.args) > at:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node.args[at]


def test_no_refusal_mixes_its_names_into_its_sentence() -> None:
    assert [place for place, said in sentences() if isinstance(said, ast.JoinedStr)] == []


def test_every_refusal_has_an_english_sentence() -> None:
    found = [(place, said.value) for place, said in sentences() if isinstance(said, ast.Constant)]
    thai = [(place, said) for place, said in found if isinstance(said, str) and THAI.search(said)]
    assert len(thai) > 150
    with translation.override("en"):
        assert [place for place, said in thai if translation.gettext(said) == said] == []


def test_a_refusal_is_read_in_the_language_of_its_reader() -> None:
    refused = Refused("ขอได้ไม่เกิน %(most)s รายการต่อหนังสือหนึ่งฉบับ", most=20, code="too_many")
    assert refused.message == "ขอได้ไม่เกิน 20 รายการต่อหนังสือหนึ่งฉบับ"
    with translation.override("en"):
        assert refused.message == "A letter asks for at most 20 things"
    assert str(refused) == "ขอได้ไม่เกิน 20 รายการต่อหนังสือหนึ่งฉบับ"


def test_a_sentence_with_a_percent_sign_and_no_names_is_said_as_it_is() -> None:
    assert Refused("ครบ 100% แล้ว", code="x").message == "ครบ 100% แล้ว"


def test_days_have_english_months_and_the_years_of_the_common_era() -> None:
    day = date(2026, 11, 25)
    assert days.record(day) == "25 พ.ย. 2569"
    with translation.override("en"):
        assert days.record(day) == "25 Nov 2026"
        assert days.long(day) == "Wednesday 25 November 2026"
        assert days.weekday(day, today=day) == "Wed 25 Nov"
        assert days.span(date(2026, 11, 3), date(2026, 11, 5)) == "3–5 Nov 2026"
        assert days.span(date(2025, 12, 31), date(2026, 1, 2)) == "31 Dec 2025 – 2 Jan 2026"
        assert days.moment(NOW, today=date(2025, 1, 1)) == "23 Nov 2026 10:00"


@pytest.mark.parametrize(
    ("due", "count", "minutes", "english"),
    [
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), 1, 0, "1 working day late"),
        (datetime(2026, 11, 19, 9, 0, tzinfo=UTC), 2, 0, "2 working days late"),
        (datetime(2026, 11, 23, 1, 0, tzinfo=UTC), 0, 120, "2 hours late"),
        (datetime(2026, 11, 23, 2, 59, tzinfo=UTC), 0, 0, "1 minute late"),
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), 0, 300, "By 16:30"),
        (datetime(2026, 11, 25, 9, 30, tzinfo=UTC), 2, 0, "In 2 working days"),
    ],
)
def test_a_due_time_is_said_in_english(due: datetime, count: int, minutes: int, english: str) -> None:
    words = due_words(NOW, due, days=count, minutes=minutes)
    assert days.due(words, due) == words.text
    with translation.override("en"):
        assert days.due(words, due) == english


@pytest.mark.django_db
def test_the_inbox_and_the_letter_speak_english(cast: Cast) -> None:
    due_on = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    letter = make.a_dispatched_letter(cast, asks=(AskSpec("saraban.acknowledge", "", due_on=due_on),))
    school = in_english(cast.school_clerk)
    home = school.get("/").text
    assert "working days" in home
    assert f"{days.MONTHS[due_on.month - 1][:3]} {due_on.year}" in home
    delivery = make.delivery_at(letter, cast.schools[0])
    shown = school.get(f"/letters/in/{delivery.pk}/").text
    assert "Register" in shown
    assert "วันทำการ" not in home + shown


@pytest.mark.django_db
def test_a_service_refuses_in_english_at_the_front_door(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    delivery = make.delivery_at(letter, cast.schools[0])
    school = in_english(cast.school_clerk)
    assert school.post(f"/letters/in/{delivery.pk}/register/").status in (302, 303)
    again = school.post(f"/letters/in/{delivery.pk}/register/")
    assert "Reload the page to see" in again.text


def test_every_label_of_a_choice_has_an_english_word() -> None:
    fields = [field for model in apps.get_models() if model.__module__.startswith("khet.") for field in _chosen(model)]
    said = {(field, str(label)) for field, label in fields if THAI.search(str(label))}
    assert len(said) > 100
    with translation.override("en"):
        assert sorted(f"{field}: {label}" for field, label in fields if THAI.search(str(label))) == []


def _chosen(model: type[models.Model]) -> Iterator[tuple[str, object]]:
    for field in model._meta.get_fields():
        for _value, label in getattr(field, "flatchoices", None) or ():
            yield f"{model._meta.label}.{field.name}", label


@pytest.mark.django_db
def test_the_school_reads_what_is_due_next_and_the_path_of_a_letter_in_english(cast: Cast) -> None:
    due_on = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    letter = make.a_dispatched_letter(cast, asks=(AskSpec("saraban.reply", "ตอบหนังสือ", due_on=due_on),))
    home = in_english(cast.school_clerk).get("/").text
    assert "Due next" in home
    assert "ตอบหนังสือ" not in home
    path = in_english(cast.clerk).get(letter.get_absolute_url()).text
    for said in ("Draft begun", "Sent to 3 units", "Signed and numbered"):
        assert said in path
    for thai in ("เริ่มร่าง", "ส่งถึง", "ออกเลข"):
        assert thai not in path


@pytest.mark.django_db
def test_lists_and_registers_say_in_english_how_each_letter_stands(cast: Cast) -> None:
    make.a_dispatched_letter(cast)
    make.a_letter(cast.clerk)
    clerk = in_english(cast.clerk)
    assert "Draft" in clerk.get("/letters/out/?tab=draft").text
    sent = clerk.get("/letters/registers/sent/").text
    assert "Register of letters sent" in sent
    for thai in ("ส่งแล้ว", "ทะเบียนหนังสือส่ง", "การปฏิบัติ"):
        assert thai not in sent


@pytest.mark.django_db
def test_workbooks_and_paper_stay_thai_for_a_reader_of_english(cast: Cast) -> None:
    make.a_dispatched_letter(cast)
    day = timezone.localdate()
    wanted = {"first": f"{day.day}/{day.month}/{day.year + 543}", "last": f"{day.day}/{day.month}/{day.year + 543}"}
    book = in_english(cast.clerk).get("/letters/registers/sent/excel/", wanted)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.response.content)).get_sheet_by_index(0)
    assert sheet.name == "ทะเบียนหนังสือส่ง"
    assert [row[-1] for row in sheet.to_python()] == ["สถานะ", "ใช้แล้ว"]

"""What comes with the house: code lists, and forms that can be published as they are."""

import pytest

from khet.collect.models import CodeList, Form, FormVersion
from khet.collect.reads.forms import latest, library
from khet.collect.schema import FieldType, Table, slots
from khet.collect.services.library import load
from khet.collect.validity import examine, faults
from khet.thai.bangkok import today

pytestmark = pytest.mark.django_db
READY = (
    "buildings",
    "computers",
    "devices",
    "dltv_use",
    "dropout",
    "ict_internet",
    "internet_lines",
    "personnel",
    "pupils_by_class",
    "satisfaction",
    "staff_list",
)


def ready(key: str) -> FormVersion:
    found = latest(Form.objects.get(desk=None, key=key))
    assert found is not None
    return found


def test_the_library_is_there_at_first_use() -> None:
    assert tuple(library().order_by("key").values_list("key", flat=True)) == READY


@pytest.mark.parametrize("key", READY)
def test_a_ready_form_has_no_fault_and_its_choices_inside(key: str) -> None:
    schema = ready(key).schema
    assert faults(schema) == ()
    assert all(part.rows and part.columns for part in schema.parts().values() if isinstance(part, Table))
    assert examine(schema, {}, today=today()).problems


def test_the_ict_form_asks_the_26_things_that_emis_asks() -> None:
    typed = [slot for slot in slots(ready("ict_internet").schema) if slot.type is not FieldType.COMPUTED]
    assert len(typed) == 26


def test_an_ict_answer_is_checked_row_by_row() -> None:
    schema = ready("ict_internet").schema
    row = {"computers/teach_obec/total": "40", "computers/teach_obec/working": "30", "computers/teach_obec/broken": "9"}
    found = examine(schema, row, today=today())
    assert [each.message for each in found.problems if each.path.startswith("computers/teach_obec")] == [
        "ใช้ได้รวมกับใช้ไม่ได้ ไม่เท่ากับทั้งหมดในแถวนี้"
    ]
    assert found.computed["computers_working"] == "30"


def test_lines_that_are_not_there_are_not_asked_about() -> None:
    found = examine(ready("ict_internet").schema, {"own_state": "none"}, today=today())
    assert {"own_provider", "own_type", "own_speed", "own_cost", "own_as_of"} <= found.hidden


def test_loading_again_changes_nothing_and_keeps_what_the_office_changed() -> None:
    before = (CodeList.objects.count(), FormVersion.objects.count())
    CodeList.objects.filter(key="khet.often").update(label="ของเขต")
    load()
    assert (CodeList.objects.count(), FormVersion.objects.count()) == before
    assert CodeList.objects.get(key="khet.often").label == "ของเขต"


def test_the_codes_of_the_ministry_are_all_there() -> None:
    lists = CodeList.objects.filter(key__startswith="moe.")
    assert lists.count() == 49
    assert sum(each.codes.count() for each in lists) == 414

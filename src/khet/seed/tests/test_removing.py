"""The demonstration is taken out whole, and nothing real with it."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from pytest_django import Settings

from khet.audit import services as audit
from khet.collect.models import Form, Pupil
from khet.collect.reads.forms import library
from khet.collect.tests.factories_forms import a_register, a_row
from khet.collect.tests.factories_pupils import elsewhere, imported, pupil
from khet.collect.tests.factories_rounds import an_open_round, certified, of_unit
from khet.files.models import StoredFile
from khet.insight.models import CubeCell, Element, FactFile, FactSource
from khet.jobs.services import drain
from khet.kernel.errors import Refused
from khet.kernel.stamps import Stamps
from khet.numbers import reads as numbers
from khet.numbers.models import Counter, Number
from khet.org.models import Account, LegalDuty, Person, Unit
from khet.org.tests import factories as make
from khet.org.tests.cast import Browser, Cast
from khet.portal import firsttime
from khet.saraban import services as saraban
from khet.saraban.models import Letter
from khet.saraban.services import Recipients
from khet.saraban.tests.factories import ACKNOWLEDGE, a_draft, a_ready_letter
from khet.seed.removing import remove

PUPILS = (
    *("Pupil", "PupilPersonal", "PupilSensitive", "PupilEvent", "Measurement", "Enrolment", "Transfer"),
    *("DuplicateCase", "Roll", "SchoolCode", "ImportRun", "ImportFinding", "ImportFix"),
)


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def a_circular(cast: Cast) -> Letter:
    """Sent to every school, registered and endorsed by one."""
    to = Recipients(unit_ids=tuple(school.pk for school in cast.schools))
    letter = a_ready_letter(cast.clerk, cast.director, to=to, asks=[ACKNOWLEDGE])
    saraban.dispatch(actor=cast.clerk.actor, letter=letter)
    drain()
    return letter


def flagged() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if any(one.name == "synthetic" for one in model._meta.concrete_fields)]


def test_nothing_synthetic_is_left_anywhere(cast: Cast) -> None:
    a_circular(cast)
    a_row(cast.officer, a_register(cast.officer))
    cast.school_clerk.get("/")
    remove()
    connection.check_constraints()
    left = {model._meta.label: model._default_manager.count() for model in flagged()}
    left["collect.Form"] -= library().count()  # ready forms came with the house
    assert left == dict.fromkeys(left, 0)
    assert LegalDuty.objects.exists()


def test_figures_of_removed_rounds_are_gone_too(cast: Cast) -> None:
    round_ = an_open_round(cast.officer)
    given = certified(cast.school_clerk, cast.principal, of_unit(round_, cast.schools[0]))
    drain()
    assert FactSource.objects.filter(submission_id=given.pk).exists()
    type(round_).objects.update(synthetic=True)
    Form.objects.exclude(desk=None).update(synthetic=True)
    remove()
    assert not FactSource.objects.exists()
    assert not CubeCell.objects.exists()
    assert not FactFile.objects.exists()
    assert not Element.objects.exists()


def test_pupils_go_with_their_layers_cases_and_files(cast: Cast) -> None:
    first, second = cast.schools[:2]
    imported(cast.school_clerk, first, pupil(1), pupil(2))
    imported(cast.outsider, second, elsewhere(1))
    leaver = Pupil.objects.get(enrolments__number="10002")
    leave: dict[str, Any] = {"on": "1/12/2568", "status": "8", "to": second.pk}
    assert cast.school_clerk.post(f"{leaver.get_absolute_url()}go/", **leave).status == 303
    remove()
    connection.check_constraints()
    for name in PUPILS:
        assert not apps.get_model(f"collect.{name}")._default_manager.exists(), name
    assert not StoredFile.objects.kept().filter(owner_kind="collect.importrun").exists()


def test_what_only_names_a_removed_thing_is_gone_too(cast: Cast) -> None:
    a_circular(cast)
    remove()
    for name in (
        "files.StoredFile",
        "notify.Notice",
        "numbers.Number",
        "work.Ask",
        "saraban.Endorsement",
        "org.OncePost",
    ):
        assert not apps.get_model(name)._default_manager.exists(), name


def test_the_trail_says_once_that_it_was_removed_and_still_stands(cast: Cast) -> None:
    a_circular(cast)
    before = audit.verify()
    remove()
    after = audit.verify()
    assert after.ok
    assert after.entries == before.entries + 1


def test_a_real_person_stays(cast: Cast) -> None:
    real = Unit.objects.create(code="real", kind="office", name="สำนักงานจริง", sort_key="a")
    person = Person.objects.create(first_name="จริง", last_name="ใจดี", sort_key="b", home_desk=real)
    Account.objects.create_user("real", "", "correct horse 66 schools", person=person)
    remove()
    assert list(Account.objects.values_list("username", flat=True)) == ["real"]
    assert Unit.objects.get() == real


def test_a_real_appointment_in_a_synthetic_post_stops_everything_and_is_named(cast: Cast) -> None:
    person = Person.objects.create(first_name="จริง", last_name="ใจดี", sort_key="b")
    make.an_appointment(person, cast.head.post_held)
    person.appointments.update(synthetic=False)
    with pytest.raises(Refused, match="ข้อมูลจริง 1 รายการ") as refusal:
        remove()
    assert refusal.value.code == "real_rows_hang"
    assert Person.objects.filter(synthetic=True).count() == 11


def test_a_letter_tried_out_in_the_demonstration_goes_with_it(clerk: Browser) -> None:
    saraban.save_draft(actor=clerk.actor, draft=a_draft())
    assert not Letter.objects.get().synthetic
    remove()
    assert not Letter.objects.exists()


def test_a_letter_that_a_real_person_signed_is_never_removed(cast: Cast) -> None:
    letter = saraban.save_draft(actor=cast.clerk.actor, draft=a_draft())
    person = Person.objects.create(first_name="จริง", last_name="ใจดี", sort_key="b")
    Letter.objects.filter(pk=letter.pk).update(signed_by=person)
    with pytest.raises(Refused, match="อ้างถึงข้อมูลตัวอย่าง"):
        remove()
    assert Letter.objects.filter(pk=letter.pk).exists()


def test_real_numbers_keep_their_place_and_the_register_has_no_gap(cast: Cast) -> None:
    a_circular(cast)
    counter = Counter.objects.get(unit_id=cast.office.pk, register="sent")
    real = Unit.objects.create(code="real", kind="office", name="สำนักงานจริง", sort_key="a")
    Person.objects.create(first_name="จริง", last_name="ใจดี", sort_key="b", home_desk=real)
    Counter.objects.filter(pk=counter.pk).update(unit_id=real.pk, last=counter.last + 1)
    taken = Number.objects.get(counter=counter)
    kept = Number.objects.create(counter=counter, number=taken.number + 1, state="issued", at=taken.at)
    remove()
    counter.refresh_from_db()
    assert list(counter.numbers.all()) == [kept]
    assert numbers.gaps_of(counter) == []


def test_a_house_without_a_demonstration_says_so(db: None) -> None:
    with pytest.raises(Refused, match="ไม่มีข้อมูลตัวอย่าง"):
        remove()


def test_after_it_the_hub_is_set_up_by_whoever_stays(cast: Cast, tmp_path: Path) -> None:
    Unit.objects.create(code="real", kind="office", name="สำนักงานจริง", sort_key="a")
    Stamps(tmp_path / "stamps.json").set(content="sample")
    remove()
    visitor = Client()
    assert visitor.get("/letters/")["Location"] == "/setup/"
    visitor.get("/setup/", {"key": firsttime.key()})
    assert visitor.get("/setup/")["Location"] == "/setup/administrator/"

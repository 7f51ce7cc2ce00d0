"""Who may read the trail, and what of it."""

import pytest

from khet.audit import reads
from khet.audit.models import Entry
from khet.audit.registry import Severity, sentence_of, severity_of
from khet.audit.services import command, record
from khet.kernel.actor import Actor
from khet.kernel.refs import Ref

pytestmark = pytest.mark.django_db
CLERK = Actor(desk_id=1, person_id=7, person_name="วันดี")
AUDITOR = Actor(person_id=1, duties=frozenset({"auditor"}))
ADMINISTRATOR = Actor(person_id=2, duties=frozenset({"system"}))
LETTER, ITEM = Ref("saraban.letter", 42), Ref("work.workitem", 8)


def test_a_thing_is_found_by_its_own_entries_and_by_the_parts_about_it() -> None:
    with command(CLERK, "tests.issued", LETTER):
        record(CLERK, "tests.moved", ITEM)
    record(CLERK, "tests.closed", ITEM)
    assert [line.sentence for line in reads.trail_of(ITEM, AUDITOR)] == ["tests.closed", "tests.issued"]
    assert [line.sentence for line in reads.trail_of(LETTER, AUDITOR)] == ["tests.issued"]


def test_only_the_auditor_and_the_system_administrator_read_and_the_latter_no_content() -> None:
    record(CLERK, "saraban.issued", LETTER, after={"number": 1})
    assert reads.trail_of(LETTER, CLERK) == []
    assert reads.trail_of(LETTER, AUDITOR)[0].content == {"after": {"number": 1}}
    assert reads.trail_of(LETTER, ADMINISTRATOR)[0].content == {}


def test_a_secret_entry_shows_no_content_to_anyone() -> None:
    record(CLERK, "saraban.issued", LETTER, after={"number": 1}, secret=True)
    (line,) = reads.trail_of(LETTER, AUDITOR)
    assert (line.secret, line.content, line.label) == (True, {}, "")


def test_filters_narrow() -> None:
    record(CLERK, "saraban.issued", LETTER)
    record(Actor(desk_id=2, person_id=9), "saraban.voided", LETTER)
    assert reads.entries(reads.Filters(action="saraban.voided"), AUDITOR).get().person_id == 9
    assert reads.entries(reads.Filters(person_id=7), AUDITOR).get().action == "saraban.issued"
    at = Entry.objects.latest("id").at
    assert reads.entries(reads.Filters(until=at), AUDITOR).count() == 1


def test_an_action_reads_as_its_sentence() -> None:
    assert sentence_of("audit.erased", {}) == "ลบข้อมูลส่วนบุคคลในบันทึก"
    assert severity_of("audit.erased") == Severity.ALERT

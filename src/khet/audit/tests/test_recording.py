"""What a command leaves behind."""

import datetime as dt
import json
from decimal import Decimal
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from khet.audit import canonical
from khet.audit.models import Entry, Head, Mention, PrivateValue
from khet.audit.services import command, erase, look, record, verify
from khet.kernel.actor import NOBODY, SYSTEM, Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref

pytestmark = pytest.mark.django_db
CLERK = Actor(
    person_id=7, post_id=3, unit_id=2, desk_id=1, person_name="วันดี", post_name="สารบรรณ", phrase="รักษาราชการแทน"
)
LETTER = Ref("saraban.letter", 42)


def content(entry: Entry) -> dict[str, object]:
    return dict(json.loads(entry.content))


def a_refused_step() -> None:
    with command(CLERK, "saraban.half"):
        record(CLERK, "saraban.undone")
    record(CLERK, "saraban.undone_too")
    raise Refused("ไม่ได้", code="no")


def test_a_bare_record_is_an_entry_with_names_and_phrase_as_shown() -> None:
    record(CLERK, "saraban.issued", LETTER, before={"number": None}, after={"number": 12}, note="ตามระเบียบ")
    entry = Entry.objects.get()
    assert (entry.chain, entry.seq, entry.previous) == (1, 1, "")
    assert (entry.person_name, entry.post_name, entry.phrase) == ("วันดี", "สารบรรณ", "รักษาราชการแทน")
    assert (entry.target_kind, entry.target_id) == ("saraban.letter", 42)
    assert content(entry) == {"before": {"number": None}, "after": {"number": 12}, "note": "ตามระเบียบ"}


def test_nested_commands_become_parts_of_one_entry() -> None:
    with command(CLERK, "saraban.issue", LETTER):
        with command(CLERK, "numbers.taken", Ref("numbers.number", 5)):
            record(CLERK, "numbers.counter", Ref("numbers.counter", 1), after={"last": 9})
        record(SYSTEM, "work.moved", Ref("work.workitem", 8))
    entry = Entry.objects.get()
    assert content(entry)["parts"] == [
        {
            "action": "numbers.taken",
            "target": "numbers.number:5",
            "parts": [{"action": "numbers.counter", "target": "numbers.counter:1", "after": {"last": 9}}],
        },
        {
            "action": "work.moved",
            "target": "work.workitem:8",
            "by": {"person": None, "post": None, "name": "ระบบ"},
        },
    ]
    assert set(Mention.objects.values_list("kind", "target_id")) == {
        ("numbers.number", 5),
        ("numbers.counter", 1),
        ("work.workitem", 8),
    }


def test_a_target_made_inside_the_command_may_be_named_before_its_end() -> None:
    with command(CLERK, "saraban.registered") as told:
        told.target = LETTER
        told.after = {"subject": "เชิญประชุม"}
    assert Entry.objects.get().target_id == 42


def test_a_command_that_fails_writes_nothing() -> None:
    with pytest.raises(Refused), transaction.atomic(), command(CLERK, "saraban.issue", LETTER):
        a_refused_step()
    assert not Entry.objects.exists()


def test_what_a_savepoint_undid_is_not_told() -> None:
    with command(CLERK, "saraban.batch"):
        with pytest.raises(Refused), transaction.atomic():
            a_refused_step()
        with transaction.atomic():
            record(CLERK, "saraban.done")
    parts = content(Entry.objects.get())["parts"]
    assert parts == [{"action": "saraban.done"}]


def test_a_failed_nested_command_leaves_no_part() -> None:
    with command(CLERK, "saraban.batch"):
        with pytest.raises(Refused), command(CLERK, "saraban.one"):
            raise Refused("ไม่ได้", code="no")
        record(CLERK, "saraban.two")
    assert content(Entry.objects.get())["parts"] == [{"action": "saraban.two"}]


def test_writing_costs_two_statements() -> None:
    """What follows the trail (the search box) asks before the chain is locked, and is not counted."""
    record(CLERK, "saraban.first")
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        command(CLERK, "saraban.issue", LETTER),
    ):
        record(CLERK, "numbers.taken", LETTER)
    ours = ["audit_" in query["sql"] for query in queries]
    assert sum(ours) == 2
    assert ours == sorted(ours), "the chain is locked first and something else asked after it"


def test_each_desk_has_its_chain_and_those_without_a_desk_share_chain_zero() -> None:
    record(CLERK, "a.b")
    record(NOBODY, "accounts.failed")
    record(CLERK, "a.c")
    assert list(Head.objects.order_by("chain").values_list("chain", "seq")) == [(0, 1), (1, 2)]
    first, second = Entry.objects.filter(chain=1).order_by("seq")
    assert second.previous == first.hash == canonical.entry_hash([getattr(first, name) for name in canonical.FIELDS])


def test_a_secret_step_keeps_only_a_digest() -> None:
    with command(CLERK, "saraban.issue", LETTER):
        record(CLERK, "saraban.noted", LETTER, after={"subject": "ชื่อเรื่องลับ"}, secret=True)
    entry = Entry.objects.get()
    assert entry.secret
    assert "ชื่อเรื่องลับ" not in entry.content
    part = content(entry)["parts"][0]  # type: ignore[index]
    assert part["digest"] == canonical.secret_digest({"after": {"subject": "ชื่อเรื่องลับ"}})


def test_whatever_happens_inside_a_secret_command_is_secret_too() -> None:
    with command(CLERK, "saraban.issue", LETTER, secret=True):
        record(CLERK, "work.opened", after={"label": "ชื่อเรื่องลับ"}, private={"name": "ผู้ถูกร้องเรียน"})
    entry = Entry.objects.get()
    assert "ชื่อเรื่องลับ" not in entry.content
    assert PrivateValue.objects.get().value is None
    assert verify().ok


def test_personal_values_are_kept_beside_and_can_be_erased() -> None:
    with command(CLERK, "org.person_changed", private={"phone": "0812345678"}):
        record(CLERK, "org.mail_changed", private={"mail": "a@example.org"})
    entry = Entry.objects.get()
    assert "0812345678" not in entry.content
    assert set(PrivateValue.objects.values_list("name", "value")) == {
        ("phone", '"0812345678"'),
        ("1/mail", '"a@example.org"'),
    }
    assert erase(entry, actor=SYSTEM, reason="เจ้าของข้อมูลขอให้ลบ", names=["phone"]) == 1
    assert PrivateValue.objects.get(name="phone").value is None
    assert verify().ok
    assert Entry.objects.filter(action="audit.erased", target_id=entry.pk).exists()


def test_erasing_needs_a_reason() -> None:
    record(CLERK, "org.person_changed", private={"phone": "1"})
    with pytest.raises(Refused):
        erase(Entry.objects.get(), actor=SYSTEM, reason=" ")


def test_values_have_one_spelling_and_floats_none() -> None:
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    told = {"b": {"ข", "ก"}, "a": [moment, dt.date(2026, 1, 2), Decimal("1.50"), LETTER, None, True]}
    assert canonical.dump(told) == (
        '{"a":["2026-01-01T20:04:05.000000+00:00","2026-01-02","1.50","saraban.letter:42",null,true],"b":["ก","ข"]}'
    )
    with pytest.raises(TypeError):
        canonical.dump({"share": 0.5})


def test_a_newline_in_a_name_cannot_move_the_border_between_fields() -> None:
    record(Actor(desk_id=1, person_name="ก\nข", post_name="ค"), "a.b")
    assert Entry.objects.get().person_name == "ก ข"


@pytest.mark.parametrize("table", ["entry", "head", "privatevalue"])
def test_the_database_refuses_deletion(table: str) -> None:
    record(CLERK, "org.person_changed", private={"phone": "1"})
    with pytest.raises(IntegrityError, match="audit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM audit_{table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET content = '{}'",
        "UPDATE audit_head SET hash = 'x'",
        "UPDATE audit_head SET seq = seq + 2",
        "UPDATE audit_privatevalue SET value = '\"2\"'",
        "UPDATE audit_privatevalue SET digest = '', value = NULL, salt = ''",
    ],
)
def test_the_database_refuses_alteration(statement: str) -> None:
    record(CLERK, "org.person_changed", private={"phone": "1"})
    with pytest.raises(IntegrityError, match="audit"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_an_entry_that_does_not_follow_its_head() -> None:
    record(CLERK, "a.b")
    with pytest.raises(IntegrityError, match="audit"), transaction.atomic():
        Entry.objects.create(chain=1, seq=2, at=dt.datetime.now(dt.UTC), action="forged", previous="x", hash="y")


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_a_clear_error() -> None:
    with pytest.raises(transaction.TransactionManagementError, match=r"transaction\.atomic"):
        record(CLERK, "a.b")
    look(CLERK, "files.downloaded", LETTER)
    assert Entry.objects.get().action == "files.downloaded"


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_see_one_anothers_commands() -> None:
    def elsewhere() -> None:
        try:
            look(NOBODY, "b.looked")
        finally:
            connection.close()

    other = Thread(target=elsewhere)
    if connection.vendor == "postgresql":
        with transaction.atomic(), command(CLERK, "a.b"):
            other.start()
            other.join()
    else:
        # One writer at a time: what matters is that the thread starts without the command that is open here.
        from khet.audit.services import commands

        seen: list[object] = []
        with transaction.atomic(), command(CLERK, "a.b"):
            other = Thread(target=lambda: seen.append(commands._open.get()))
            other.start()
            other.join()
        assert seen == [None]
        look(NOBODY, "b.looked")
    assert set(Entry.objects.values_list("action", "content")) == {("a.b", "{}"), ("b.looked", "{}")}

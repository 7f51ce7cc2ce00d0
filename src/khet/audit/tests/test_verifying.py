"""Whatever is altered, verify finds it."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.audit import canonical
from khet.audit.merkle import leaf_hash, root_of
from khet.audit.models import DailyLeaf, DailyRoot, Entry, Head
from khet.audit.services import record, seal, verify
from khet.audit.tests.door import triggers_aside
from khet.kernel.actor import Actor

pytestmark = pytest.mark.django_db
DESK = Actor(desk_id=1, person_id=7, person_name="วันดี")
OTHER = Actor(desk_id=2, person_id=8, person_name="สมชาย")


def a_trail(count: int = 5) -> None:
    for number in range(1, count + 1):
        record(DESK, "saraban.issued", after={"number": number}, private={"phone": number} if number == 3 else None)
        record(OTHER, "saraban.received", after={"number": number})


def tamper(sql: str, *params: Any) -> None:
    with triggers_aside(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def rewrite_from(seq: int) -> None:
    """What a forger with the whole database would do: every hash from here on, and the head, made anew."""
    previous = Entry.objects.filter(chain=1, seq=seq - 1).values_list("hash", flat=True).first() or ""
    for entry in Entry.objects.filter(chain=1, seq__gte=seq).order_by("seq"):
        entry.previous = previous
        previous = canonical.entry_hash([getattr(entry, name) for name in canonical.FIELDS])
        tamper("UPDATE audit_entry SET previous = %s, hash = %s WHERE id = %s", entry.previous, previous, entry.pk)
    last = Entry.objects.filter(chain=1).order_by("-seq").values_list("seq", flat=True)[0]
    tamper("UPDATE audit_head SET seq = %s, hash = %s WHERE chain = 1", last, previous)


def test_an_honest_trail_is_found_honest() -> None:
    a_trail()
    report = verify()
    assert (report.ok, report.entries, report.chains) == (True, 10, 2)


@pytest.mark.parametrize("column", [*canonical.FIELDS, "hash"])
def test_any_altered_column_is_found(column: str) -> None:
    a_trail()
    values = {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "secret": True, "content": "{}"}
    field = Entry._meta.get_field(column)
    value = values.get(column, 99 if "Integer" in field.get_internal_type() else "แก้ไข")
    tamper(f'UPDATE audit_entry SET "{column}" = %s WHERE chain = 1 AND seq = 3', value)
    report = verify()
    assert report.first is not None
    assert (report.first.chain, report.first.seq) == (1, 3) or column in {"chain", "seq"}


def test_a_removed_entry_is_found() -> None:
    a_trail()
    tamper("DELETE FROM audit_entry WHERE chain = 1 AND seq = 2")
    report = verify()
    assert report.first is not None
    assert (report.first.kind, report.first.seq) == ("gap", 2)


def test_a_removed_last_entry_is_found_by_the_head() -> None:
    a_trail()
    tamper("DELETE FROM audit_entry WHERE chain = 1 AND seq = 5")
    assert [(problem.kind, problem.chain) for problem in verify().problems] == [("head", 1)]


def test_a_removed_chain_is_found() -> None:
    a_trail()
    tamper("DELETE FROM audit_entry WHERE chain = 2")
    assert [(problem.kind, problem.chain) for problem in verify().problems] == [("head", 2)]


def test_swapped_entries_are_found() -> None:
    a_trail()
    for old, new in [(2, 0), (3, 2), (0, 3)]:
        tamper("UPDATE audit_entry SET seq = %s WHERE chain = 1 AND seq = %s", new, old)
    kinds = {problem.kind for problem in verify().problems}
    assert {"altered", "link"} <= kinds


def test_an_entry_added_behind_the_heads_back_is_found() -> None:
    a_trail()
    tamper(
        "INSERT INTO audit_entry (chain, seq, at, action, person_name, post_name, unit_name, desk_name, phrase,"
        " phrase_for, target_kind, secret, content, private_digest, previous, hash)"
        " SELECT chain, 6, at, action, person_name, post_name, unit_name, desk_name, phrase,"
        " phrase_for, target_kind, secret, content, private_digest, hash, 'x' FROM audit_entry"
        " WHERE chain = 1 AND seq = 5"
    )
    assert {"altered", "head"} <= {problem.kind for problem in verify().problems}


def test_a_rehashed_entry_breaks_the_link_after_it() -> None:
    a_trail()
    entry = Entry.objects.get(chain=1, seq=2)
    entry.content = "{}"
    fresh = canonical.entry_hash([getattr(entry, name) for name in canonical.FIELDS])
    tamper("UPDATE audit_entry SET content = '{}', hash = %s WHERE id = %s", fresh, entry.pk)
    assert [(problem.kind, problem.seq) for problem in verify().problems] == [("link", 3)]


def test_a_chain_rewritten_to_its_end_is_found_by_the_daily_root() -> None:
    with time_machine.travel("2026-11-20T05:00:00Z", tick=False):
        a_trail()
    seal()
    assert verify().ok
    tamper("UPDATE audit_entry SET content = '{}' WHERE chain = 1 AND seq = 2")
    rewrite_from(2)
    assert [(problem.kind, problem.chain, problem.seq) for problem in verify().problems] == [("root", 1, 5)]


def test_a_rewritten_root_is_found_by_the_root_after_it() -> None:
    for day in ("2026-11-18", "2026-11-19"):
        with time_machine.travel(f"{day}T05:00:00Z", tick=False):
            a_trail(1)
    seal()
    tamper("UPDATE audit_dailyroot SET root = 'x' WHERE day = '2026-11-18'")
    assert [problem.kind for problem in verify().problems] == ["root", "root"]


def test_days_are_sealed_once_and_late_entries_go_under_the_next_root() -> None:
    with time_machine.travel("2026-11-18T16:59:59Z", tick=False):
        a_trail(1)
    with time_machine.travel("2026-11-18T17:00:01Z", tick=False):
        assert [str(root.day) for root in seal()] == ["2026-11-18"]
        assert seal() == []
    with time_machine.travel("2026-11-18T16:59:59Z", tick=False):
        record(DESK, "a.late")
    with time_machine.travel("2026-11-20T00:00:00Z", tick=False):
        seal()
    assert list(DailyLeaf.objects.filter(chain=1).order_by("first").values_list("first", "last")) == [(1, 1), (2, 2)]
    assert DailyRoot.objects.count() == 2
    assert verify().ok


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_privatevalue SET value = '4'",
        "UPDATE audit_privatevalue SET digest = 'x'",
        "DELETE FROM audit_privatevalue",
        "UPDATE audit_privatevalue SET entry_id = (SELECT id FROM audit_entry WHERE chain = 2 AND seq = 1)",
    ],
)
def test_a_changed_personal_value_is_found(sql: str) -> None:
    a_trail()
    tamper(sql)
    assert "private" in {problem.kind for problem in verify().problems}


def test_the_command_says_what_it_found_and_fails() -> None:
    a_trail()
    out = io.StringIO()
    call_command("audit", "verify", stdout=out, stderr=io.StringIO())
    assert "ถูกต้องทั้งหมด" in out.getvalue()
    tamper("UPDATE audit_entry SET content = '{}' WHERE chain = 1 AND seq = 3")
    with pytest.raises(CommandError, match="สาย 1 ลำดับ 3"):
        call_command("audit", "verify", stdout=out, stderr=io.StringIO())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_whatever_is_written_verifies(texts: list[str]) -> None:
    for text in texts:
        record(Actor(desk_id=3, person_name=text.replace("\x00", "")), "a.b", after={text: text}, note=text)
    report = verify()
    assert report.ok
    assert report.entries == Head.objects.get(chain=3).seq


def test_the_tree_is_that_of_rfc_6962() -> None:
    assert root_of([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert root_of([b"a"]) == leaf_hash(b"a").hex() != root_of([b"a", b"a"])

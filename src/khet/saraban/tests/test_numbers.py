"""Letter numbers, registers and years."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from khet.kernel.errors import Refused
from khet.org.models import Account
from khet.org.reads.actors import actor_of
from khet.org.tests.cast import Cast
from khet.saraban import reads, services
from khet.saraban.models import Letter, RegisterEntry
from khet.saraban.rules.numbering import LetterNumber, normal_no, read_no, write_no
from khet.saraban.services import OldRow
from khet.saraban.tests import factories as make
from khet.tests import prepared
from khet.thai.bangkok import today
from khet.thai.digits import to_thai

PREFIXES = st.from_regex(r"[ก-ฮ]{1,3} 0[0-9]{3,5}(\.[0-9]{1,2})?", fullmatch=True) | st.just("")


@given(PREFIXES, st.integers(1, 10**7), st.booleans())
def test_a_letter_number_reads_back_as_it_was_written(prefix: str, number: int, circular: bool) -> None:
    text = write_no("sent", prefix=prefix, number=number, year_be=2569, circular=circular)
    assert read_no(text) == LetterNumber(number, prefix, circular)
    assert read_no(to_thai(text)) == read_no(text)
    assert "2569" not in text.replace(str(number), "").replace(prefix, "")


@given(st.integers(1, 10**7), st.integers(2500, 2599))
def test_an_order_carries_its_year(number: int, year: int) -> None:
    assert write_no("order", prefix="ศธ 04000", number=number, year_be=year, circular=False) == f"{number}/{year}"
    assert read_no(f"{number}/{year}") == LetterNumber(number, year_be=year)


@given(st.text(max_size=60))
def test_any_text_can_be_looked_up_as_a_number(text: str) -> None:
    read_no(text)
    assert normal_no(text) == normal_no(normal_no(text))
    assert not any(char.isspace() for char in normal_no(text))


def test_the_prefix_is_empty_until_somebody_types_it(cast: Cast) -> None:
    assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "1"


@pytest.mark.parametrize(("own", "expected"), [(True, ["ว1", "1"]), (False, ["ว1", "2"])])
def test_circulars_run_in_their_own_series_or_the_shared_one(cast: Cast, own: bool, expected: list[str]) -> None:
    services.save_settings(actor=cast.clerk.actor, circular_own_series=own)
    letters = [make.a_ready_letter(cast.clerk, cast.director, circular=circular) for circular in (True, False)]
    assert [letter.letter_no for letter in letters] == expected


def test_a_draft_takes_no_number(cast: Cast) -> None:
    make.a_proposed_letter(cast.clerk, cast.director)
    assert not RegisterEntry.objects.exists()


def test_a_void_number_stays_in_the_register_and_is_never_given_again(cast: Cast) -> None:
    letter = make.a_ready_letter(cast.clerk, cast.director)
    entry = letter.entries.get()
    with pytest.raises(Refused, match="เหตุผล"):
        services.void_number(actor=cast.clerk.actor, entry=entry, reason=" ")
    services.void_number(actor=cast.clerk.actor, entry=entry, reason="พิมพ์ซ้ำ")
    letter.refresh_from_db()
    assert letter.state == Letter.State.VOID
    assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "2"
    rows = reads.register_rows(cast.clerk.actor, desk_id=cast.office.pk, book="sent")
    assert [(row.number, row.state) for row in rows] == [(2, "issued"), (1, "void")]


def test_a_letter_that_is_out_must_be_withdrawn_before_its_number_is_void(cast: Cast) -> None:
    letter = make.a_dispatched_letter(cast)
    with pytest.raises(Refused) as no:
        services.void_number(actor=cast.clerk.actor, entry=letter.entries.get(), reason="ผิด")
    assert no.value.code == "dispatched"


def test_a_letter_is_dated_back_only_on_a_number_reserved_then(cast: Cast) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    with time_machine.travel(yesterday, tick=False):
        kept = services.reserve_numbers(
            actor=cast.clerk.actor, book="sent", reason="รอคำสั่ง", until=today() + timedelta(days=5)
        )[0]
    letter = make.a_letter(cast.clerk)
    seen = services.content_hash(letter)
    back = timezone.localdate(yesterday)
    with pytest.raises(Refused) as no:
        services.issue_number(actor=cast.clerk.actor, letter=letter, content_hash=seen, dated=back)
    assert no.value.code == "back_dated"
    letter = services.issue_number(actor=cast.clerk.actor, letter=letter, content_hash=seen, dated=back, reserved=kept)
    assert (letter.letter_no, letter.dated) == ("1", back)
    assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "2"
    other = make.a_letter(cast.clerk)
    seen = services.content_hash(other)
    with pytest.raises(Refused):
        services.issue_number(actor=cast.clerk.actor, letter=other, content_hash=seen, reserved=kept)


def test_a_reservation_that_lapses_is_struck_through(cast: Cast) -> None:
    services.reserve_numbers(actor=cast.clerk.actor, book="order", reason="รอ", until=today())
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert services.expire_entries() == 1
    entry = RegisterEntry.objects.get()
    assert (entry.state, entry.reason) == ("void", "หมดเวลาที่จองไว้")


def test_a_year_begins_at_one_and_a_closed_year_gives_no_numbers(cast: Cast) -> None:
    with time_machine.travel("2026-12-30 10:00+07:00", tick=False):
        assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "1"
        services.close_year(actor=cast.clerk.actor, year_be=2569)
        with pytest.raises(Refused) as no:
            make.a_ready_letter(cast.clerk, cast.director)
        assert no.value.code == "year_closed"
    with time_machine.travel("2027-01-02 10:00+07:00", tick=False):
        assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "1"
        assert [year.year_be for year in reads.register_years(cast.office.pk)] == [2570, 2569]


def test_an_office_that_moves_in_mid_year_goes_on_where_its_paper_register_stopped(cast: Cast) -> None:
    services.open_year(actor=cast.clerk.actor, year_be=services.this_year(), starts={"sent": 2141, "circular": 512})
    assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "2141"
    assert make.a_ready_letter(cast.clerk, cast.director, circular=True).letter_no == "ว512"


def test_only_the_registry_reserves_voids_and_closes(cast: Cast) -> None:
    entry = make.a_ready_letter(cast.clerk, cast.director).entries.get()
    for who in (cast.officer, cast.school_clerk, cast.sysadmin, cast.teacher):
        with pytest.raises(Refused):
            services.void_number(actor=who.actor, entry=entry, reason="ลอง")
        with pytest.raises(Refused):
            services.close_year(actor=who.actor, year_be=services.this_year())


def test_numbers_of_a_batch_stand_in_a_row(cast: Cast) -> None:
    letters = [make.a_letter(cast.clerk, kind="certificate", subject=f"เกียรติบัตร {n}") for n in range(5)]
    issued = services.issue_many(actor=cast.clerk.actor, letters=letters)
    year = services.this_year()
    assert [letter.letter_no for letter in issued] == [f"{n}/{year}" for n in range(1, 6)]


def test_the_register_prints_and_exports_with_void_rows(cast: Cast) -> None:
    entry = make.a_ready_letter(cast.clerk, cast.director, subject="ขอส่งรายงาน").entries.get()
    services.void_number(actor=cast.clerk.actor, entry=entry, reason="พิมพ์ซ้ำ")
    span: dict[str, Any] = {"desk_id": cast.office.pk, "book": "sent", "first": today(), "last": today()}
    sheet = reads.register_sheet(cast.clerk.actor, **span)
    assert [(row.number, row.void) for row in sheet.rows] == [("1", "พิมพ์ซ้ำ")]
    assert reads.register_xlsx(cast.clerk.actor, **span).startswith(b"PK")
    assert not reads.register_rows(cast.clerk.actor, **{**span, "first": date(2020, 1, 1), "last": date(2020, 1, 2)})


def old_rows(*numbers: int, year: int | None = None) -> list[OldRow]:
    year = year or services.this_year()
    day = date(year - 543, 1, 5)
    return [OldRow(line=line, number=n, year_be=year, registered_on=day) for line, n in enumerate(numbers, 2)]


def test_an_old_register_keeps_its_numbers_and_new_ones_go_on_after_them(cast: Cast) -> None:
    actor = cast.clerk.actor
    tried = services.import_register(actor=actor, book="sent", rows=old_rows(1, 2, 40), dry_run=True)
    assert (tried.taken, RegisterEntry.objects.count()) == (3, 0)
    done = services.import_register(actor=actor, book="sent", rows=old_rows(1, 2, 40))
    assert (done.taken, done.next_number) == (3, 41)
    assert make.a_ready_letter(cast.clerk, cast.director).letter_no == "41"
    with pytest.raises(Refused):
        services.void_number(actor=actor, entry=RegisterEntry.objects.get(number=2), reason="แก้ของเก่า")


def test_an_old_register_with_a_number_twice_is_refused_row_by_row(cast: Cast) -> None:
    report = services.import_register(actor=cast.clerk.actor, book="sent", rows=old_rows(7, 8, 7, 0))
    assert [(error.line, error.value) for error in report.errors] == [(4, "7"), (5, "0")]
    assert not RegisterEntry.objects.exists()


class FileHub:
    """A database file of its own, with clerks in processes."""

    def __init__(self, home: Path) -> None:
        self.environment = {name: value for name, value in os.environ.items() if name != "KHET_TEST_PG"}
        self.environment |= {"KHET_HOME": str(home), "KHET_DATABASE_URL": f"sqlite:///{home / 'khet.sqlite3'}"}
        self.environment |= {"DJANGO_SETTINGS_MODULE": "khet.settings", "PYTHONPATH": str(Path(__file__).parents[3])}

    def clerk(self, *words: object) -> "subprocess.Popen[str]":
        command = [sys.executable, "-W", "ignore", "-m", "khet.saraban.tests.clerks", *map(str, words)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, text=True)


def test_clerks_who_press_at_once_get_a_number_each(tmp_path: Path) -> None:
    prepared.at_home(tmp_path)
    hub = FileHub(tmp_path)
    ids, _ = hub.clerk("prepare", 4).communicate(timeout=120)
    clerks = [hub.clerk("issue", letter_id) for letter_id in ids.split()]
    for clerk in clerks:
        assert clerk.stdout is not None
        assert clerk.stdout.readline() == "ready\n"
    numbers = [clerk.communicate("go\n", timeout=60)[0].strip() for clerk in clerks]
    assert sorted(numbers) == ["1", "2", "3", "4"]


def _issue_in_a_thread(letter: Letter, account: Account, start: Barrier, out: list[str]) -> None:
    try:
        actor, seen = actor_of(account), services.content_hash(letter)
        start.wait(20)
        out.append(services.issue_number(actor=actor, letter=letter, content_hash=seen).letter_no)
    finally:
        connection.close()


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the file database is tested with processes")
@pytest.mark.django_db(transaction=True)
def test_clerks_who_press_at_once_on_a_server_get_a_number_each(cast: Cast) -> None:
    letters = [make.a_letter(cast.clerk, subject=f"เรื่องที่ {n}") for n in range(4)]
    start = Barrier(4)
    out: list[str] = []
    account = cast.clerk.account
    clerks = [Thread(target=_issue_in_a_thread, args=(letter, account, start, out)) for letter in letters]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(40)
    assert sorted(out) == ["1", "2", "3", "4"]

"""What a registrar may rely on."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khet.audit.models import Entry
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.numbers import reads, services
from khet.numbers.models import Counter, Number, State
from khet.numbers.services import Gap, Series

pytestmark = pytest.mark.django_db
CLERK = Actor(person_id=7, post_id=3, desk_id=1, person_name="วันดี", post_name="สารบรรณ", phrase="รักษาราชการแทน")
SENT = Series(1, "sent", year_be=2569)
LETTER = Ref("saraban.letter", 42)
TOMORROW = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-11-22T03:00:00Z"):
        yield


def take_and_give_up(series: Series = SENT) -> None:
    services.take_many(series, 2, actor=CLERK)
    raise Refused("ไม่ได้", code="no")


def test_numbers_run_from_one_and_remember_who_took_them() -> None:
    assert [services.take(SENT, actor=CLERK, ref=LETTER).number for _ in range(3)] == [1, 2, 3]
    number = Number.objects.latest("number")
    assert (number.by_name, number.by_post_name, number.by_phrase) == ("วันดี", "สารบรรณ", "รักษาราชการแทน")
    assert (number.ref, number.state) == (LETTER, State.ISSUED)
    assert [each.number for each in reads.numbers_of(LETTER)] == [1, 2, 3]
    assert reads.next_number(SENT) == 4


@pytest.mark.parametrize(
    "other",
    [
        Series(2, "sent", year_be=2569),
        Series(1, "received", year_be=2569),
        Series(1, "sent", "ว", year_be=2569),
        Series(1, "sent", secrecy="ลับ", year_be=2569),
        Series(1, "sent", year_be=2570),
    ],
)
def test_every_part_of_the_key_makes_a_series_of_its_own(other: Series) -> None:
    services.take_many(SENT, 5, actor=CLERK)
    assert services.take(other, actor=CLERK).number == 1


def test_a_number_costs_six_statements_trail_included() -> None:
    services.take(SENT, actor=CLERK, ref=LETTER)
    with CaptureQueriesContext(connection) as queries:
        services.take(SENT, actor=CLERK, ref=LETTER)
    told = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(told) <= 6


def test_a_refused_letter_gives_its_number_back() -> None:
    with pytest.raises(Refused), transaction.atomic():
        take_and_give_up()
    assert services.take(SENT, actor=CLERK).number == 1


def test_a_batch_takes_a_row_of_numbers_for_its_letters() -> None:
    refs = [Ref("saraban.letter", number) for number in (5, 6, 7)]
    numbers = services.take_many(SENT, 3, actor=CLERK, refs=refs)
    assert [(each.number, each.ref) for each in numbers] == list(zip([1, 2, 3], refs, strict=True))
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("count", [0, -1, 10_001])
def test_an_impossible_count_is_refused(count: int) -> None:
    with pytest.raises(Refused):
        services.take_many(SENT, count, actor=CLERK)


def test_the_database_refuses_a_number_twice() -> None:
    number = services.take(SENT, actor=CLERK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Number.objects.create(counter=number.counter, number=1, at=number.at)


def test_a_voided_number_stays_with_its_reason_and_is_never_given_again() -> None:
    number = services.take(SENT, actor=CLERK, ref=LETTER)
    services.void(number, actor=CLERK, reason="พิมพ์ผิดเรื่อง")
    assert Number.objects.get().void_reason == "พิมพ์ผิดเรื่อง"
    assert services.take(SENT, actor=CLERK).number == 2
    with pytest.raises(Refused) as refused:
        services.void(number, actor=CLERK, reason="อีกครั้ง")
    assert refused.value.code == "already_void"


def test_voiding_and_reserving_need_a_reason() -> None:
    number = services.take(SENT, actor=CLERK)
    with pytest.raises(Refused):
        services.void(number, actor=CLERK, reason="  ")
    with pytest.raises(Refused):
        services.reserve(SENT, actor=CLERK, reason="", until=TOMORROW)


def test_a_reserved_number_is_kept_then_used_once() -> None:
    (kept,) = services.reserve(SENT, actor=CLERK, reason="หนังสือเร่งด่วน", until=TOMORROW)
    assert services.take(SENT, actor=CLERK).number == 2
    used = services.use_reserved(kept, actor=CLERK, ref=LETTER)
    assert (used.number, used.state, used.ref, used.reason) == (1, State.ISSUED, LETTER, "หนังสือเร่งด่วน")
    with pytest.raises(Refused):
        services.use_reserved(kept, actor=CLERK, ref=LETTER)


def test_a_reservation_until_a_date_lasts_until_its_midnight_and_then_becomes_void() -> None:
    kept = services.reserve(SENT, actor=CLERK, reason="ประชุม", until=TOMORROW, count=2)
    with time_machine.travel("2026-11-23T16:59:00Z"):
        assert services.expire_reserved() == 0
        services.use_reserved(kept[0], actor=CLERK, ref=LETTER)
    with time_machine.travel("2026-11-23T17:00:01Z"):
        with pytest.raises(Refused) as refused:
            services.use_reserved(kept[1], actor=CLERK, ref=LETTER)
        assert refused.value.code == "lapsed"
        assert services.expire_reserved() == 1
    assert Number.objects.get(number=2).state == State.VOID
    assert services.gaps(SENT) == []


def test_a_reservation_cannot_end_in_the_past() -> None:
    with pytest.raises(Refused):
        services.reserve(SENT, actor=CLERK, reason="ประชุม", until=dt.date(2026, 11, 21))


def test_an_untouched_series_may_start_anywhere_and_again() -> None:
    services.start_at(SENT, 500, actor=CLERK)
    services.start_at(SENT, 120, actor=CLERK)
    assert services.take(SENT, actor=CLERK).number == 120
    assert services.gaps(SENT) == []


def test_a_series_in_use_moves_only_forward_and_the_stretch_is_recorded() -> None:
    services.take_many(SENT, 3, actor=CLERK)
    with pytest.raises(Refused):
        services.start_at(SENT, 3, actor=CLERK)
    services.start_at(SENT, 4, actor=CLERK)
    services.start_at(SENT, 10, actor=CLERK)
    services.start_at(SENT, 20, actor=CLERK)
    assert services.gaps(SENT) == []
    assert services.take(SENT, actor=CLERK).number == 20
    assert services.gaps(SENT) == []
    assert Entry.objects.filter(action="numbers.started").count() == 3


def test_a_lost_number_is_found_and_told() -> None:
    services.take_many(SENT, 9, actor=CLERK)
    Number.objects.filter(number__in=[1, 4, 5, 9]).delete()
    assert services.gaps(SENT) == [Gap(1, 1), Gap(4, 5), Gap(9, 9)]
    (finding,) = services.find_gaps()
    assert finding.series == SENT
    assert Entry.objects.filter(action="numbers.gaps_found").exists()


def test_a_closed_book_gives_no_numbers_until_it_is_reopened() -> None:
    (kept,) = services.reserve(SENT, actor=CLERK, reason="สิ้นปี", until=TOMORROW)
    services.close(SENT, actor=CLERK)
    with pytest.raises(Refused) as refused:
        services.take(SENT, actor=CLERK)
    assert refused.value.code == "series_closed"
    services.use_reserved(kept, actor=CLERK, ref=LETTER)
    services.reopen(SENT, actor=CLERK)
    assert services.take(SENT, actor=CLERK).number == 2


def test_a_number_in_a_secret_book_leaves_only_a_digest_on_the_trail() -> None:
    services.take(Series(1, "sent", secrecy="ลับ", year_be=2569), actor=CLERK, ref=LETTER)
    entry = Entry.objects.get()
    assert entry.secret
    assert '"last"' not in entry.content


def test_a_series_without_a_year_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        Series(1, "sent")
    with pytest.raises(ValueError):
        Series(1, "", year_be=2569)


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_a_clear_error() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="numbers"):
        services.take(SENT, actor=CLERK)


STEPS = st.sampled_from(["take", "many", "abort", "reserve", "void", "use", "jump", "lapse"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25), year=st.integers(2569, 2600))
def test_whatever_happens_there_is_no_gap_and_no_number_twice(steps: list[str], year: int) -> None:
    series = Series(1, "property", year_be=year)
    for step in steps:
        _step(step, series)
    assert services.gaps(series) == []
    counter = Counter.objects.of(series).first()
    if counter:
        numbers = list(counter.numbers.order_by("number").values_list("number", flat=True))
        assert len(numbers) == len(set(numbers))
        assert not numbers or numbers[-1] <= counter.last


def _step(step: str, series: Series) -> None:
    known = Number.objects.filter(counter__in=Counter.objects.of(series))
    if step == "take":
        services.take(series, actor=CLERK, ref=LETTER)
    elif step == "many":
        services.take_many(series, 3, actor=CLERK)
    elif step == "abort":
        with pytest.raises(Refused), transaction.atomic():
            take_and_give_up(series)
    elif step == "reserve":
        services.reserve(series, actor=CLERK, reason="จอง", until=TOMORROW, count=2)
    elif step == "jump":
        services.start_at(series, reads.next_number(series) + 5, actor=CLERK)
    elif step == "lapse":
        services.expire_reserved(now=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    elif step == "void" and (number := known.exclude(state=State.VOID).first()):
        services.void(number, actor=CLERK, reason="ผิด")
    elif step == "use" and (number := known.filter(state=State.RESERVED).first()):
        services.use_reserved(number, actor=CLERK, ref=LETTER)

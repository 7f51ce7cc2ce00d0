"""What repeats: once per due time, by whichever worker looks first."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from khet.jobs import jobs as own_jobs
from khet.jobs import registry, schedule
from khet.jobs.models import Job, Schedule, State
from khet.jobs.services import drain, enqueue
from khet.kernel.chores import Chore, chores

pytestmark = pytest.mark.django_db
NINE = datetime(2025, 11, 23, 2, 0, tzinfo=UTC)  # 09.00 in Bangkok


def test_a_daily_job_runs_at_its_bangkok_hour() -> None:
    nightly = registry.Repeat("x.y", daily_at="03.40")
    assert nightly.next_after(NINE) == datetime(2025, 11, 23, 20, 40, tzinfo=UTC)
    assert nightly.next_after(datetime(2025, 11, 22, 20, 39, tzinfo=UTC)) == datetime(2025, 11, 22, 20, 40, tzinfo=UTC)


def test_a_repeat_says_either_minutes_or_an_hour() -> None:
    with pytest.raises(ValueError, match="either"):
        registry.Repeat("x.y")
    with pytest.raises(ValueError, match="hour"):
        registry.Repeat("x.y", daily_at="25.00")


def test_a_due_schedule_makes_one_job_and_looks_ahead() -> None:
    schedule.sync(NINE)
    later = NINE + timedelta(days=3)
    assert "jobs.prune" in schedule.tick(later)
    assert "jobs.prune" not in schedule.tick(later)
    assert Job.objects.filter(kind="jobs.prune").count() == 1
    assert Schedule.objects.get(name="jobs.prune").next_run_at > later


def test_a_schedule_whose_job_still_waits_adds_none() -> None:
    schedule.sync(NINE)
    schedule.tick(NINE + timedelta(days=1))
    schedule.tick(NINE + timedelta(days=2))
    assert Job.objects.filter(kind="jobs.prune").count() == 1


def test_a_schedule_gone_from_the_code_goes_from_the_table() -> None:
    Schedule.objects.create(name="x.gone", next_run_at=NINE)
    schedule.sync(NINE)
    schedule.sync(NINE)
    assert not Schedule.objects.filter(name="x.gone").exists()


def test_a_chore_of_a_neighbour_runs_as_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(chores, "_entries", {})
    chores.register(Chore("x.sweep", lambda: ran.append("swept"), minutes=5))
    schedule.sync(NINE)
    schedule.tick(NINE + timedelta(minutes=6))
    drain()
    assert ran == ["swept"]


def test_rows_that_ended_long_ago_are_pruned() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=20), tick=False):
        enqueue("jobs.test_note")
        enqueue("jobs.test_refused")
        drain(raising=False)
    enqueue("jobs.test_note")
    enqueue("jobs.prune")
    drain()
    assert sorted(Job.objects.values_list("kind", "state")) == [
        ("jobs.prune", State.DONE),
        ("jobs.test_note", State.DONE),
        ("jobs.test_refused", State.FAILED),
    ]
    assert own_jobs.KEEP_FAILED > own_jobs.KEEP_DONE


def test_a_clock_that_was_a_year_ahead_stops_nothing_when_it_is_put_right() -> None:
    ahead = NINE + timedelta(days=400)
    schedule.sync(ahead)
    with time_machine.travel(ahead, tick=False):
        queued = enqueue("jobs.prune", key="of the future")
        taken = enqueue("jobs.prune", key="taken then")
    stated = enqueue("jobs.prune", key="stated", run_at=NINE + timedelta(days=9))
    Job.objects.filter(pk=stated.pk).update(created_at=NINE)
    Job.objects.filter(pk=taken.pk).update(
        state=State.RUNNING, started_at=ahead, lease_until=ahead + timedelta(minutes=1), worker="gone"
    )
    schedule.tick(NINE)
    assert all(
        row.next_run_at == repeat.next_after(NINE)
        for repeat in registry.all_repeats()
        for row in Schedule.objects.filter(name=repeat.name)
    )
    assert set(Job.objects.due(NINE)) == {queued}
    assert set(Job.objects.abandoned(NINE + timedelta(seconds=1))) == {taken}
    assert "jobs.prune" in schedule.tick(NINE + timedelta(days=1))

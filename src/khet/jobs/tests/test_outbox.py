"""The outbox: together with its transaction, once per key, in the order of its lanes."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from khet.jobs import leases, reads, registry
from khet.jobs.models import Job, State
from khet.jobs.services import cancel, drain, enqueue, progress_of, retry
from khet.kernel.actor import SYSTEM
from khet.kernel.errors import Refused
from khet.kernel.registry import RegistryError

pytestmark = pytest.mark.django_db


def test_a_job_vanishes_with_the_transaction_that_wanted_it() -> None:
    with transaction.atomic():
        enqueue("jobs.test_note", word="ก")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_job_is_done_with_its_payload(seen: list[object]) -> None:
    row = enqueue("jobs.test_note", word="ก")
    assert drain() == 1
    assert seen == [(row.pk, "ก")]
    row.refresh_from_db()
    assert (row.state, row.attempts, row.finished_at is not None) == (State.DONE, 1, True)


def test_an_unknown_kind_is_a_bug_at_once() -> None:
    with pytest.raises(RegistryError):
        enqueue("jobs.nobody")


def test_a_kind_taken_out_of_the_code_fails_with_a_sentence() -> None:
    row = enqueue("jobs.test_note")
    Job.objects.filter(pk=row.pk).update(kind="jobs.gone")
    drain()
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "jobs.gone" in row.error


def test_two_with_one_key_are_one_job() -> None:
    assert enqueue("jobs.test_note", key="k").pk == enqueue("jobs.test_note", key="k").pk
    assert drain() == 1
    assert enqueue("jobs.test_note", key="k").state == State.QUEUED


def test_the_database_itself_refuses_a_second_active_key() -> None:
    from django.db import IntegrityError

    row = enqueue("jobs.test_note", key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind=row.kind, lane=row.lane, key="k")


def test_asking_for_a_key_that_already_runs_makes_it_run_once_more(seen: list[object]) -> None:
    row = enqueue("jobs.test_asks_itself_again", key="self")
    assert drain() == 2
    assert seen == [row.pk, row.pk]


def test_soon_comes_before_index_before_bulk(seen: list[tuple[int, str]]) -> None:
    for kind, word in (("bulk", "3"), ("index", "2"), ("note", "1")):
        enqueue(f"jobs.test_{kind}", word=word)
    drain()
    assert [word for _, word in seen] == ["1", "2", "3"]


def test_a_job_for_later_waits() -> None:
    row = enqueue("jobs.test_note", run_at=timezone.now() + timedelta(hours=1))
    assert drain() == 0
    Job.objects.filter(pk=row.pk).update(run_at=timezone.now())
    assert drain() == 1


def test_a_failure_is_tried_again_later_and_later_then_buried_without_personal_data() -> None:
    row = enqueue("jobs.test_fails")
    drain(raising=False)
    row.refresh_from_db()
    assert row.state == State.QUEUED
    assert row.run_at > timezone.now() + timedelta(seconds=10)
    Job.objects.filter(pk=row.pk).update(run_at=timezone.now())
    drain(raising=False)
    row.refresh_from_db()
    assert row.state == State.FAILED
    assert "ValueError" in row.error
    assert "kinds.py" in row.error
    assert "สมชาย" not in row.error
    assert "1234567890123" not in row.error


def test_the_log_of_a_failure_has_no_personal_data(caplog: pytest.LogCaptureFixture) -> None:
    enqueue("jobs.test_fails", word="ข้อความส่วนตัว")
    drain(raising=False)
    assert "jobs.test_fails" in caplog.text
    assert "สมชาย" not in caplog.text
    assert "ข้อความส่วนตัว" not in caplog.text


def test_a_refusal_leaves_its_code_not_its_words() -> None:
    row = enqueue("jobs.test_refused")
    drain(raising=False)
    row.refresh_from_db()
    assert "not_holder" in row.error
    assert "ลับ" not in row.error


def test_a_handler_that_exits_only_fails() -> None:
    row = enqueue("jobs.test_exits")
    drain(raising=False)
    row.refresh_from_db()
    assert row.state == State.FAILED


def test_a_test_that_drains_hears_of_a_bug() -> None:
    enqueue("jobs.test_fails")
    with pytest.raises(ValueError, match="สมชาย"):
        drain()


def test_progress_can_be_asked_for() -> None:
    row = enqueue("jobs.test_counts")
    before = progress_of(row.pk)
    drain()
    after = progress_of(row.pk)
    assert before is not None
    assert after is not None
    assert (before.percent, before.ended) == (0, False)
    assert (after.done, after.total, after.percent, after.ended) == (3, 3, 100, True)
    assert progress_of(row.pk + 1000) is None


def test_a_running_job_stops_where_it_checks_for_an_end(seen: list[object]) -> None:
    row = enqueue("jobs.test_cancelled_midway")
    drain()
    row.refresh_from_db()
    assert row.state == State.CANCELLED
    assert seen == []


def test_a_worker_that_lost_its_lease_writes_nothing(seen: list[object]) -> None:
    row = enqueue("jobs.test_robbed")
    drain()
    row.refresh_from_db()
    assert (row.worker, row.attempts, row.state) == ("another", 9, State.RUNNING)
    assert seen == ["lost"]


def test_a_queued_job_can_be_cancelled_once() -> None:
    row = cancel(actor=SYSTEM, job=enqueue("jobs.test_note"))
    assert row.state == State.CANCELLED
    assert drain() == 0
    with pytest.raises(Refused, match="โหลดหน้าใหม่"):
        cancel(actor=SYSTEM, job=row)


def test_a_buried_job_can_be_asked_for_again() -> None:
    row = enqueue("jobs.test_refused", key="k")
    drain(raising=False)
    again = retry(actor=SYSTEM, job=row)
    assert (again.state, again.attempts) == (State.QUEUED, 0)
    with pytest.raises(Refused):
        retry(actor=SYSTEM, job=again)


def test_a_buried_job_is_not_queued_beside_its_twin() -> None:
    row = enqueue("jobs.test_refused", key="k")
    drain(raising=False)
    enqueue("jobs.test_refused", key="k")
    with pytest.raises(Refused, match="ไม่ต้องสั่งซ้ำ"):
        retry(actor=SYSTEM, job=row)


def test_an_abandoned_job_is_queued_again_and_in_the_end_buried() -> None:
    row = enqueue("jobs.test_fails")
    for state in (State.QUEUED, State.FAILED):
        assert leases.claim("soon", worker="w", lease_of=lambda _: -1) is not None
        assert leases.free_abandoned(registry.attempts_of) == 1
        row.refresh_from_db()
        assert row.state == state
    assert "หยุดกลางคัน 2 ครั้ง" in row.error


def test_a_lease_that_holds_is_left_alone() -> None:
    enqueue("jobs.test_note")
    assert leases.claim("soon", worker="w", lease_of=lambda _: 60) is not None
    assert leases.free_abandoned(registry.attempts_of) == 0
    assert leases.claim("soon", worker="v", lease_of=lambda _: 60) is None


def test_after_a_power_cut_nobody_waits_for_the_lease_of_a_worker_that_is_no_more() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lives, elsewhere = f"here:{os.getppid()}:a", f"there:{ended.pid}:b"
    names = [f"here:{ended.pid}:c", f"here:{os.getpid()}:d", lives, elsewhere, "here.too:1:e"]
    later = timezone.now() + timedelta(minutes=15)
    for name in names:
        row = enqueue("jobs.test_note")
        Job.objects.filter(pk=row.pk).update(state=State.RUNNING, worker=name, attempts=1, lease_until=later)
    assert leases.free_from_the_dead(f"here:{os.getpid()}:me") == 2
    assert leases.free_abandoned(lambda _kind: 5) == 2
    assert set(Job.objects.filter(state=State.RUNNING).values_list("worker", flat=True)) == set(names[2:])


def test_a_job_handed_back_is_free_at_once_and_keeps_its_attempts() -> None:
    row = enqueue("jobs.test_note")
    taken = leases.claim("soon", worker="w", lease_of=lambda _: 60)
    assert taken is not None
    leases.give_back(taken)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.QUEUED, 0)
    assert drain() == 1


def test_the_counts_for_the_page_add_up() -> None:
    enqueue("jobs.test_note")
    enqueue("jobs.test_bulk", run_at=timezone.now() + timedelta(hours=1))
    enqueue("jobs.test_refused")
    drain(raising=False)
    enqueue("jobs.test_index")
    counts = reads.counts()
    lanes = {lane.lane.value: lane for lane in counts.lanes}
    assert (lanes["bulk"].later, lanes["index"].due, counts.queued, counts.running) == (1, 1, 2, 0)
    assert lanes["index"].waiting_since is not None
    assert (counts.failed, counts.done_last_day, counts.workers) == (1, 1, 0)
    assert [row.kind for row in reads.failed_jobs()] == ["jobs.test_refused"]

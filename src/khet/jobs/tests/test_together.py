"""Two at once: what a transaction is still changing is not begun on old data (PostgreSQL; SQLite lets one in)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from khet.jobs import leases
from khet.jobs.models import Job, State
from khet.jobs.services import enqueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture(autouse=True)
def _only_on_postgres(db: object) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


def _claim() -> Job | None:
    try:
        return leases.claim("soon", worker="other", lease_of=lambda _: 60)
    finally:
        connection.close()


def _elsewhere() -> Job | None:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_claim).result(10)


def test_a_queued_job_is_not_begun_while_somebody_asks_for_it_again() -> None:
    enqueue("jobs.test_note", key="k")
    with transaction.atomic():
        enqueue("jobs.test_note", key="k")
        assert _elsewhere() is None
    assert _elsewhere() is not None


def test_a_job_that_runs_while_it_is_asked_for_again_runs_once_more() -> None:
    enqueue("jobs.test_note", key="k")
    taken = leases.claim("soon", worker="w", lease_of=lambda _: 60)
    assert taken is not None
    enqueue("jobs.test_note", key="k")
    leases.finish(taken)
    assert Job.objects.get().state == State.QUEUED


def test_two_that_claim_at_once_take_different_jobs() -> None:
    enqueue("jobs.test_note")
    enqueue("jobs.test_note", run_at=timezone.now() - timedelta(seconds=1))
    with transaction.atomic():
        mine = leases.claim("soon", worker="w", lease_of=lambda _: 60)
        other = _elsewhere()
        assert mine is not None
        assert other is not None
        assert mine.pk != other.pk
        assert _elsewhere() is None

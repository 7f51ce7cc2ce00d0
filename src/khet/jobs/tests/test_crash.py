"""Workers that are killed: nothing is lost, and the bulk never stands in the way of the soon."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from khet.jobs.tests.outside import Outside, kill, until

PG = os.environ.get("KHET_TEST_PG", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def outside(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Outside]:
    if request.param == "postgresql" and not PG:
        pytest.skip("KHET_TEST_PG is not set")
    name = f"khet_outside_{os.getpid()}"
    url = f"sqlite:///{tmp_path}/jobs.sqlite3" if request.param == "sqlite" else f"{PG.rpartition('/')[0]}/{name}"
    _on_postgres(request.param, f'CREATE DATABASE "{name}"')
    house = Outside(home=tmp_path, url=url)
    try:
        house.run("prepare")
        yield house
    finally:
        house.end()
        _on_postgres(request.param, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on_postgres(engine: str, statement: str) -> None:
    if engine == "postgresql":
        with psycopg.connect(f"{PG.rpartition('/')[0]}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def _lines(folder: Path, job: int) -> list[list[str]]:
    trail = folder / f"{job}.txt"
    return [line.split() for line in trail.read_text().splitlines()] if trail.exists() else []


def test_a_job_whose_worker_is_killed_is_finished_by_the_next(outside: Outside) -> None:
    outside.run("slow", str(outside.home), "hangs", "1")
    first = outside.start("worker")
    until(lambda: len(_lines(outside.home, 1)) == 2, "the job is in its middle")
    kill(first)
    second = outside.start("worker")
    until((outside.home / "1.done").exists, "another worker finishes the job")
    kill(second, signal.SIGTERM)
    assert outside.run("states") == "done"
    assert [line[:2] for line in _lines(outside.home, 1)] == [
        ["1", "0"], ["1", "1"], ["2", "0"], ["2", "1"], ["2", "2"], ["2", "3"]
    ]  # fmt: skip


def test_two_workers_share_the_jobs_and_do_none_twice(outside: Outside) -> None:
    outside.run("slow", str(outside.home), "runs", "20")
    workers = [outside.start("worker"), outside.start("worker")]
    until(lambda: len(list(outside.home.glob("*.done"))) == 20, "all are done")
    for worker in workers:
        kill(worker, signal.SIGTERM)
    assert outside.run("states") == ",".join(["done"] * 20)
    for job in range(1, 21):
        assert [line[:2] for line in _lines(outside.home, job)] == [["1", str(step)] for step in range(4)]


def test_a_soon_job_does_not_wait_for_a_long_bulk_job(outside: Outside) -> None:
    outside.run("slow", str(outside.home), "hangs", "1")
    outside.start("worker")
    until(lambda: len(_lines(outside.home, 1)) == 2, "the bulk job is in its middle")
    outside.run("note", str(outside.home / "note"))
    until((outside.home / "note").exists, "the soon job is done meanwhile", seconds=5)


def test_a_worker_told_to_stop_hands_back_what_it_cannot_end(outside: Outside) -> None:
    outside.run("slow", str(outside.home), "hangs", "1")
    worker = outside.start("worker", "--grace", "0.2")
    until(lambda: len(_lines(outside.home, 1)) == 2, "the job is in its middle")
    assert kill(worker, signal.SIGTERM) == 0
    assert outside.run("states") == "queued"


def test_an_idle_worker_is_light_and_stops_at_once(outside: Outside) -> None:
    worker = outside.start("worker")
    outside.run("note", str(outside.home / "note"))
    until((outside.home / "note").exists, "the worker is up")
    assert outside.memory(worker) < 120
    assert kill(worker, signal.SIGTERM) == 0
    assert (outside.home / "worker.log").read_text() == ""


def test_once_does_what_is_due_and_ends(outside: Outside) -> None:
    outside.run("slow", str(outside.home), "runs", "2")
    outside.run("worker", "--once")
    assert outside.run("states") == "done,done"


def test_a_worker_that_has_grown_ends_when_its_work_is_done(outside: Outside) -> None:
    outside.run("slow", str(outside.home), "runs", "3")
    worker = outside.start("worker", "--renew-above", "1")
    assert worker.wait(30) == 0
    assert outside.run("states") == "done,done,done"


def test_a_worker_within_its_memory_goes_on(outside: Outside) -> None:
    worker = outside.start("worker", "--renew-above", "4000")
    outside.run("note", str(outside.home / "early"))
    until((outside.home / "early").exists, "the first job is done")
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(7)
    outside.run("note", str(outside.home / "late"))
    until((outside.home / "late").exists, "and one that came after a quiet while")

"""Kinds of job that only the tests know."""

import os
import time
from pathlib import Path
from typing import Any

from khet.jobs.models import Job
from khet.jobs.services import LeaseLost, Run, job
from khet.kernel.errors import Refused

seen: list[Any] = []


@job("jobs.test_note", lane="soon")
def note(run: Run, **payload: Any) -> None:
    seen.append((run.job_id, payload.get("word")))


@job("jobs.test_bulk", lane="bulk")
def bulk(run: Run, **payload: Any) -> None:
    seen.append((run.job_id, payload.get("word")))


@job("jobs.test_index", lane="index")
def index(run: Run, **payload: Any) -> None:
    seen.append((run.job_id, payload.get("word")))


@job("jobs.test_fails", attempts=2)
def fails(run: Run, **payload: Any) -> None:
    raise ValueError("นายสมชาย ใจดี 1234567890123")


@job("jobs.test_refused", attempts=1)
def refused(run: Run, **payload: Any) -> None:
    raise Refused("หนังสือลับเรื่องหนึ่ง", code="not_holder")


@job("jobs.test_counts", lease=60)
def counts(run: Run, **payload: Any) -> None:
    for done in range(1, 4):
        run.check_cancelled()
        run.progress(done, 3)


@job("jobs.test_asks_itself_again")
def asks_itself_again(run: Run, **payload: Any) -> None:
    from khet.jobs.services import enqueue

    seen.append(run.job_id)
    if len(seen) == 1:
        enqueue("jobs.test_asks_itself_again", key="self")


@job("jobs.test_cancelled_midway")
def cancelled_midway(run: Run, **payload: Any) -> None:
    Job.objects.filter(pk=run.job_id).update(cancel_asked=True)
    run.check_cancelled()
    seen.append("went on")


@job("jobs.test_robbed")
def robbed(run: Run, **payload: Any) -> None:
    Job.objects.filter(pk=run.job_id).update(worker="another", attempts=9)
    try:
        run.progress(3, 3)
    except LeaseLost:
        seen.append("lost")


@job("jobs.test_slow", lane="bulk", lease=1)
def slow(run: Run, *, folder: str, first_hangs: bool = False) -> None:
    """Appends one line a step to a file of its own; at the first attempt it hangs in the middle if told to."""
    trail = Path(folder) / f"{run.job_id}.txt"
    for step in range(4):
        with trail.open("a") as file:
            file.write(f"{run.attempt} {step} {os.getpid()}\n")
        run.progress(step, 4)
        if first_hangs and run.attempt == 1 and step == 1:
            time.sleep(60)
    (Path(folder) / f"{run.job_id}.done").write_text("done")


@job("jobs.test_touch", lane="soon")
def touch(run: Run, *, path: str) -> None:
    Path(path).write_text(str(run.job_id))


@job("jobs.test_exits", attempts=1)
def exits(run: Run, **payload: Any) -> None:
    raise SystemExit(3)

"""The long work of files of pupils, and the day on which their originals go. Payloads carry ids alone."""

from typing import Any

from django.utils import timezone

from khet.collect.models import ImportRun
from khet.collect.services import pupil_imports as imports
from khet.jobs.services import Run, every, job
from khet.kernel.errors import Refused
from khet.org.reads.actors import actor_again


@job("collect.pupils_check", lane="bulk", attempts=5, lease=300)
def check(run: Run, *, run_id: int, **_who: Any) -> None:
    run.progress(0, 1)
    try:
        imports.check(ImportRun.objects.get(pk=run_id))
    except Refused as refusal:
        imports.fail(run_id, refusal.message)


@job("collect.pupils_carry", lane="bulk", attempts=5, lease=300)  # a killed attempt left nothing: the next does all
def carry(run: Run, *, run_id: int, **who: Any) -> None:
    run.progress(0, 1)
    try:
        imports.carry_out(actor=actor_again(**who), found=ImportRun.objects.select_related("school").get(pk=run_id))
    except Refused as refusal:
        imports.fail(run_id, refusal.message)


@every("collect.purge_pupil_files", daily_at="03.25")
def purge(run: Run, **_: object) -> None:
    imports.purge(on=timezone.localdate())

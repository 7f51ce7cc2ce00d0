"""One attempt at one job: call the handler, and write down how it ended."""

import logging
import traceback
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from khet.jobs import leases, registry
from khet.jobs.models import Job
from khet.jobs.run import Cancelled, LeaseLost, Run
from khet.kernel.errors import Refused

log = logging.getLogger("khet.jobs")


def attempt(job: Job) -> BaseException | None:
    """Run a claimed job to its end. Returns what the handler raised, after the row says so."""
    kind = registry.find(job.kind)
    if kind is None:
        leases.give_up(job, error=_("ไม่มีผู้ทำงานชนิด %(kind)s ในระบบรุ่นนี้") % {"kind": job.kind})
        return None
    try:
        _call(kind, Run(job, lease=kind.lease), job)
    except Cancelled:
        leases.cancelled(job)
    except LeaseLost:
        log.warning("job %s %s lost its lease; another worker has it", job.kind, job.pk)
    except (Exception, SystemExit) as error:  # a handler that exits must not take its lane with it
        _failed(job, kind, error)
        return error
    else:
        leases.finish(job)
    return None


def _call(kind: registry.JobKind, run: Run, job: Job) -> None:
    if not connection.in_atomic_block:
        kind.handler(run, **job.payload)
        return
    with transaction.atomic():  # a test's transaction must outlive the handler's failure
        kind.handler(run, **job.payload)


def _failed(job: Job, kind: registry.JobKind, error: BaseException) -> None:
    log.error("job %s %s, attempt %s: %s\n%s", job.kind, job.pk, job.attempts, type(error).__name__, frames(error))
    text = sentence(error)
    if job.attempts >= kind.attempts:
        leases.give_up(job, error=text)
    else:
        leases.put_off(job, error=text)


def sentence(error: BaseException) -> str:
    """What went wrong for the person who minds the machine: a code and a place, no values and no names."""
    place = _place(error)
    if isinstance(error, Refused):
        return _("กติกาของระบบไม่ให้ทำขั้นนี้ (%(code)s ที่ %(place)s)") % {"code": error.code, "place": place}
    if isinstance(error, DatabaseError):
        return _("ฐานข้อมูลไม่รับ (%(name)s ที่ %(place)s)") % {"name": type(error).__name__, "place": place}
    if isinstance(error, OSError):
        return _("ต่อเครื่องหรือที่เก็บไม่ได้ (%(name)s ที่ %(place)s)") % {"name": type(error).__name__, "place": place}
    return _("โปรแกรมขัดข้อง (%(name)s ที่ %(place)s)") % {"name": type(error).__name__, "place": place}


def frames(error: BaseException) -> str:
    """Where it happened, without the message, which may quote a row of data."""
    trace = traceback.extract_tb(error.__traceback__)
    return "\n".join(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in trace)


def _place(error: BaseException) -> str:
    trace = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in trace if "khet" in Path(frame.filename).parts] or list(trace)
    last = ours[-1]
    return f"{Path(last.filename).parent.name}/{Path(last.filename).name}:{last.lineno}"

"""The machine: what is wrong, what runs, what failed."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from khet.audit import reads as trail
from khet.jobs import reads as jobs_reads
from khet.jobs import services as jobs
from khet.org.guard import guarded
from khet.org.http import Request
from khet.portal.backup.reads import backup_state
from khet.portal.reads import system as reads
from khet.portal.reads.repeats import name_of, repeats
from khet.portal.rules import may_run_system
from khet.portal.services import machine
from khet.ui.answers import answer, page
from khet.ui.keyset import CURSOR, page_of

HERE = "/settings/system/"


@require_safe
@guarded(may_run_system)
def system(request: Request) -> HttpResponse:
    state = backup_state()
    context = {
        "troubles": reads.troubles(thorough=True),
        "machine": reads.machine(),
        "backup": state,
        "disk": reads.disk(state),
        "counts": jobs_reads.counts(),
        "workers": jobs_reads.workers_alive(),
        "running": [(name_of(job.kind), job) for job in jobs_reads.running_jobs()[:20]],
        "failed": [(name_of(job.kind), job) for job in jobs_reads.failed_jobs()[:5]],
        "schedules": repeats(),
        "check": reads.last_check(),
        "root": trail.latest_root(),
    }
    return page(request, "portal/settings/system.html", context)


@require_safe
@guarded(may_run_system)
def failed(request: Request) -> HttpResponse:
    """All jobs that failed, newest first."""
    found = page_of(jobs_reads.failed_jobs(), order=("-pk",), cursor=request.GET.get(CURSOR), size=50)
    return page(
        request, "portal/settings/failed.html", {"found": found, "failed": [(name_of(job.kind), job) for job in found]}
    )


@require_POST
@guarded(may_run_system)
def retry(request: Request, pk: int) -> HttpResponse:
    """Queue a failed job again."""
    job = jobs_reads.failed_jobs().filter(pk=pk).first()
    if job is None:
        raise Http404
    jobs.retry(actor=request.actor, job=job)
    return answer(request, None, "portal/settings/system.html", then=HERE, message=_("สั่งทำงานใหม่แล้ว"))


@require_POST
@guarded(may_run_system)
def give_up(request: Request, pk: int) -> HttpResponse:
    """A failed job is let go of."""
    job = jobs_reads.failed_jobs().filter(pk=pk).first()
    if job is None:
        raise Http404
    jobs.give_up(actor=request.actor, job=job)
    return answer(request, None, "portal/settings/system.html", then=HERE, message=_("เลิกทำงานนี้แล้ว"))


@require_POST
@guarded(may_run_system)
def cancel(request: Request, pk: int) -> HttpResponse:
    """Ask a running job to stop where it can."""
    job = jobs_reads.running_jobs().filter(pk=pk).first()
    if job is None:
        raise Http404
    jobs.cancel(actor=request.actor, job=job)
    return answer(request, None, "portal/settings/system.html", then=HERE, message=_("ขอให้งานหยุดแล้ว งานจะหยุดที่จุดพักถัดไป"))


@require_POST
@guarded(may_run_system)
def back_up(request: Request) -> HttpResponse:
    machine.ask_backup(actor=request.actor)
    said = _("สั่งสำรองข้อมูลแล้ว โหลดหน้านี้ใหม่ในอีกสักครู่เพื่อดูผล")
    return answer(request, None, "portal/settings/system.html", then=HERE, message=said)

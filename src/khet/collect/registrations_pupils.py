"""What master records of pupils tell the floors below, and the first values they give to forms."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.audit import registry as audit_actions
from khet.collect import jobs_pupils
from khet.collect.doors import Door, doors
from khet.collect.models import DuplicateCase, ImportRun, Pupil
from khet.collect.reads.pupil_counts import by_class_sex, count, rooms_by_class
from khet.collect.rules.pupils import may_read_lists
from khet.collect.slots import Master, masters
from khet.collect.trail_pupils import ACTIONS
from khet.files import access as file_access
from khet.files.access import FileAccess
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds

MASTERS = (
    Master("pupils.by_class_sex", _("นักเรียนตามชั้นและเพศ (ทะเบียนนักเรียน)"), by_class_sex),
    Master("pupils.count", _("จำนวนนักเรียนทั้งหมด (ทะเบียนนักเรียน)"), count),
    Master("pupils.rooms_by_class", _("ห้องเรียนตามชั้น (ทะเบียนนักเรียน)"), rooms_by_class),
)


def fill() -> None:
    audit_actions.register(*ACTIONS)
    for master in MASTERS:
        masters.register(master)
    doors.register(
        Door(
            "pupils",
            _("ทะเบียนนักเรียน"),
            _("รายชื่อจากไฟล์ DMC ย้ายเข้าออก เลื่อนชั้น และรายชื่อซ้ำ"),
            "graduation-cap",
            "collect:pupils",
            may_read_lists,
            order=40,
        )
    )
    ref_kinds.register(RefKind("collect.pupil", _pupil_url, _pupil_labels, _sees_pupil))
    ref_kinds.register(RefKind("collect.importrun", _run_url, _run_labels, sees_run))
    ref_kinds.register(RefKind("collect.duplicatecase", _case_url, _case_labels, _sees_case))
    file_access.register(FileAccess("collect.importrun", sees_run))
    assert jobs_pupils


def _pupil_url(pk: int) -> str:
    return reverse("collect:pupil", args=[pk])


def _run_url(pk: int) -> str:
    return reverse("collect:pupil_import", args=[pk])


def _case_url(pk: int) -> str:
    return reverse("collect:pupil_case", args=[pk])


def _pupil_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return {one.pk: one.full_name for one in Pupil.objects.visible_to(actor).filter(pk__in=list(ids))}


def _run_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = ImportRun.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("school")
    return {one.pk: f"{_('รายชื่อนักเรียน')} {one.school}" for one in rows}


def _case_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = DuplicateCase.objects.visible_to(actor).filter(pk__in=list(ids))
    return {one.pk: str(_("รายชื่อนักเรียนซ้ำ")) for one in rows}


def _sees_pupil(actor: Actor, pk: int) -> bool:
    return Pupil.objects.visible_to(actor).filter(pk=pk).exists()


def sees_run(actor: Actor, pk: int) -> bool:
    return ImportRun.objects.visible_to(actor).filter(pk=pk).exists()


def _sees_case(actor: Actor, pk: int) -> bool:
    return DuplicateCase.objects.visible_to(actor).filter(pk=pk).exists()

"""What rounds tell the floors below: kinds of work, bases, references, notices, the trail."""

from collections.abc import Callable, Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.audit import registry as audit_actions
from khet.collect import homes, jobs_rounds, search_rounds, trail
from khet.collect.models import Round, Submission
from khet.collect.worksheets import BASES, KINDS
from khet.files import access as file_access
from khet.files.access import FileAccess
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds
from khet.notify.registry import NoticeKind
from khet.notify.registry import kinds as notice_kinds
from khet.org.programs import Scope, scopes
from khet.work.kinds import bases, kinds

NOTICES = (
    ("collect.opened", _("มีแบบข้อมูลให้กรอก"), _("มีแบบข้อมูลให้กรอก {n} แบบ")),
    ("collect.returned", _("คืนแบบข้อมูลให้แก้"), ""),
    ("collect.handed", _("มอบแบบข้อมูลให้กรอก หรือผู้รับมอบกรอกเสร็จ"), ""),
    ("collect.changed", _("เปลี่ยนกำหนดหรือบันทึกคำตอบแทน"), ""),
)


def fill() -> None:
    for kind in KINDS:
        kinds.register(kind)
    for basis in BASES:
        bases.register(basis)
    ref_kinds.register(RefKind("collect.round", _url("round"), _round_labels, _sees_round))
    ref_kinds.register(RefKind("collect.submission", _url("submission"), _submission_labels, sees_submission))
    file_access.register(FileAccess("collect.submission", sees_submission))
    for key, label, folded in NOTICES:
        notice_kinds.register(NoticeKind(key, label, folded=folded, order=20))
    audit_actions.register(*trail.ROUNDS)
    homes.fill()
    search_rounds.fill()
    scopes.register(Scope("collect.read", _("รอบข้อมูลและค่าที่รับรองแล้ว")))
    assert jobs_rounds


def _url(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"collect:{name}", args=[pk])


def _round_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return dict(Round.objects.visible_to(actor).filter(pk__in=list(ids)).values_list("pk", "title"))


def _submission_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = Submission.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("round")
    return {row.pk: f"{row.round.title} · {row.unit_name}" for row in rows}


def _sees_round(actor: Actor, pk: int) -> bool:
    return Round.objects.visible_to(actor).filter(pk=pk).exists()


def sees_submission(actor: Actor, pk: int) -> bool:
    return Submission.objects.visible_to(actor).filter(pk=pk).exists()

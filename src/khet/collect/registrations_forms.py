"""What forms and registers tell the floors below."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khet.audit import registry as audit_actions
from khet.collect import jobs_records
from khet.collect.doors import Door, doors
from khet.collect.models import Form, RecordRow
from khet.collect.rules.records import sees_sensitive
from khet.collect.trail_forms import ACTIONS
from khet.files import access as file_access
from khet.files.access import FileAccess
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds
from khet.org.programs import Scope, scopes

READ, WRITE = "collect.records.read", "collect.records.write"
DOORS = (
    Door("forms", _("แบบเก็บข้อมูล"), _("สร้างเองหรือคัดลอกจากคลัง ไม่ต้องเขียนโปรแกรม"), "file-text", "collect:forms", order=20),
    Door("registers", _("ทะเบียนข้อมูล"), _("ข้อมูลรายแถว ค้น แก้ และดูประวัติได้"), "table-2", "collect:registers", order=30),
)


def fill() -> None:
    audit_actions.register(*ACTIONS)
    ref_kinds.register(RefKind("collect.form", _form_url, _form_labels, _sees_form))
    ref_kinds.register(RefKind("collect.recordrow", _row_url, _row_labels, _sees_row))
    scopes.register(Scope(READ, _("อ่านทะเบียนข้อมูล")))
    scopes.register(Scope(WRITE, _("เพิ่มและแก้แถวในทะเบียนข้อมูล")))
    for door in DOORS:
        doors.register(door)
    file_access.register(FileAccess("collect.form", _designs))
    assert jobs_records


def _designs(actor: Actor, pk: int) -> bool:
    """Files that were handed in for a register or a form: the staff of its desk."""
    return Form.objects.filter(pk=pk, desk_id__in=actor.staff_desk_ids).exists()


def _form_url(pk: int) -> str:
    return reverse("collect:form", args=[pk])


def _form_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return dict(Form.objects.visible_to(actor).filter(pk__in=list(ids)).values_list("pk", "title"))


def _sees_form(actor: Actor, pk: int) -> bool:
    return Form.objects.visible_to(actor).filter(pk=pk).exists()


def _row_url(pk: int) -> str:
    return reverse("collect:row", args=[pk])


def _row_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    rows = RecordRow.objects.visible_to(actor).filter(pk__in=list(ids)).select_related("form")
    return {row.pk: row.title if sees_sensitive(actor, row) else row.form.title for row in rows}


def _sees_row(actor: Actor, pk: int) -> bool:
    return RecordRow.objects.visible_to(actor).filter(pk=pk).exists()

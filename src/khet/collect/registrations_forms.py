"""What forms and registers tell the floors below."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from khet.audit import registry as audit_actions
from khet.collect.models import Form, RecordRow
from khet.collect.trail_forms import ACTIONS
from khet.kernel.actor import Actor
from khet.kernel.refs import RefKind, ref_kinds


def fill() -> None:
    audit_actions.register(*ACTIONS)
    ref_kinds.register(RefKind("collect.form", _form_url, _form_labels, _sees_form))
    ref_kinds.register(RefKind("collect.recordrow", _row_url, _row_labels, _sees_row))


def _form_url(pk: int) -> str:
    return reverse("collect:form", args=[pk])


def _form_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return dict(Form.objects.visible_to(actor).filter(pk__in=list(ids)).values_list("pk", "title"))


def _sees_form(actor: Actor, pk: int) -> bool:
    return Form.objects.visible_to(actor).filter(pk=pk).exists()


def _row_url(pk: int) -> str:
    return reverse("collect:row", args=[pk])


def _row_labels(ids: Iterable[int], actor: Actor) -> Mapping[int, str]:
    return dict(RecordRow.objects.visible_to(actor).filter(pk__in=list(ids)).values_list("pk", "title"))


def _sees_row(actor: Actor, pk: int) -> bool:
    return RecordRow.objects.visible_to(actor).filter(pk=pk).exists()

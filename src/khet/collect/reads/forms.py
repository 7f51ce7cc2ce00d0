"""Forms and their versions, for pages and for whoever opens rounds."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from khet.collect.models import DraftStep, Form, FormVersion
from khet.collect.reads.codes import spelt, unspelt
from khet.collect.schema import Schema
from khet.collect.schema.differing import Difference, differences
from khet.collect.validity import Fault, faults
from khet.kernel.actor import Actor


def _published() -> QuerySet[FormVersion]:
    return FormVersion.objects.filter(form=OuterRef("pk"), published_at__isnull=False)


def published(actor: Actor) -> QuerySet[Form]:
    """Forms of my desk that a round can be opened with."""
    mine = Form.objects.filter(desk_id=actor.desk_id, kind=Form.Kind.ROUND, archived=False)
    return mine.filter(Exists(_published())).order_by("title")


def own(actor: Actor, *, archived: bool = False) -> QuerySet[Form]:
    """Forms of the desk I act in, with what has become of them."""
    drafts = FormVersion.objects.filter(form=OuterRef("pk"), published_at__isnull=True)
    mine = Form.objects.filter(desk_id=actor.desk_id, archived=archived)
    return mine.annotate(is_published=Exists(_published()), has_draft=Exists(drafts), round_count=Count("rounds"))


def library() -> QuerySet[Form]:
    """Ready forms, to be copied."""
    return Form.objects.filter(desk__isnull=True, archived=False)


def latest(form: Form) -> FormVersion | None:
    """The newest published version."""
    return form.versions.filter(published_at__isnull=False).order_by("-number").first()


def draft(form: Form) -> FormVersion | None:
    return form.versions.filter(published_at__isnull=True).first()


def last_step(version: FormVersion) -> DraftStep | None:
    """What would be undone."""
    return version.steps.first()


@dataclass(frozen=True, slots=True)
class Workbench:
    """A draft as its designer sees it: as it is written, and with its choices spelt out; what hinders publishing."""

    version: FormVersion
    written: Schema
    schema: Schema
    faults: tuple[Fault, ...]
    step: DraftStep | None


def workbench(version: FormVersion) -> Workbench:
    written = version.schema
    schema = spelt(written)
    return Workbench(version, written, schema, faults(schema), last_step(version))


def changes_of(version: FormVersion) -> tuple[Difference, ...] | None:
    """What differs from the version before it; None for the first."""
    older = version.form.versions.filter(published_at__isnull=False, number__lt=version.number).order_by("-number")
    before = older.first()
    if before is None:
        return None
    now = version.schema if version.published_at else spelt(unspelt(version.schema))
    return differences(before.schema, now)


def unwritten(version: FormVersion) -> Schema:
    """A published version as its next draft begins: its code lists are looked up anew."""
    return unspelt(version.schema)

"""Forms from their beginning to a published version."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.collect.models import Form, FormVersion
from khet.collect.reads.codes import keys_in, options_of, spelt_with
from khet.collect.reads.forms import draft, latest, unwritten
from khet.collect.rules.forms import may_copy, may_design, may_make
from khet.collect.schema import Schema, write
from khet.collect.services.library import duty_of
from khet.collect.validity import faults
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class About:
    """What a form is for. duty_id: the letter of the legal duty; readers and writers are for record types."""

    title: str
    kind: str = Form.Kind.ROUND
    purpose: str = ""
    duty_id: str | None = None
    readers: str = Form.Reach.DESK
    writers: str = Form.Reach.DESK


@transaction.atomic
def make_form(*, actor: Actor, about: About, schema: Schema | None = None) -> Form:
    """A form of the desk acted in, with a first draft. Raises Refused for whoever makes no forms here."""
    if not may_make(actor):
        raise Refused("สร้างแบบได้เมื่อท่านเป็นเจ้าหน้าที่ของหน่วยงาน เลือกตำแหน่งที่มุมบน", code="no_post")
    return _start(actor, about, schema or Schema(), key="")


@transaction.atomic
def copy_form(*, actor: Actor, form: Form, title: str = "") -> Form:
    """A form of one's own out of a ready one; its figures keep their names, so that they can be compared."""
    version = latest(form)
    if not may_copy(actor, form):
        raise Refused("คัดลอกได้เฉพาะแบบในคลังและแบบของหน่วยงานท่าน", code="not_yours")
    if version is None:
        raise Refused("แบบนี้ยังไม่ประกาศใช้ ประกาศแล้วจึงคัดลอกได้", code="not_published")
    duty = form.duty_id or (duty_of(form.key) if form.desk_id is None and actor.desk_kind == "office" else None)
    about = About(title or form.title, form.kind, form.purpose, duty, form.readers, form.writers)
    return _start(actor, about, unwritten(version), key=form.key, source=form)


def _start(actor: Actor, about: About, schema: Schema, *, key: str, source: Form | None = None) -> Form:
    form = Form.objects.create(
        desk_id=actor.desk_id,
        key=_free_key(actor.desk_id or 0, key),
        title=about.title,
        kind=about.kind,
        purpose=about.purpose,
        duty_id=about.duty_id,
        readers=about.readers,
        writers=about.writers,
        copied_from=source,
        by_name=actor.person_name,
    )
    FormVersion.objects.create(form=form, content=write(schema), by_name=actor.person_name)
    after = {"title": form.title, "kind": form.kind, "copied_from": source.pk if source else None}
    audit.record(actor, "collect.form_made", form, after=after)
    return form


def _free_key(desk_id: int, wanted: str) -> str:
    stem = wanted or "form"
    taken = set(Form.objects.filter(desk_id=desk_id, key__startswith=stem).values_list("key", flat=True))
    if wanted and wanted not in taken:
        return wanted
    return next(f"{stem}-{at}" for at in range(2 if wanted else 1, len(taken) + 3) if f"{stem}-{at}" not in taken)


@transaction.atomic
def save_about(*, actor: Actor, form: Form, about: About) -> Form:
    """Its name, purpose and rights; the kind stays as it was made."""
    form = _mine(actor, form)
    parts = ("title", "purpose", "duty_id", "readers", "writers")
    before = {name: getattr(form, name) for name in parts}
    for name in parts:
        setattr(form, name, getattr(about, name))
    form.save(update_fields=["title", "purpose", "duty", "readers", "writers"])
    after = {name: getattr(form, name) for name in parts}
    if after != before:
        audit.record(actor, "collect.form_settings", form, before=before, after=after)
    return form


@transaction.atomic
def set_archived(*, actor: Actor, form: Form, archived: bool) -> Form:
    """An archived form opens no new round; open rounds and kept rows go on."""
    form = _mine(actor, form)
    if form.archived != archived:
        form.archived = archived
        form.save(update_fields=["archived"])
        audit.record(actor, "collect.form_archived" if archived else "collect.form_restored", form)
    return form


@transaction.atomic
def open_draft(*, actor: Actor, form: Form) -> FormVersion:
    """The draft of the next version, begun from the newest one when there is none."""
    form = _mine(actor, form)
    there = draft(form)
    if there is not None:
        return there
    last = latest(form)
    made = FormVersion.objects.create(
        form=form,
        number=(last.number if last else 0) + 1,
        content=write(unwritten(last)) if last else {},
        by_name=actor.person_name,
    )
    audit.record(actor, "collect.draft_opened", form, after={"number": made.number})
    return made


@transaction.atomic
def drop_draft(*, actor: Actor, form: Form) -> None:
    """Back to the published version. Raises Refused while there is none to go back to."""
    form = _mine(actor, form)
    if latest(form) is None:
        raise Refused("แบบนี้ยังไม่เคยประกาศใช้ ถ้าไม่ใช้แล้วให้เลิกใช้แบบ", code="only_draft")
    there = draft(form)
    if there is not None:
        audit.record(actor, "collect.draft_dropped", form, after={"number": there.number})
        there.delete()


@transaction.atomic
def publish(*, actor: Actor, form: Form, note: str = "", edition: int | None = None) -> FormVersion:
    """The draft becomes what the next round asks; its code lists are spelt out and never change in it.

    edition: what was looked at when deciding. Rounds that are open keep the version they began with. Raises Refused
    with the first fault, when somebody changed the draft meanwhile, or when nothing is drafted.
    """
    form = _mine(actor, form)
    there = form.versions.select_for_update().filter(published_at__isnull=True).first()
    if there is None:
        raise Refused("ไม่มีร่างที่รอประกาศใช้ แก้แบบก่อน", code="no_draft")
    if edition is not None and there.edition != edition:
        raise Refused("แบบนี้มีผู้แก้หลังจากท่านเปิดดู โหลดหน้าใหม่แล้วตรวจอีกครั้ง", code="stale")
    written = there.schema
    lists = options_of(keys_in(written))
    schema = spelt_with(written, {key: options for key, (_number, options) in lists.items()})
    if found := faults(schema):
        raise Refused(
            "ยังประกาศใช้ไม่ได้ มี %(count)s จุดต้องแก้: %(first)s", code="faults", count=len(found), first=found[0].sentence
        )
    there.content = write(schema)
    there.lists = {key: number for key, (number, _options) in lists.items()}
    there.published_at = timezone.now()
    there.by_name = actor.person_name
    there.note = note[:300]
    there.save()
    there.steps.all().delete()
    audit.record(actor, "collect.form_published", form, after={"number": there.number}, note=note)
    return there


def _mine(actor: Actor, form: Form) -> Form:
    locked = Form.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if not may_design(actor, locked):
        raise Refused("แบบนี้เป็นของหน่วยงานอื่น คัดลอกเป็นของท่านก่อนแก้", code="not_yours")
    return locked

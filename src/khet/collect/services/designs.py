"""Changes of a draft: one at a time, each told on the trail, the last ones to be undone."""

from django.db import transaction
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.collect.models import DraftStep, Form, FormVersion
from khet.collect.rules.forms import may_design
from khet.collect.schema import SchemaError, write
from khet.collect.schema.editing import Change, sound
from khet.collect.validity import places_that_read
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

MOST_STEPS = 30


@transaction.atomic
def change(*, actor: Actor, form: Form, by: Change, said: str, edition: int | None = None) -> FormVersion:
    """Apply a change to the draft and keep what was before. said: the change in Thai, for the trail and the undo.

    edition: what the designer saw; None takes it as it is now. Raises Refused when somebody else was faster, when
    the part is gone, or when the change does not fit (a key that stands twice).
    """
    version = _draft(actor, form)
    if edition is not None and version.edition != edition:
        raise Refused("แบบนี้มีผู้แก้หลังจากท่านเปิดดู สิ่งที่ท่านพิมพ์ยังอยู่ โหลดหน้าแบบแล้วทำอีกครั้ง", code="stale")
    try:
        content = write(sound(by(version.schema)))
    except KeyError:
        raise Refused("ส่วนนี้ถูกลบไปแล้ว กลับไปดูแบบล่าสุด", code="gone") from None
    except SchemaError as wrong:
        raise _unfit(wrong) from None
    if content == version.content:
        return version
    DraftStep.objects.create(
        version=version, edition=version.edition, content=version.content, said=said[:300], by_name=actor.person_name
    )
    _forget_old(version)
    return _write(actor, form, version, content, "collect.form_changed", said)


@transaction.atomic
def undo(*, actor: Actor, form: Form) -> str:
    """Take back the last change; gives what was taken back. Raises Refused when there is none."""
    version = _draft(actor, form)
    step = version.steps.first()
    if step is None:
        raise Refused("ไม่มีการแก้ไขให้ย้อนกลับแล้ว", code="nothing")
    content, said = step.content, step.said
    step.delete()
    _write(actor, form, version, content, "collect.form_undone", said)
    return said


def refuse_if_read(version: FormVersion, key: str, *, within: str = "") -> None:
    """A part that a formula reads stays; formulas of the section within go along with it. Raises Refused with where."""
    places = places_that_read(version.schema, key, leave_out=within)
    if places:
        shown = ", ".join(places[:3])
        raise Refused("ลบหรือเปลี่ยนรหัสไม่ได้ %(key)s ใช้อยู่ใน %(shown)s แก้ส่วนนั้นก่อน", code="in_use", key=key, shown=shown)


def _draft(actor: Actor, form: Form) -> FormVersion:
    version = FormVersion.objects.select_for_update(of=("self",)).filter(form=form, published_at__isnull=True).first()
    if not may_design(actor, form):
        raise Refused("แบบนี้เป็นของหน่วยงานอื่น คัดลอกเป็นของท่านก่อนแก้", code="not_yours")
    if version is None:
        raise Refused("แบบนี้ประกาศใช้แล้ว กดแก้แบบเพื่อเริ่มฉบับถัดไป", code="no_draft")
    return version


def _write(
    actor: Actor, form: Form, version: FormVersion, content: dict[str, object], action: str, said: str
) -> FormVersion:
    version.content = content
    version.edition += 1
    version.by_name = actor.person_name
    version.save(update_fields=["content", "edition", "by_name"])
    audit.record(actor, action, form, note=said)
    return version


def _forget_old(version: FormVersion) -> None:
    kept = version.steps.values_list("pk", flat=True)[:MOST_STEPS]
    version.steps.exclude(pk__in=list(kept)).delete()


def _unfit(wrong: SchemaError) -> Refused:
    if wrong.place.endswith(".key") and "twice" in str(wrong):
        return Refused("รหัสนี้มีในแบบแล้ว ใช้รหัสอื่น", code="twice", field="key")
    if wrong.place.endswith(".key"):
        text = gettext_noop("รหัสใช้ a–z ตัวเลข และ _ ขึ้นต้นด้วยตัวอักษร ยาวไม่เกิน 40 ตัว")
        return Refused(text, code="bad_key", field="key")
    if wrong.place.rpartition(".")[2] in ("rows", "columns", "options", "fields"):
        return Refused("มีรหัสซ้ำกัน ว่าง หรือมีเครื่องหมาย / ในรายการ แก้แล้วบันทึกใหม่", code="twice")
    return Refused("แบบใหญ่เกินไป ตารางและช่องรวมกันได้ไม่เกิน 5,000 ช่อง", code="too_big")

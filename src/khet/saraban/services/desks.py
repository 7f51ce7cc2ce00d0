"""What a desk sets for itself."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from khet.audit import services as audit
from khet.files import services as files
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.paper import services as paper
from khet.saraban.models import DeskSetting, Kind, LetterTemplate
from khet.saraban.rules.registers import may_keep_template, may_set_up
from khet.saraban.services.locking import refuse_unless

SETTABLE = (
    "letter_prefix",
    "circular_own_series",
    "thai_digits",
    "catch_words",
    "header_lines",
    "contact",
    "emblem_id",
    "stamp_name",
    "default_signer_id",
    "secret_registrar_id",
)
TEMPLATE_PARTS = ("subject", "to_text", "closing", "body", "circular", "order")
NOT_YOURS = gettext_noop("ตั้งค่าได้เฉพาะสารบรรณหรือหัวหน้าของหน่วยงาน ขอให้ท่านใดท่านหนึ่งตั้งให้")


@transaction.atomic
def save_settings(*, actor: Actor, **fields: Any) -> DeskSetting:
    """Change settings of the desk acted in. Raises Refused for those who may not; TypeError for unknown names."""
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    if unknown := set(fields) - set(SETTABLE):
        raise TypeError(f"no such settings: {sorted(unknown)}")
    setting, _ = DeskSetting.objects.select_for_update(of=("self",), no_key=True).get_or_create(desk_id=actor.desk_id)
    if not fields:
        return setting
    before = {name: getattr(setting, name) for name in fields}
    for name, value in fields.items():
        setattr(setting, name, value.strip() if isinstance(value, str) else value)
    setting.save()
    after = {name: getattr(setting, name) for name in fields}
    audit.record(actor, "saraban.settings_changed", setting, before=before, after=after)
    return setting


def set_emblem(*, actor: Actor, content: bytes | None) -> DeskSetting:
    """Keep the desk's own emblem (PNG, JPEG or SVG, kept as PNG), or take it away with None.

    Raises Refused when it cannot be read as a picture.
    """
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    received = None
    if content is not None:
        received = files.receive(paper.as_png(content), name="ตราส่วนราชการ.png", allow=files.IMAGES)
    with transaction.atomic():
        setting = save_settings(actor=actor)
        owner = Ref("saraban.desk", setting.pk)
        stored = files.store(actor=actor, content=received, owner=owner, allow=files.IMAGES) if received else None
        return save_settings(actor=actor, emblem_id=stored.pk if stored else None)


@transaction.atomic
def save_template(
    *, actor: Actor, kind: str, name: str, template: LetterTemplate | None = None, **parts: Any
) -> LetterTemplate:
    """Keep a beginning for letters of the desk; one that came with the system is copied, not changed."""
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    if unknown := set(parts) - set(TEMPLATE_PARTS):
        raise TypeError(f"no such parts: {sorted(unknown)}")
    if not name.strip():
        raise Refused("ตั้งชื่อแบบหนังสือก่อนบันทึก", code="no_name", field="name")
    if template is None or not may_keep_template(actor, template):
        template = LetterTemplate(desk_id=actor.desk_id)
    template.kind, template.name = Kind(kind), name.strip()
    for part, value in parts.items():
        setattr(template, part, value)
    twin = LetterTemplate.objects.filter(desk_id=actor.desk_id, kind=template.kind, name=template.name)
    if twin.exclude(pk=template.pk).exists():
        raise Refused("มีแบบหนังสือชื่อนี้แล้ว ใช้ชื่ออื่นหรือแก้แบบเดิม", code="name_taken", field="name")
    template.save()
    audit.record(actor, "saraban.template_saved", template, after={"name": template.name, "kind": template.kind})
    return template


@transaction.atomic
def remove_template(*, actor: Actor, template: LetterTemplate) -> None:
    refuse_unless(may_keep_template(actor, template), NOT_YOURS, code="not_yours")
    audit.record(actor, "saraban.template_removed", template, before={"name": template.name})
    template.delete()

"""The office's own type faces: put in, taken out."""

from collections.abc import Sequence

from django.db import transaction

from khet.audit import services as audit
from khet.files import services as files
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.kernel.refs import Ref
from khet.paper import services as paper
from khet.saraban.models import DeskFont, DeskSetting
from khet.saraban.rules.registers import may_set_up
from khet.saraban.services.desks import NOT_YOURS
from khet.saraban.services.locking import refuse_unless

Face = DeskFont.Face


def set_fonts(*, actor: Actor, given: Sequence[tuple[str, bytes]]) -> list[DeskFont]:
    """Print with these TH Sarabun files from now on: (name, content) of each; what stood before goes.

    Raises Refused when one is no such file, or when a letter cannot be set with them.
    """
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    if not 1 <= len(given) <= len(Face):
        raise Refused("เลือกไฟล์แบบอักษร 1 ถึง 4 ไฟล์", code="count", field="fonts")
    facts = [paper.read_face(content) for _name, content in given]
    paper.tried(paper.office_fonts([content for _name, content in given]))
    received = [files.receive(content, name=_named(name), allow=files.FONTS) for name, content in given]
    with transaction.atomic():
        setting, _ = DeskSetting.objects.select_for_update(of=("self",), no_key=True).get_or_create(
            desk_id=actor.desk_id
        )
        with audit.command(actor, "saraban.fonts_changed", setting) as told:
            _drop(actor, setting, "เปลี่ยนแบบอักษร")
            rows = [_keep(actor, setting, fact, file) for fact, file in zip(facts, received, strict=True)]
            told.after = {"family": facts[0].family, "faces": [row.face for row in rows]}
    return rows


def _named(name: str) -> str:
    return name if name.lower().endswith(".ttf") else f"{name}.ttf"


def _keep(actor: Actor, setting: DeskSetting, fact: paper.FaceFacts, file: files.Received) -> DeskFont:
    stored = files.store(actor=actor, content=file, owner=Ref("saraban.desk", setting.pk), allow=files.FONTS)
    face = {
        (False, False): Face.REGULAR,
        (True, False): Face.BOLD,
        (False, True): Face.ITALIC,
        (True, True): Face.BOLD_ITALIC,
    }[fact.bold, fact.italic]
    return DeskFont.objects.create(
        desk_id=setting.desk_id, face=face, family=fact.family[:100], file=stored, by_name=actor.person_name
    )


@transaction.atomic
def remove_fonts(*, actor: Actor) -> None:
    """Back to the faces of the house; letters that went out stay as they are."""
    refuse_unless(may_set_up(actor), NOT_YOURS, code="not_yours")
    setting = DeskSetting.objects.select_for_update(of=("self",), no_key=True).filter(desk_id=actor.desk_id).first()
    if setting is not None and DeskFont.objects.filter(desk_id=setting.desk_id).exists():
        with audit.command(actor, "saraban.fonts_changed", setting, after={"family": ""}):
            _drop(actor, setting, "กลับไปใช้แบบอักษรของระบบ")


def _drop(actor: Actor, setting: DeskSetting, reason: str) -> None:
    for row in DeskFont.objects.filter(desk_id=setting.desk_id).select_related("file"):
        stored = row.file
        row.delete()
        files.discard(stored, actor=actor, reason=reason)

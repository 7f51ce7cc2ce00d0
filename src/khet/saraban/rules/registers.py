"""Who may keep a desk's registers and settings."""

from khet.kernel.actor import Actor
from khet.saraban.models import LetterTemplate, RegisterEntry
from khet.saraban.rules.capacity import keeps_registry, leads


def may_keep(actor: Actor, desk_id: int | None = None) -> bool:
    """Reserve, void, open and close years: the registry of the desk acted in."""
    desk = actor.desk_id if desk_id is None else desk_id
    return desk is not None and keeps_registry(actor, desk)


def may_void(actor: Actor, entry: RegisterEntry) -> bool:
    return not entry.is_void and not entry.imported and may_keep(actor, entry.desk_id)


def may_annotate(actor: Actor, entry: RegisterEntry) -> bool:
    return not entry.imported and may_keep(actor, entry.desk_id)


def may_set_up(actor: Actor) -> bool:
    """The desk's letter settings: its registry, its head, or the office's settings keeper for the own desk."""
    if actor.desk_id is None:
        return False
    return keeps_registry(actor, actor.desk_id) or leads(actor, actor.desk_id) or actor.has_duty("settings")


def may_keep_template(actor: Actor, template: LetterTemplate) -> bool:
    return template.desk_id is not None and template.desk_id == actor.desk_id and may_set_up(actor)

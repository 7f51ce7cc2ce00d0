"""Who makes forms: the staff of the desk that owns them. Nobody changes a ready form of the library; it is copied."""

from khet.collect.models import Form
from khet.kernel.actor import Actor


def may_make(actor: Actor) -> bool:
    """Staff of an office or of a school, in the post acted in now; not teachers and pupils."""
    return actor.desk_id is not None and actor.desk_id in actor.staff_desk_ids


def may_design(actor: Actor, form: Form) -> bool:
    return form.desk_id is not None and form.desk_id == actor.desk_id and may_make(actor)


def may_copy(actor: Actor, form: Form) -> bool:
    """Own forms and the library; what one is only asked to fill in stays its owner's."""
    return may_make(actor) and (form.desk_id is None or form.desk_id in actor.staff_desk_ids)


def may_keep_codes(actor: Actor) -> bool:
    """Code lists are shared by the whole area: the office keeps them."""
    return may_make(actor) and actor.desk_kind == "office"

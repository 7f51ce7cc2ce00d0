"""Who may look at a register and keep its rows."""

from khet.collect.models import Form, RecordRow
from khet.collect.rules.forms import may_make
from khet.kernel.actor import Actor


def may_open(actor: Actor, form: Form) -> bool:
    """A published register that this actor sees."""
    return form.kind == Form.Kind.RECORD and Form.objects.all().registers_for(actor).filter(pk=form.pk).exists()


def may_add(actor: Actor, form: Form) -> bool:
    """Its own desk; schools under it where the register says so, each for its own rows."""
    if form.archived or form.kind != Form.Kind.RECORD or not may_make(actor):
        return False
    return form.desk_id == actor.desk_id or (form.writers == Form.Reach.UNDER and may_open(actor, form))


def may_keep_row(actor: Actor, row: RecordRow) -> bool:
    """Whose row it is, and the desk that keeps the register."""
    return actor.desk_id in (row.desk_id, row.form.desk_id) and may_make(actor) and not row.form.archived


def sees_sensitive(actor: Actor, row: RecordRow) -> bool:
    """Marked fields are for the staff of the desk whose row it is, and of the desk that keeps the register."""
    return row.desk_id in actor.staff_desk_ids or row.form.desk_id in actor.staff_desk_ids

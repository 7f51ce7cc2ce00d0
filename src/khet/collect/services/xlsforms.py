"""A form out of an XLSForm workbook."""

from collections.abc import Sequence

from django.db import transaction

from khet.audit import services as audit
from khet.collect.models import Form
from khet.collect.services.forms import About, make_form
from khet.collect.xlsform import Loss, take
from khet.kernel.actor import Actor


@transaction.atomic
def bring_form(*, actor: Actor, content: bytes, title: str, own_title: bool = True) -> tuple[Form, Sequence[Loss]]:
    """A draft of the desk acted in, and what could not be taken. Raises Refused when it is no XLSForm.

    own_title: title was chosen; else the workbook's own goes before it.
    """
    taken = take(content)
    about = About(title if own_title else taken.title or title)
    with audit.command(actor, "collect.form_imported", after={"losses": len(taken.losses)}) as part:
        form = make_form(actor=actor, about=about, schema=taken.schema)
        part.target = form
    return form, taken.losses

"""The one maintenance door: a personal value is erased, its digest stays and the chain still verifies."""

from django.db import transaction

from khet.audit.models import Entry, PrivateValue
from khet.audit.services.commands import record
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused


@transaction.atomic
def erase(entry: Entry, *, actor: Actor, reason: str, names: list[str] | None = None) -> int:
    """Empty the personal values of an entry (all, or those named) for good; returns how many. Itself recorded."""
    if not reason.strip():
        raise Refused("ยังไม่มีเหตุผล พิมพ์เหตุผลที่ลบข้อมูลส่วนบุคคล", code="reason", field="reason")
    values = PrivateValue.objects.filter(entry=entry, value__isnull=False)
    if names is not None:
        values = values.filter(name__in=names)
    erased = sorted(values.values_list("name", flat=True))
    values.update(value=None, salt="")
    record(actor, "audit.erased", entry, after={"names": erased}, note=reason)
    return len(erased)

"""Views that somebody keeps."""

from django.db import IntegrityError, transaction

from khet.audit import services as audit
from khet.insight.models import SavedView
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

MOST = 100


@transaction.atomic
def keep_view(*, actor: Actor, name: str, query: str, shared: bool = False) -> SavedView:
    """Keep an address under a name. Raises Refused for a name one has already."""
    if actor.person_id is None:
        raise Refused("ลงชื่อเข้าใช้ก่อนจึงเก็บมุมมองได้", code="nobody")
    if SavedView.objects.filter(person_id=actor.person_id).count() >= MOST:
        raise Refused("เก็บมุมมองได้ไม่เกิน %(most)s รายการ ลบรายการที่ไม่ใช้ก่อน", code="too_many", most=MOST)
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                person_id=actor.person_id, desk_id=actor.desk_id, name=name.strip(), query=query, shared=shared
            )
    except IntegrityError:
        raise Refused("ท่านมีมุมมองชื่อนี้แล้ว ตั้งชื่ออื่น", code="name_taken", field="name") from None
    audit.record(actor, "insight.view_kept", view, after={"name": view.name, "shared": shared})
    return view


@transaction.atomic
def drop_view(*, actor: Actor, view: SavedView) -> None:
    """Forget one's own view."""
    audit.record(actor, "insight.view_dropped", view, before={"name": view.name})
    view.delete()

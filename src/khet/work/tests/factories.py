"""Small makers of asks and items."""

from typing import Any

from khet.kernel.refs import Ref
from khet.work import services
from khet.work.models import Ask, WorkItem

LETTER = Ref("test.letter", 7)


def an_ask(**fields: Any) -> Ask:
    given = {"basis": LETTER, "kind": "test.reply", "label": "ตอบแบบสำรวจ", "order": 0, **fields}
    return services.ask(**given)


def a_spec(unit: Any, *, subject: int = 1, **fields: Any) -> services.Spec:
    given = {"label": "สำรวจอินเทอร์เน็ต", "kind": "test.reply", "basis": LETTER, **fields}
    return services.Spec(subject=Ref("test.delivery", subject), asked_unit_id=unit.pk, **given)


def an_item(by: Any, unit: Any, **fields: Any) -> WorkItem:
    return services.open_items(actor=by.actor, spec=a_spec(unit, **fields))

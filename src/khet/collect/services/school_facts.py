"""Cards of schools mended as a file tells, by org's own service; each only by those who keep that card."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from khet.audit import services as audit
from khet.collect.reads.school_facts import FACTS
from khet.collect.reads.schools import schools_of
from khet.collect.validity import kept_text
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org import rules as org_rules
from khet.org.models import Unit
from khet.org.services import units


@transaction.atomic
def mend(*, actor: Actor, picks: Iterable[str]) -> int:
    """picks: "unit id:column:text" as ticked. Returns how many schools. All of them or none.

    Raises Refused when nothing is ticked, for a school that is not one's own to keep, for what a card cannot hold.
    """
    known = schools_of(actor).units
    cards: dict[int, dict[str, object]] = {}
    for each in picks:
        number, _colon, rest = each.partition(":")
        key, _colon, text = rest.partition(":")
        unit = known.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
        if unit is None or key not in FACTS or not org_rules.may_keep_unit(actor, unit):
            raise Refused("ท่านแก้ข้อมูลของโรงเรียนนี้ไม่ได้ แจ้งโรงเรียนหรือผู้ดูแลบุคคลของเขต", code="not_yours")
        cards.setdefault(unit.pk, {})[key] = _clean(unit, key, text)
    if not cards:
        raise Refused("เลือกอย่างน้อยหนึ่งรายการ", code="nothing")
    target = Unit.objects.filter(pk__in=cards if len(cards) == 1 else [actor.desk_id]).first()
    after = {"schools": len(cards), "facts": sum(map(len, cards.values()))}
    with audit.command(actor, "collect.school_facts_mended", target, after=after):
        for pk, card in cards.items():
            units.mend_card(actor=actor, unit=known[pk], **card)
    return len(cards)


def _clean(unit: Unit, key: str, text: str) -> str:
    try:
        return str(Unit._meta.get_field(key).clean(kept_text(text).strip(), unit))  # type: ignore[union-attr]
    except ValidationError as wrong:
        said = {"unit": str(unit), "value": text[:60], "why": wrong.messages[0]}
        raise Refused("%(unit)s: “%(value)s” ใช้ไม่ได้ %(why)s", code="bad_fact", **said) from None

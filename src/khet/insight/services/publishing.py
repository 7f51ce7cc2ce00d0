"""Versions of an indicator: published, brought back, put away."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from khet.audit import services as audit
from khet.insight.models import Indicator, IndicatorVersion
from khet.insight.reads.catalogue import Catalogue, catalogue, titles_of, words_of
from khet.insight.reads.defining import draft_of
from khet.insight.reads.formulas import faults
from khet.insight.reads.terms import PARTS, terms_of
from khet.insight.services.holding import kept, unchanged_since
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import Unit


@transaction.atomic
def publish(*, actor: Actor, indicator: Indicator, edition: int, note: str = "") -> IndicatorVersion:
    """From now on every page reckons by the draft. Raises Refused with the first fault of its formula."""
    row = kept(actor, indicator)
    there = draft_of(row)
    if there is None:
        raise Refused("ไม่มีร่างที่รอประกาศใช้ แก้ตัวชี้วัดก่อน", code="no_draft")
    unchanged_since(there.edition, edition)
    known = catalogue(actor.desk_id)
    if found := faults(there.told, known):
        raise Refused(
            "ยังประกาศใช้ไม่ได้ มี %(count)s จุดต้องแก้: %(first)s", code="faults", count=len(found), first=found[0].sentence
        )
    there.content = _worded(there.content, known)
    there.note, there.by_name, there.published_at = note[:300], actor.person_name, timezone.now()
    there.save()
    before = row.version
    _hold(row, there)
    audit.record(
        actor, "insight.indicator_published", row, before={"version": before}, after=_told(there), note=there.note
    )
    return there


@transaction.atomic
def restore(*, actor: Actor, indicator: Indicator, number: int) -> IndicatorVersion:
    """An earlier version holds again, as the next one. A draft is kept and stands behind it."""
    row = kept(actor, indicator)
    old = row.versions.filter(number=number, published_at__isnull=False).first()
    if old is None or number == row.version:
        raise Refused("นำกลับมาได้เฉพาะฉบับก่อน โหลดหน้าใหม่แล้วเลือกอีกครั้ง", code="no_version")
    if found := faults(old.told, catalogue(actor.desk_id)):
        raise Refused("ฉบับที่ %(number)s ใช้ไม่ได้แล้ว %(first)s", number=number, first=found[0].sentence, code="faults")
    drafted = draft_of(row)
    next_number = row.version + 1
    if drafted is not None:
        drafted.number = next_number + 1
        drafted.save(update_fields=["number"])
    made = IndicatorVersion.objects.create(
        indicator=row,
        number=next_number,
        content=old.content,
        shipped=old.shipped,
        copies=number,
        by_name=actor.person_name,
        published_at=timezone.now(),
    )
    before = row.version
    _hold(row, made)
    after = {**_told(made), "copies": number}
    audit.record(actor, "insight.indicator_restored", row, before={"version": before}, after=after)
    return made


@transaction.atomic
def set_archived(*, actor: Actor, indicator: Indicator, archived: bool) -> Indicator:
    """Put away, it stands in no list and no book; its page and its versions stay."""
    row = kept(actor, indicator)
    if row.version == 0:
        raise Refused("ตัวชี้วัดนี้ยังไม่ประกาศใช้ ถ้าไม่ใช้แล้วให้ทิ้งร่าง", code="only_draft")
    if row.archived != archived:
        row.archived = archived
        row.save(update_fields=["archived"])
        audit.record(actor, "insight.indicator_archived" if archived else "insight.indicator_returned", row)
    return row


def _worded(content: Mapping[str, Any], known: Catalogue) -> dict[str, Any]:
    """What was left to the system to say."""
    terms = {part: terms_of(content[part]) for part in PARTS}
    told = {f"{part}_text": words_of(terms[part], known)[:200] for part in PARTS}
    told["source"] = titles_of([*terms["numerator"], *terms["denominator"]], known)[:200]
    return {**content, **{name: text for name, text in told.items() if not content.get(name)}}


def _hold(row: Indicator, version: IndicatorVersion) -> None:
    """The indicator is what this version says; a group that is no more owns nothing."""
    for name in Indicator.DEFINED:
        if name in version.content:
            setattr(row, name, version.content[name])
    if row.owner_id is not None and not Unit.objects.filter(pk=row.owner_id).exists():
        row.owner_id = None
    row.version = version.number
    row.save()


def _told(version: IndicatorVersion) -> dict[str, object]:
    return {"version": version.number, "title": str(version.content.get("title", ""))}

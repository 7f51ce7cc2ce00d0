"""What an indicator is, in the making: a draft, and its formula piece by piece."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction

from khet.audit import services as audit
from khet.insight.models import Indicator, IndicatorVersion
from khet.insight.reads.catalogue import catalogue
from khet.insight.reads.defining import draft_of
from khet.insight.reads.formulas import term_faults
from khet.insight.reads.terms import PARTS, Term, terms_of, told_of
from khet.insight.rules import may_define
from khet.insight.services.holding import kept, unchanged_since
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.models import LegalDuty, Unit

MOST_TERMS = 12
"""In one part; more is a table of its own."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of an indicator. factor: 1, 100 for percent, or per how many; year_type: school, fiscal, calendar.

    numerator_text, denominator_text and source are written by the system where they are left empty.
    """

    title: str
    question: str = ""
    definition: str = ""
    numerator_text: str = ""
    denominator_text: str = ""
    factor: float = 1
    decimals: int = 1
    unit_word: str = ""
    better: str = Indicator.Better.NEITHER
    year_type: str = "school"
    source: str = ""
    owner_id: int | None = None
    duty: str = ""
    order: int = 100


@transaction.atomic
def make_indicator(*, actor: Actor, about: About, key: str = "") -> Indicator:
    """A new indicator, seen by nobody else until its first version is published. Raises Refused for a key in use."""
    if not may_define(actor):
        raise Refused("สร้างตัวชี้วัดได้เมื่อท่านเป็นเจ้าหน้าที่ของเขต เลือกตำแหน่งที่มุมบน", code="no_post")
    _sound(actor, about)
    row = Indicator(key=key or _free_key(), **{**asdict(about), "owner_id": None})
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused("มีตัวชี้วัดรหัส %(key)s แล้ว ตั้งรหัสอื่น", key=row.key, code="key_taken", field="key") from None
    content = {**row.content, **asdict(about)}
    IndicatorVersion.objects.create(indicator=row, number=1, content=content, edition=1, by_name=actor.person_name)
    audit.record(actor, "insight.indicator_made", row, after={"key": row.key, "title": row.title})
    return row


@transaction.atomic
def save_about(*, actor: Actor, indicator: Indicator, about: About, edition: int) -> IndicatorVersion | None:
    """The draft says so from now on; None when it said so before."""
    row = kept(actor, indicator)
    _sound(actor, about)
    return _change(actor, row, edition, lambda content: {**content, **asdict(about)}, "insight.indicator_draft_saved")


@transaction.atomic
def put_term(
    *, actor: Actor, indicator: Indicator, part: str, term: Term, edition: int, at: int | None = None
) -> IndicatorVersion | None:
    """Add something that is counted to the numerator or the denominator, or replace what stands there at a place.

    Its part is put into words anew. Raises Refused for what no form asks, and when the draft changed meanwhile.
    """
    row = kept(actor, indicator)
    if wrong := next(term_faults(term, catalogue(actor.desk_id)), ""):
        raise Refused(wrong, code="no_element")

    def changed(terms: list[Term]) -> list[Term]:
        if at is not None:
            return [*terms[:at], term, *terms[at + 1 :]]
        if len(terms) >= MOST_TERMS:
            raise Refused("เพิ่มได้ไม่เกิน %(most)s รายการ ลบรายการที่ไม่ใช้ก่อน", most=MOST_TERMS, code="too_many")
        return [*terms, term]

    return _change_terms(actor, row, part, edition, changed, at)


@transaction.atomic
def drop_term(*, actor: Actor, indicator: Indicator, part: str, at: int, edition: int) -> IndicatorVersion | None:
    """Take one out of the numerator or the denominator."""
    row = kept(actor, indicator)
    return _change_terms(actor, row, part, edition, lambda terms: [*terms[:at], *terms[at + 1 :]], at)


@transaction.atomic
def drop_draft(*, actor: Actor, indicator: Indicator) -> bool:
    """Back to what is published. True when nothing ever was: then the indicator itself is gone."""
    row = kept(actor, indicator)
    there = draft_of(row)
    if there is None:
        raise Refused("ไม่มีร่างให้ทิ้ง โหลดหน้าใหม่", code="no_draft")
    audit.record(actor, "insight.indicator_draft_dropped", row, before={"number": there.number, "title": str(there)})
    if row.version == 0:
        row.delete()
        return True
    there.delete()
    return False


def _sound(actor: Actor, about: About) -> None:
    """Duty and owner are of this office."""
    if about.duty and not LegalDuty.objects.filter(pk=about.duty).exists():
        raise Refused("ไม่มีหน้าที่ตามกฎหมายข้อนี้ เลือกใหม่", code="no_duty", field="duty")
    groups = Unit.objects.filter(kind=Unit.Kind.GROUP, desk_id=actor.desk_id)
    if about.owner_id is not None and not groups.filter(pk=about.owner_id).exists():
        raise Refused("ผู้รับผิดชอบต้องเป็นกลุ่มในเขต เลือกใหม่", code="no_owner", field="owner")


def _free_key() -> str:
    taken = set(Indicator.objects.filter(key__startswith="indicator-").values_list("key", flat=True))
    return next(key for at in range(1, len(taken) + 2) if (key := f"indicator-{at}") not in taken)


def _change(
    actor: Actor,
    row: Indicator,
    edition: int,
    changed: Callable[[dict[str, Any]], dict[str, Any]],
    action: str,
    part: str = "",
) -> IndicatorVersion | None:
    """The draft with what changed, begun from what is published when there is none; an equal one is not kept."""
    there = draft_of(row)
    unchanged_since(there.edition if there else 0, edition)
    content: dict[str, Any] = there.content if there else row.content
    after = changed(dict(content))
    if after == content:
        return None
    there = there or IndicatorVersion(indicator=row, number=row.version + 1)
    there.content, there.edition, there.by_name = after, there.edition + 1, actor.person_name
    there.save()
    told = {name: _spelt(after[name]) for name in after if after[name] != content.get(name)}
    audit.record(actor, action, row, after={"number": there.number, **({"part": part} if part else told)})
    if row.version == 0:
        _hold_words(row, there)
    return there


def _change_terms(
    actor: Actor,
    row: Indicator,
    part: str,
    edition: int,
    changed: Callable[[list[Term]], list[Term]],
    at: int | None,
) -> IndicatorVersion | None:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        terms = list(terms_of(content[part]))
        if at is not None and not 0 <= at < len(terms):
            raise Refused("รายการนี้ถูกลบไปแล้ว โหลดหน้าใหม่", code="gone")
        return {**content, part: [told_of(term) for term in changed(terms)], f"{part}_text": "", "source": ""}

    if part not in PARTS:
        raise Refused("เลือกตัวตั้งหรือตัวหาร", code="no_part")
    return _change(actor, row, edition, change, "insight.indicator_formula_changed", part)


def _hold_words(row: Indicator, version: IndicatorVersion) -> None:
    """Before its first publishing the list calls an indicator as its draft does; its owner begins with that day."""
    for name in ("title", "question", "order", "duty", "unit_word"):
        setattr(row, name, version.content.get(name))
    row.save()


def _spelt(value: object) -> object:
    """As the trail can keep it."""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if isinstance(value, Sequence) and not isinstance(value, str) else value

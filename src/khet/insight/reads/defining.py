"""Indicators for those who make them: drafts, versions, and what differs between two of them."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khet.insight.models import Indicator, IndicatorVersion
from khet.insight.numbers import told
from khet.insight.reads.catalogue import Catalogue, term_words, words_of
from khet.insight.reads.formulas import Fault, faults
from khet.insight.reads.terms import Term, terms_of
from khet.org.models import LegalDuty, Unit
from khet.org.reads.units import area_office

YEARS = {"school": _("ปีการศึกษา"), "fiscal": _("ปีงบประมาณ"), "calendar": _("ปีปฏิทิน")}
WORDS: "dict[str, str | Promise]" = {
    "title": _("ชื่อตัวชี้วัด"),
    "question": _("คำถามที่ตอบ"),
    "definition": _("คำนิยาม"),
    "numerator": _("ตัวตั้ง"),
    "denominator": _("ตัวหาร"),
    "numerator_text": _("ตัวตั้งในคำพูด"),
    "denominator_text": _("ตัวหารในคำพูด"),
    "factor": _("คูณด้วย"),
    "decimals": _("ทศนิยม"),
    "unit_word": _("หน่วย"),
    "better": _("ทิศทางที่ดี"),
    "year_type": _("ช่วงเวลา"),
    "source": _("แหล่งข้อมูล"),
    "owner_id": _("ผู้รับผิดชอบ"),
    "duty": _("หน้าที่ตามกฎหมาย"),
    "order": _("ลำดับในรายการ"),
}
"""What a person calls what a version holds; the rest is not shown as a difference."""


@dataclass(frozen=True, slots=True)
class TermShown:
    """One line of a part."""

    at: int
    term: Term
    words: str


@dataclass(frozen=True, slots=True)
class Bench:
    """An indicator in the making. draft is None while only the published version stands; edition counts its saves."""

    indicator: Indicator
    draft: IndicatorVersion | None
    told: Indicator
    numerator: tuple[TermShown, ...]
    denominator: tuple[TermShown, ...]
    faults: tuple[Fault, ...]

    @property
    def edition(self) -> int:
        return self.draft.edition if self.draft else 0


@dataclass(frozen=True, slots=True)
class Change:
    """What one version says otherwise than the one before."""

    label: "str | Promise"
    before: str
    after: str


def draft_of(indicator: Indicator) -> IndicatorVersion | None:
    return indicator.versions.filter(published_at__isnull=True).first()


def bench(indicator: Indicator, known: Catalogue) -> Bench:
    """The draft, else what is published."""
    draft = draft_of(indicator)
    said = draft.told if draft else indicator
    return Bench(
        indicator,
        draft,
        said,
        _shown(terms_of(said.numerator), known),
        _shown(terms_of(said.denominator), known),
        tuple(faults(said, known)),
    )


def _shown(terms: tuple[Term, ...], known: Catalogue) -> tuple[TermShown, ...]:
    return tuple(TermShown(at, term, term_words(term, known)) for at, term in enumerate(terms))


def published_of(indicator: Indicator) -> list[IndicatorVersion]:
    """Newest first."""
    return list(indicator.versions.filter(published_at__isnull=False))


def changes(older: Indicator, newer: Indicator, known: Catalogue) -> list[Change]:
    """Said as people say it, in the order of the form."""
    found = []
    for name, label in WORDS.items():
        before, after = getattr(older, name), getattr(newer, name)
        if before != after:
            found.append(Change(label, _said(name, before, known), _said(name, after, known)))
    return found


def _said(name: str, value: Any, known: Catalogue) -> str:
    if value in (None, "", []):
        return "–"
    if name in ("numerator", "denominator"):
        return words_of(terms_of(value), known)
    if name == "factor":
        return told(float(value))
    if name == "year_type":
        return str(YEARS.get(value, value))
    if name == "better":
        return str(dict(Indicator.Better.choices).get(value, value))
    if name == "owner_id":
        return str(Unit.objects.filter(pk=value).first() or "–")
    return str(value)


def area_desk() -> int | None:
    """The office whose forms indicators are made of."""
    office = area_office()
    return office.pk if office else None


def owners(desk_id: int | None) -> list[tuple[str, str]]:
    """Groups of the office, to choose from."""
    rows = Unit.objects.filter(kind=Unit.Kind.GROUP, active=True, desk_id=desk_id)
    return [(str(row.pk), str(row)) for row in rows]


def duty_choices() -> list[tuple[str, str]]:
    return [(duty.pk, str(duty)) for duty in LegalDuty.objects.all()]

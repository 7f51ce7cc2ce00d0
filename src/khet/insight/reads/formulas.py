"""What hinders an indicator from being reckoned, said so that it can be mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from khet.insight.models import Indicator
from khet.insight.reads.catalogue import Catalogue, counted, term_words
from khet.insight.reads.terms import Term, terms_of


@dataclass(frozen=True, slots=True)
class Fault:
    """part: numerator, denominator, or about for what is said of it."""

    part: str
    sentence: str


def faults(indicator: Indicator, known: Catalogue) -> list[Fault]:
    """Empty when it can be published."""
    top, bottom = terms_of(indicator.numerator), terms_of(indicator.denominator)
    return [*_whole(indicator, top, bottom), *_parts("numerator", top, known), *_parts("denominator", bottom, known)]


def _whole(indicator: Indicator, top: Sequence[Term], bottom: Sequence[Term]) -> Iterator[Fault]:
    if not top:
        yield Fault("numerator", _("ยังไม่มีตัวตั้ง เพิ่มข้อมูลที่จะนับอย่างน้อยหนึ่งรายการ"))
    if indicator.is_percent and not bottom:
        yield Fault("denominator", _("ร้อยละต้องมีตัวหาร เพิ่มตัวหาร หรือเปลี่ยนวิธีคิดเป็นจำนวนตรง ๆ"))
    if top and set(top) == set(bottom):
        yield Fault("denominator", _("ตัวตั้งกับตัวหารเหมือนกัน ค่าจะเท่าเดิมเสมอ เปลี่ยนด้านใดด้านหนึ่ง"))
    for part, terms in (("numerator", top), ("denominator", bottom)):
        if terms and all(term.sign < 0 for term in terms):
            yield Fault(part, _("มีแต่รายการที่ลบออก เพิ่มรายการที่บวกเข้าอย่างน้อยหนึ่งรายการ"))


def _parts(part: str, terms: Sequence[Term], known: Catalogue) -> Iterator[Fault]:
    seen: set[tuple[object, ...]] = set()
    for term in terms:
        yield from (Fault(part, sentence) for sentence in term_faults(term, known))
        what = (term.element, term.form, frozenset(term.rows), frozenset(term.columns), term.count)
        if what in seen:
            yield Fault(part, _("%(term)s อยู่ซ้ำกัน ลบออกหนึ่งรายการ") % {"term": term_words(term, known)})
        seen.add(what)


def term_faults(term: Term, known: Catalogue) -> Iterator[str]:
    one = counted(term, known)
    if one is None:
        yield _("ไม่มีข้อมูล %(element)s ในแบบที่ประกาศใช้ ลบออกแล้วเลือกข้อมูลอื่น") % {"element": term.element}
        return
    gone = [code for code in term.rows if code not in one.rows] + [c for c in term.columns if c not in one.columns]
    if gone:
        told = {"label": one.label, "codes": ", ".join(gone)}
        yield _("%(label)s ไม่มีตัวเลือก %(codes)s แล้ว เปิดรายการนี้แล้วเลือกใหม่") % told

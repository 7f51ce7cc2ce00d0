"""Code lists: a change makes the next version, and what was published keeps its own."""

from collections.abc import Sequence

from django.db import transaction

from khet.audit import services as audit
from khet.collect.models import Code, CodeList
from khet.collect.rules.forms import may_keep_codes
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused

MOST_CODES = 2_000


@transaction.atomic
def save_list(*, actor: Actor, key: str, label: str, codes: Sequence[tuple[str, str]], source: str = "") -> CodeList:
    """The next version of a list (the first for a new key); the same codes and name once more change nothing.

    Raises Refused for an empty list, a code twice, or a code with a blank in it.
    """
    if not may_keep_codes(actor):
        raise Refused("รายการรหัสใช้ร่วมกันทั้งเขต แก้ได้ที่สำนักงานเขตพื้นที่", code="not_yours")
    _check(codes)
    last = CodeList.objects.select_for_update().filter(key=key).order_by("-number").first()
    if last is not None and last.label == label and list(last.codes.values_list("code", "label")) == list(codes):
        return last
    made = write_list(key, label, codes, source=source or (last.source if last else ""))
    audit.record(actor, "collect.codes_saved", made, after={"key": key, "number": made.number, "codes": len(codes)})
    return made


def write_list(key: str, label: str, codes: Sequence[tuple[str, str]], *, source: str) -> CodeList:
    last = CodeList.objects.filter(key=key).order_by("-number").values_list("number", flat=True).first() or 0
    made = CodeList.objects.create(key=key, number=last + 1, label=label, source=source)
    Code.objects.bulk_create(
        Code(list=made, code=code, label=name, place=place) for place, (code, name) in enumerate(codes)
    )
    return made


def _check(codes: Sequence[tuple[str, str]]) -> None:
    if not codes:
        raise Refused("ใส่อย่างน้อยหนึ่งรหัส", code="no_codes", field="codes")
    if len(codes) > MOST_CODES:
        raise Refused("รายการหนึ่งมีได้ไม่เกิน %(most)s รหัส", code="too_many", field="codes", most=f"{MOST_CODES:,}")
    seen: set[str] = set()
    for code, _label in codes:
        if code in seen:
            raise Refused("รหัส %(said)s มีสองบรรทัด เก็บไว้บรรทัดเดียว", code="twice", field="codes", said=code)
        seen.add(code)

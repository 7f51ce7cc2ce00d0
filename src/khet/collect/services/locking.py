"""Taking a row for writing, and refusing."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop

from khet.collect.models import Round, Submission
from khet.kernel.errors import Refused

CLOSED = gettext_noop("รอบนี้ปิดแล้วหรือแบบนี้ส่งไปแล้ว ค่าที่พิมพ์ยังอยู่ในหน้านี้ ดาวน์โหลดเก็บไว้ แล้วแจ้งเขตให้เปิดแบบใหม่")


def lock_round(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)


def lock(given: Submission) -> Submission:
    """The submission as it stands now; its round is read beside it. Order of locks: submission, work item, letter."""
    row = Submission.objects.select_for_update(of=("self",)).get(pk=given.pk)
    row.round = Round.objects.get(pk=row.round_id)
    return row


def lock_all(ids: Sequence[int]) -> list[Submission]:
    rows = Submission.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    found = list(rows)
    rounds = Round.objects.in_bulk({row.round_id for row in found})
    for row in found:
        row.round = rounds[row.round_id]
    return found


def refuse_unless(allowed: bool, sentence: str, code: str) -> None:
    if not allowed:
        raise Refused(sentence, code=code)

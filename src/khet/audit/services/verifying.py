"""Re-checking the whole trail in one streamed pass, while the hub goes on writing."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery

from khet.audit import canonical
from khet.audit.models import DailyLeaf, DailyRoot, Entry, Head, PrivateValue
from khet.audit.services.sealing import root_text

CHUNK = 5000
KEPT = 100
COLUMNS = (*canonical.FIELDS, "hash", "id")
HASH, ID = COLUMNS.index("hash"), COLUMNS.index("id")
SEQ, PREVIOUS, PRIVATE = COLUMNS.index("seq"), COLUMNS.index("previous"), COLUMNS.index("private_digest")
_MEANINGS = {
    "altered": "เนื้อหาไม่ตรงกับลายนิ้วมือ: ถูกแก้ไข",
    "link": "ไม่ต่อกับบันทึกก่อนหน้า: บันทึกก่อนหน้าถูกเขียนใหม่หรือถูกสลับ",
    "gap": "ลำดับขาดหาย: มีบันทึกถูกลบ",
    "head": "ปลายสายไม่ตรงกับบันทึกสุดท้าย: บันทึกท้ายสายถูกลบหรือเพิ่มเอง",
    "private": "ข้อมูลส่วนบุคคลที่เก็บคู่กันไม่ตรงกับลายนิ้วมือ",
    "root": "รากประจำวันไม่ตรง: บันทึกที่ปิดวันแล้วถูกเขียนใหม่",
}
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Where the trail is broken: kind is altered, link, gap, head, private or root."""

    kind: str
    chain: int
    seq: int
    entry_id: int | None = None
    detail: str = ""

    def __str__(self) -> str:
        return f"สาย {self.chain} ลำดับ {self.seq}: {_MEANINGS[self.kind]} {self.detail}".strip()


@dataclass(slots=True)
class Report:
    """What verify found: the first problems in the order of chain and number, and how many there are."""

    entries: int = 0
    chains: int = 0
    roots: int = 0
    seconds: float = 0.0
    count: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.count

    @property
    def first(self) -> Problem | None:
        return self.problems[0] if self.problems else None

    def add(self, problem: Problem) -> None:
        self.count += 1
        if len(self.problems) < KEPT:
            self.problems.append(problem)


def verify(*, progress: Progress | None = None) -> Report:
    """Re-check every chain, every personal value still kept, and every daily root; memory does not grow with them.

    Entries are read up to the heads seen at the start: what is written meanwhile is left for the next run.
    """
    report, started = Report(), time.perf_counter()
    # Tips before heads: a head read later is at or past its tip, unless a row was added behind its back.
    tips = dict(Entry.objects.values_list("chain").annotate(Max("seq")).order_by("chain"))
    heads = {head.chain: head for head in Head.objects.all()}
    total = sum(head.seq for head in heads.values())
    for chain in sorted(tips.keys() | heads.keys()):
        _verify_chain(heads.get(chain) or Head(chain=chain), tips.get(chain, 0), report, progress, total)
    _verify_private(report)
    _verify_roots(report)
    report.seconds = time.perf_counter() - started
    return report


def _verify_chain(head: Head, tip: int, report: Report, progress: Progress | None, total: int) -> None:
    report.chains += 1
    rows = Entry.objects.filter(chain=head.chain, seq__lte=max(head.seq, tip)).order_by("seq").values_list(*COLUMNS)
    seq, previous = 0, ""
    for row in rows.iterator(chunk_size=CHUNK):
        _check_row(row, head.chain, seq, previous, report)
        seq, previous = row[SEQ], row[HASH]
        report.entries += 1
        if progress and not report.entries % CHUNK:
            progress(report.entries, total)
    if (seq, previous) != (head.seq, head.hash):
        report.add(Problem("head", head.chain, head.seq, detail=f"({seq} / {head.seq})"))


def _check_row(row: tuple[Any, ...], chain: int, seq: int, previous: str, report: Report) -> None:
    if row[SEQ] != seq + 1:
        report.add(Problem("gap", chain, seq + 1, detail=f"({seq + 1}–{row[SEQ] - 1})"))
    elif row[PREVIOUS] != previous:
        report.add(Problem("link", chain, row[SEQ], row[ID]))
    if canonical.entry_hash(row[:HASH]) != row[HASH]:
        report.add(Problem("altered", chain, row[SEQ], row[ID]))


def _verify_private(report: Report) -> None:
    """Values against their digests, and the digests against the entry they belong to, side by side."""
    entries = Entry.objects.exclude(private_digest="").order_by("id")
    bound = entries.values_list("id", "chain", "seq", "private_digest").iterator(chunk_size=CHUNK)
    rows = PrivateValue.objects.order_by("entry_id").values_list("entry_id", "name", "digest", "salt", "value")
    kept = groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[0])
    for entry, group in _side_by_side(bound, kept):
        entry_id, chain, seq, digest = entry
        values = list(group)
        honest = all(value is None or canonical.value_digest(salt, value) == d for _id, _n, d, salt, value in values)
        if not honest or canonical.private_digest({name: d for _id, name, d, _salt, _v in values}) != digest:
            report.add(Problem("private", chain, seq, entry_id))


def _side_by_side(
    bound: Iterator[tuple[int, int, int, str]], kept: Iterator[tuple[int, Iterable[tuple[Any, ...]]]]
) -> Iterator[tuple[tuple[int, int, int, str], Iterable[tuple[Any, ...]]]]:
    """Merge two streams in the order of entry id; values of an entry that never had any are reported too."""
    pending = next(kept, None)
    for entry in bound:
        while pending is not None and pending[0] < entry[0]:
            yield (pending[0], 0, 0, ""), pending[1]
            pending = next(kept, None)
        if pending is not None and pending[0] == entry[0]:
            yield entry, pending[1]
            pending = next(kept, None)
        else:
            yield entry, ()
    while pending is not None:
        yield (pending[0], 0, 0, ""), pending[1]
        pending = next(kept, None)


def _verify_roots(report: Report) -> None:
    previous = ""
    for root in DailyRoot.objects.order_by("day").prefetch_related("leaves").iterator(chunk_size=50):
        leaves = sorted(root.leaves.all(), key=lambda leaf: leaf.chain)
        report.roots += 1
        if root.previous != previous or root_text(root.previous, root.day, leaves) != root.root:
            report.add(Problem("root", 0, 0, detail=root.day.isoformat()))
        previous = root.root
    sealed = Entry.objects.filter(chain=OuterRef("chain"), seq=OuterRef("last")).values("hash")[:1]
    wrong = DailyLeaf.objects.annotate(now=Subquery(sealed)).exclude(now=F("hash"), now__isnull=False)
    for leaf in wrong.order_by("chain", "last").select_related("daily_root")[:KEPT]:
        report.add(Problem("root", leaf.chain, leaf.last, detail=leaf.daily_root.day.isoformat()))

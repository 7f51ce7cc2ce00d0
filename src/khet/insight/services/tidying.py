"""Few large files instead of many small ones, and none that nobody knows."""

import time

from django.db import transaction
from django.db.models import Count, Q

from khet.insight import lake
from khet.insight.models import FactFile, FactSource

MANY = 24
UNKNOWN_FOR = 6 * 3600.0


def compact_round(round_id: int) -> FactFile | None:
    """All facts of a round that count or may count again, in one file. Readers keep the old files until they are done.

    Answers taken in meanwhile keep their own files. None when there is nothing to gain.
    """
    files = list(FactFile.objects.filter(round_id=round_id))
    if len(files) < 2 and not any(file.stale for file in files):
        return None
    left_out = {mark for file in files for mark in file.stale}
    written = lake.compact(round_id=round_id, names=[file.name for file in files], leave_out=left_out)
    with transaction.atomic():
        old = list(FactFile.objects.select_for_update(of=("self",)).filter(pk__in=[file.pk for file in files]))
        late = {mark for file in old for mark in file.stale} - left_out
        gone = {file.pk for file in files} - {file.pk for file in old}
        row, _made = FactFile.objects.get_or_create(
            name=written.name,
            defaults={"round_id": round_id, "rows": written.rows, "size": written.size, "compact": True},
        )
        row.compact, row.stale = True, sorted(late)
        row.save(update_fields=["compact", "stale"])
        FactSource.objects.filter(file__in=old).update(file=row)
        if gone:
            held = set(FactSource.objects.filter(round_id=round_id, file=row).values_list("mark", flat=True))
            row.stale = sorted({*row.stale, *(set(_marks_in(row)) - held)})
            row.save(update_fields=["stale"])
        FactFile.objects.filter(pk__in=[file.pk for file in old]).exclude(pk=row.pk).delete()
    return row


def _marks_in(file: FactFile) -> list[int]:
    rows = lake.ask("SELECT DISTINCT mark FROM read_parquet($files)", {"files": lake.paths([file.name])})
    return [int(row[0]) for row in rows]


def tidy() -> int:
    """Compact every round that has many small files or stale facts; returns how many were."""
    crowded = (
        FactFile.objects.values("round_id")
        .annotate(n=Count("pk"), small=Count("pk", filter=Q(compact=False)))
        .filter(Q(small__gte=MANY))
    )
    rounds = {row["round_id"] for row in crowded}
    rounds |= set(FactFile.objects.exclude(stale=[]).values_list("round_id", flat=True))
    return sum(compact_round(pk) is not None for pk in sorted(rounds))


def sweep() -> int:
    """Files on the disk that no row knows, hours after they were made."""
    known = set(FactFile.objects.values_list("name", flat=True))
    return lake.sweep(known, older_than=time.time() - UNKNOWN_FOR)

"""Work after the commit: following changes, reading files, building anew, and the nightly round."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from khet.jobs.services import Run, every, job
from khet.search import services
from khet.search.registry import ordered, sources
from khet.search.services.following import FOLLOW, meant
from khet.search.services.rebuilding import REBUILD
from khet.search.services.texts import READ


@job(FOLLOW, lane="index", attempts=8, lease=180)
def follow(run: Run, *, refs: Mapping[str, Sequence[int]]) -> None:
    """Documents of what changed, made anew."""
    for kind, ids in meant(refs).items():
        services.index(sources[kind], ids, tell=lambda done: run.progress(done, len(ids)))  # noqa: B023 - called at once


@job(READ, lane="bulk", attempts=3, lease=300)
def read(run: Run, *, file: int) -> None:
    services.read_file(file)


@job(REBUILD, lane="bulk", attempts=5, lease=1800)
def rebuild(run: Run, **_: object) -> None:
    def tell(done: int, total: int) -> None:
        run.progress(done, total)
        run.check_cancelled()

    services.rebuild(tell)


@every("search.watch", minutes=1, lane="index", lease=300)
def watch(run: Run, **_: Any) -> None:
    """An index of another version, or none yet, is built; the table that served before is emptied."""
    if services.needs_rebuild():
        services.ask_for_rebuild()
    services.tidy()


@every("search.turn", daily_at="00.07", lane="index", lease=600)
def turn(run: Run, **_: Any) -> None:
    """What changed by the calendar alone: appointments that began or ended, names that took effect."""
    today = timezone.localdate()
    for source in ordered():
        if source.turned is not None:
            services.index(source, sorted(set(source.turned(today))))


@every("search.nightly", daily_at="02.40", lease=1800)
def nightly(run: Run, **_: Any) -> None:
    """Words learned, gaps mended, old misses and the texts of destroyed files forgotten."""
    services.learn()
    services.mend()
    services.drop_old_misses()
    services.drop_orphans()

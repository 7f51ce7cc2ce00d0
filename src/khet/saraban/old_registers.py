"""Old registers that are too large to be read while somebody waits: tried and taken over in the background.

What came of it is kept for a day beside the other passing things; when that is lost the file is tried again.
"""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from khet.files import reads as kept_files
from khet.files import services as files
from khet.files.reads import StoredFile
from khet.jobs.reads import Progress, progress_of
from khet.jobs.services import Run, enqueue, job
from khet.kernel.actor import Actor
from khet.kernel.errors import Refused
from khet.org.reads.actors import actor_again
from khet.saraban import imports
from khet.saraban.services import OldRow
from khet.saraban.services import RowError as Problem

LARGE = 200_000  # bytes: about two thousand rows, a few seconds
KEEP = 24 * 60 * 60
SAMPLE = 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do, or did. new, known, wrong: rows; taken: it was done; failure: the sentence of a refusal."""

    new: int = 0
    known: int = 0
    wrong: int = 0
    problems: tuple[Problem, ...] = ()
    sample: tuple[OldRow, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    taken: bool = False
    failure: str = ""

    @property
    def good(self) -> bool:
        return not (self.wrong or self.missing or self.failure)


def outcome_of(trial: imports.Trial, *, taken: bool = False) -> Outcome:
    return Outcome(
        new=len(trial.new),
        known=trial.known,
        wrong=len(trial.problems),
        problems=trial.problems[: imports.MOST_SHOWN],
        sample=trial.new[:SAMPLE],
        missing=trial.missing,
        notes=trial.notes,
        taken=taken,
    )


def is_large(stored: StoredFile) -> bool:
    return stored.size > LARGE


def begin(*, actor: Actor, stored: StoredFile, book: str, take: bool = False) -> None:
    """Try a file, or take it over, in the background; twice is once."""
    place = _place(stored, book)
    begun = enqueue(
        "saraban.old_register",
        key=f"{place}:{'take' if take else 'try'}",
        file_id=stored.pk,
        book=book,
        take=take,
        account=actor.account_id,
        appointment=actor.appointment_id,
    )
    cache.delete(place)
    cache.set(f"{place}:job", begun.pk, KEEP)


def standing(stored: StoredFile, book: str) -> tuple[Progress | None, Outcome | None]:
    """How far the work is while it goes on, and what came of it; neither when nothing was begun or it was forgotten."""
    place = _place(stored, book)
    number = cache.get(f"{place}:job")
    progress = progress_of(number) if number else None
    if progress is not None and not progress.ended:
        return progress, None
    return None, cache.get(place)


@job("saraban.old_register", lane="bulk", attempts=2, lease=900)
def old_register(run: Run, *, file_id: int, book: str, take: bool, **who: Any) -> None:
    """The rows are read and told of one by one; what is written is written in one go, or not at all."""
    stored = kept_files.in_bulk([file_id])[file_id]
    actor = actor_again(**who)
    work = imports.import_register if take else imports.try_register
    try:
        trial = work(actor=actor, book=book, content=files.read_bytes(stored), name=stored.name, told=run.progress)
        outcome = outcome_of(trial, taken=take)
    except Refused as refusal:
        outcome = Outcome(failure=refusal.message)
    cache.set(_place(stored, book), outcome, KEEP)


def _place(stored: StoredFile, book: str) -> str:
    return f"saraban.old_register:{stored.pk}:{book}"

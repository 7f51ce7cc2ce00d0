"""Chunks of a building, done here one after another or by several processes at once."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context

from django.db import connections

Add = Callable[[str, str, list[int]], int]
"""Table, kind and ids of a chunk; returns how many ids were done."""


def done_by(workers: int, add: Add, chunks: Callable[[], Iterable[tuple[str, str, list[int]]]]) -> Iterator[int]:
    """How many ids each chunk had, as they are done; only a few chunks are waiting at any time.

    The processes are forked before the first chunk is read, with no connection open: each opens its own.
    """
    if workers < 2:
        yield from (add(*chunk) for chunk in chunks())
        return
    connections.close_all()
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as crew:
        crew.submit(int).result()
        waiting: set[Future[int]] = set()
        coming = iter(chunks())
        while fresh := {crew.submit(add, *chunk) for chunk in islice(coming, 2 * workers - len(waiting))} | waiting:
            done, waiting = wait(fresh, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)


def chunks_of(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    coming = iter(ids)
    while chunk := list(islice(coming, size)):
        yield chunk

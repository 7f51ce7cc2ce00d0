"""The memory of a hub over a large index: what is loaded once, two processes that search and one that indexes."""

import os
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection

from bench.kit import pss_mb
from bench.searching.scale import KIND, Papers, papers_of

INDEXED = 2_000


def together(count: int) -> float:
    """PSS in MB of parent and children, after each has done its part: loaded and forked as `./khet run` does."""
    from khet.hosting import preload

    preload.django()
    papers = papers_of(count)
    preload.settle()
    forks = get_context("fork")
    children = []
    for work in (lambda: _search(papers, count, 0), lambda: _search(papers, count, 1), lambda: _index(count)):
        ours, theirs = forks.Pipe()
        child = forks.Process(target=_part, args=(work, theirs), daemon=True)
        child.start()
        children.append((child.pid, ours))
    for _pid, door in children:
        door.recv()
    found = pss_mb([os.getpid(), *(pid for pid, _door in children if pid)])
    for _pid, door in children:
        door.send("end")
    return found


def _part(work: Callable[[], None], door: Connection) -> None:
    work()
    door.send("done")
    door.recv()


def _search(papers: Papers, count: int, half: int) -> None:
    from khet.search import reads
    from khet.search.shelf import READER

    for queries in papers.queries(count).values():
        for query in queries[half::2]:
            reads.find(READER, query, kinds=[KIND])


def _index(count: int) -> None:
    """A version of the analyser would change them so: cut and written anew."""
    from khet.search import services
    from khet.search.backends import shared
    from khet.search.models import Slot
    from khet.search.registry import sources
    from khet.search.services.state import serving

    ids = list(range(count - INDEXED + 1, count + 1))
    for at in range(0, len(ids), 500):
        shared.model_of(Slot(serving())).objects.filter(kind=KIND, target_id__in=ids[at : at + 500]).update(version="")
    services.index(sources[KIND], ids)


if __name__ == "__main__":
    print(together(int(sys.argv[1])))

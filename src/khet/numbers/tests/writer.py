"""A clerk in a process of its own: python -m khet.numbers.tests.writer YEAR THREADS TAKES ABORT_EVERY."""

import sys
from threading import Barrier, Thread

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from khet.kernel.actor import Actor  # noqa: E402
from khet.numbers import services  # noqa: E402
from khet.numbers.services import Series  # noqa: E402

CLERK = Actor(desk_id=1, person_id=1, person_name="วันดี")


class ChangedMindError(Exception):
    """The transaction is given up after its number was taken."""


def series_of(year: int) -> Series:
    return Series(1, "sent", year_be=year)


def write(series: Series, takes: int, abort_every: int, start: Barrier) -> None:
    connection.ensure_connection()
    start.wait()
    for turn in range(1, takes + 1):
        try:
            with transaction.atomic():
                number = services.take(series, actor=CLERK)
                if abort_every and turn % abort_every == 0:
                    raise ChangedMindError
            sys.stdout.write(f"{number.number}\n")
        except ChangedMindError:
            continue
    connection.close()


def main() -> None:
    year, threads, takes, abort_every = (int(word) for word in sys.argv[1:5])
    start = Barrier(threads)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    clerks = [Thread(target=write, args=(series_of(year), takes, abort_every, start)) for _ in range(threads)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()


if __name__ == "__main__":
    main()

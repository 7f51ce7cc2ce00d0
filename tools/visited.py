"""After the suites: every address of ours was reached, and every command left one entry on the trail.

tools/visited.py FOLDER, with what src/khet/tests/visits.py kept there.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import django

Post = tuple[str, str, str, tuple[str, ...], frozenset[str]]


def main(folder: str) -> int:
    django.setup()
    from khet.tests.addresses import addresses, ours

    rows = [json.loads(line) for path in Path(folder).glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    missing = sorted(set(ours()) - {row[0] for row in rows})
    for route in missing:
        print(f"no test visits /{route}")
    print(f"{len({row[0] for row in rows}):,} addresses visited, {len(missing):,} of ours not")
    there = {route for route, _view in addresses()}
    posts = [
        (*row[:3], tuple(row[3]), frozenset(row[4])) for row in rows if row[1] not in ("GET", "no") and row[0] in there
    ]
    wrong = sorted(set(off_the_trail(posts)))
    for said in wrong:
        print(said)
    commands = {row[0] for row in posts if row[3]}
    print(f"{len(commands):,} addresses gave commands in {len(posts):,} kinds of posts, {len(wrong):,} wrongly told")
    return 1 if missing or wrong else 0


def off_the_trail(posts: list[Post]) -> Iterator[str]:
    """What was written without an entry, or with more than one; a test that shows it."""
    from khet.tests.trailless import AT_THE_DOOR, SEVERAL, TRACES, UNTOLD

    for route, method, test, actions, tables in posts:
        commands = [action for action in actions if action not in AT_THE_DOOR]
        left = tables - TRACES - UNTOLD.get(route, frozenset())
        if len(commands) > 1 and route not in SEVERAL:
            yield f"{len(commands)} commands of {method} /{route}: {', '.join(commands)} in {test}"
        if left and not actions:
            yield f"no entry of {method} /{route}, which wrote {', '.join(sorted(left))}, in {test}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

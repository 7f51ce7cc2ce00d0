"""After the suites: every address of ours was reached, and every command left one entry on the trail.

tools/visited.py FOLDER, with what src/khet/tests/visits.py kept there.
"""

import json
import sys
from pathlib import Path

import django

NO_POSTS = {"GET", "no"}


def main(folder: str) -> int:
    django.setup()
    from khet.tests.addresses import addresses, ours, takes_posts
    from khet.tests.trailless import NEVER_POSTED, off_the_trail

    rows = [json.loads(line) for path in Path(folder).glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    there, mine = {route for route, _view in addresses()}, ours()
    posts = [(*row[:3], tuple(row[3]), frozenset(row[4])) for row in rows if row[1] not in NO_POSTS and row[0] in there]
    pressed = {post[0] for post in posts}
    wrong = [
        *(f"no test visits /{route}" for route in sorted(set(mine) - {row[0] for row in rows})),
        *(
            f"no test posts to /{route} what is taken"
            for route, view in sorted(mine.items())
            if takes_posts(view) and route not in pressed | NEVER_POSTED
        ),
        *sorted(set(off_the_trail(posts))),
    ]
    for said in wrong:
        print(said)
    print(f"{len(mine):,} addresses of ours, {len(pressed):,} took posts, {len(wrong):,} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

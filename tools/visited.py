"""Every address of ours was reached by a test: tools/visited.py FOLDER, with what the suites left there."""

import sys
from pathlib import Path

import django


def main(folder: str) -> int:
    django.setup()
    from khet.tests.addresses import ours

    seen = {line for path in Path(folder).glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    missing = sorted(set(ours()) - seen)
    for route in missing:
        print(f"no test visits /{route}")
    print(f"{len(seen):,} addresses visited, {len(missing):,} of ours not")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

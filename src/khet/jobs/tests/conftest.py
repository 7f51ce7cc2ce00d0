"""The test kinds are registered once; what they saw is forgotten between tests."""

from collections.abc import Iterator

import pytest

from khet.jobs.tests import kinds


@pytest.fixture(autouse=True)
def seen() -> Iterator[list[object]]:
    kinds.seen.clear()
    yield kinds.seen
    kinds.seen.clear()

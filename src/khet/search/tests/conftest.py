from collections.abc import Iterator

import pytest

from khet.search.tests.area import Papers, papers_registered


@pytest.fixture
def papers(db: None) -> Iterator[Papers]:
    with papers_registered() as found:
        yield found

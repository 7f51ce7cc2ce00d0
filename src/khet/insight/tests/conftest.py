"""Facts of tests stand in a folder of their own."""

from pathlib import Path

import pytest

from khet.insight.tests.factories import facts_in


@pytest.fixture(autouse=True)
def facts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return facts_in(tmp_path / "facts", monkeypatch)

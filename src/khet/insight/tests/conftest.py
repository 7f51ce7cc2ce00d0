"""Facts of tests stand in a folder of their own."""

from pathlib import Path

import pytest

from khet.insight import lake
from khet.insight.lake import files


@pytest.fixture(autouse=True)
def facts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (files, lake):
        monkeypatch.setattr(module, "folder", lambda: tmp_path / "facts")
    return tmp_path / "facts"

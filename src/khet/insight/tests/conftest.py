"""Facts of tests stand in a folder of their own."""

from pathlib import Path

import pytest

from khet.insight.lake import files


@pytest.fixture(autouse=True)
def facts_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "folder", lambda: tmp_path / "facts")
    return tmp_path / "facts"

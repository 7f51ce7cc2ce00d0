"""A new capability passes the house's checks before anybody has written a line of it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["src", "tools", "bench", "pyproject.toml", ".importlinter", "CHANGELOG.md"]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The source tree in another place."""
    for part in PARTS:
        source, target = ROOT / part, tmp_path / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "locale", "*_cache"))
        else:
            shutil.copy(source, target)
    return tmp_path


def run(tree: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "NO_COLOR": "1"}
    for name in ("KHET_HOME", "KHET_TEST_PG", "DJANGO_SETTINGS_MODULE", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, *words], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )


def test_a_new_capability_passes_style_contracts_and_its_own_tests(copy: Path) -> None:
    made = run(copy, "tools/new.py", "gardens", "งานสวน")
    assert made.returncode == 0, made.stderr
    for words in (
        ["-m", "ruff", "check", "src/khet/gardens"],
        ["-m", "ruff", "format", "--check", "src/khet/gardens", "src/khet/settings.py"],
        ["-c", LINT_IMPORTS, "--contract", "floors", "--contract", "rooms", "--contract", "tables-of-gardens"],
        ["-m", "khet", "makemigrations", "--check", "--dry-run", "gardens"],
        ["-m", "pytest", "-q", "src/khet/gardens", "src/khet/tests/test_tables.py", "src/khet/tests/test_doors.py"],
    ):
        result = run(copy, *words)
        assert result.returncode == 0, f"{words}\n{result.stdout[-3000:]}\n{result.stderr[-2000:]}"


@pytest.mark.parametrize("name", ["work", "class", "json", "Gardens", "my-garden", ""])
def test_a_name_that_cannot_be_taken_is_refused(name: str) -> None:
    assert run(ROOT, "tools/new.py", name).returncode == 1

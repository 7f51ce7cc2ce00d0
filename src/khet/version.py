"""The version stands in one place: the first entry of CHANGELOG.md."""

from pathlib import Path


def _read() -> str:
    changelog = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
    for line in changelog.read_text(encoding="utf-8").splitlines() if changelog.exists() else []:
        if line.startswith("## "):
            return line[3:].split()[0]
    return "0.0.0"


VERSION = _read()

"""Small facts of this home folder that must survive the database: what the last start did, the last backup."""

import json
from pathlib import Path


class Stamps:
    """Words by name in one small file; a broken file counts as an empty one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            found = json.loads(path.read_text())
        except (OSError, ValueError):
            found = {}
        self.values: dict[str, str] = found if isinstance(found, dict) else {}

    def get(self, name: str) -> str:
        return self.values.get(name, "")

    def holds(self, name: str, value: str) -> bool:
        return self.values.get(name) == value

    def set(self, **values: str) -> None:
        self.values |= values
        self.path.parent.mkdir(parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(self.values, indent=1))
        beside.replace(self.path)

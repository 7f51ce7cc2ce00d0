"""No committed file names this machine or the package registry it is set to."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
NOTHING = {""}
INDEX_OPTION = re.compile(r"^\s*--?(i|index-url|extra-index-url|find-links|trusted-host|f)\b")


def configured() -> set[str]:
    """Hosts and folders that the package clients of this machine are set to."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    ).stdout
    keys = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX")
    words = " ".join([listing, *(os.environ.get(key, "") for key in keys)]).replace("'", " ").split()
    found = set()
    for word in words:
        if "://" in word:
            parts = urlsplit(word)
            found |= {parts.hostname or "", parts.path if parts.scheme == "file" else ""} - NOTHING
    return {word for word in found if len(word) > 4 and word not in {"localhost", "127.0.0.1"}}


def machine() -> set[str]:
    """Paths that only this machine has."""
    home = str(Path.home())
    return {str(ROOT) + "/"} | ({home + "/"} if home.count("/") > 1 else set())


def main() -> int:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    words = sorted(configured() | machine())
    found: list[str] = []
    for name in tracked.decode().split("\0"):
        path = ROOT / name
        if not name or path.is_symlink() or not path.is_file():
            continue
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{name}: names {json.dumps(word)}" for word in words if word in text]
        if name.endswith(".lock") and (lines := [line for line in text.splitlines() if INDEX_OPTION.match(line)]):
            found.append(f"{name}: {lines[0]}")
    print("\n".join(found) or "no registry address and no machine path in committed files")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

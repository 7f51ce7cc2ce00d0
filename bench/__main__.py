"""./khet bench [NAME] [--json] [--quick] [--scale]"""

import argparse
import ast
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

from bench.kit import Options, Result

HERE = Path(__file__).resolve().parent


def benches() -> dict[str, str]:
    """Every bench and the first line of what it says of itself."""
    paths = sorted(path for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    return {path.stem: (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0] for path in paths}


def commit() -> str:
    """The commit that was measured, marked when the tree is not as committed; "" outside git."""
    try:
        words = ["git", "describe", "--always", "--dirty", "--exclude=*"]
        return subprocess.run(words, cwd=HERE, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="./khet bench", description="Measure, and print the figures.")
    parser.add_argument("name", nargs="?", choices=list(benches()))
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, on SQLite, under a minute")
    parser.add_argument("--scale", action="store_true", help="search: a large index (hours; minutes with --quick)")
    chosen = parser.parse_args()
    if chosen.name is None:
        for name, says in benches().items():
            sys.stdout.write(f"{name:10} {says}\n")
        return 0
    before = os.getloadavg()[0]
    options = Options(quick=chosen.quick, scale=chosen.scale)
    result: Result = importlib.import_module(f"bench.{chosen.name}").run(options)
    result.notes.append(f"load of this machine when the bench began: {before:.1f} on {os.cpu_count()} cores")
    sys.stdout.write(result.as_table() + "\n")
    if chosen.json:
        sys.stdout.write(json.dumps(result.as_json(commit()), ensure_ascii=False) + "\n")
    return 0 if result.met else 1


if __name__ == "__main__":
    sys.exit(main())

"""`./khet test` and `./khet lint`: every check of the house, one line each, and what was not possible here.

With CI=true a missing PostgreSQL or browser is a failure; elsewhere it is named and left out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from needs import browser, postgres

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
PYTHON = sys.executable
CLOSING = "================"


@dataclass
class Run:
    """The outcome so far: a row per step (mark, title, seconds) and the last suite's closing line."""

    rows: list[tuple[str, str, float]] = field(default_factory=list)
    failed: bool = False
    closing: str = ""

    def step(self, title: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Run one check; its output is shown as it comes."""
        print(f"── {title}", flush=True)
        began = time.monotonic()
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                sys.stdout.write(line)
                if "pytest" in command and line.startswith("=") and " in " in line:
                    self.closing = line.rstrip()
            sys.stdout.flush()
        self._note(process.returncode == 0, title, time.monotonic() - began)

    def missing(self, title: str, why: str) -> None:
        """A step this machine cannot do: a failure in CI, else a named gap."""
        if CI:
            self._note(False, f"{title}: {why}", 0)
        else:
            self.rows.append(("–", f"ข้าม · skipped {title}: {why}", 0))

    def _note(self, good: bool, title: str, seconds: float) -> None:
        self.failed |= not good
        self.rows.append(("✓" if good else "✗", title, seconds))

    def report(self) -> int:
        print("\nสรุปผล · summary")
        for mark, title, seconds in self.rows:
            print(f"  {mark} {title}" + (f"  {seconds:.0f} s" if seconds else ""))
        print("ไม่ผ่าน · FAILED" if self.failed else "ผ่านทั้งหมด · all passed", flush=True)
        if self.closing:
            print(self.closing, flush=True)
        return int(self.failed)


def lint(run: Run) -> None:
    """Style, types, contracts, templates, migrations and leaks."""
    python = [PYTHON, "-m"]
    run.step("ruff", [*python, "ruff", "check", "."])
    run.step("ruff format", [*python, "ruff", "format", "--check", "."])
    if shellcheck := shutil.which("shellcheck"):
        run.step("shell · shellcheck", [shellcheck, "khet", ".ci/run"])
    else:
        run.step("shell · sh -n", ["sh", "-n", "khet"])
    run.step(
        "contracts · import-linter", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    )
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src/khet").glob("*/templates"))
    if templates:
        run.step("templates · djlint", [*python, "djlint", "--lint", "--quiet", *templates])
    run.step("migrations", [*python, "khet", "makemigrations", "--check", "--dry-run"], throwaway_home())
    run.step("leaks", [PYTHON, "tools/leaks.py"])
    run.step("types · mypy --strict", [*python, "mypy", "src", "bench", "tools"])


def suites(run: Run) -> None:
    """The same tests on SQLite and PostgreSQL, and the journeys in a browser."""
    pytest = [PYTHON, "-m", "pytest", "--no-header", "-m"]
    home = throwaway_home()
    os.environ.pop("KHET_DATABASE_URL", None)
    database = os.environ.pop("KHET_TEST_PG", "")
    os.environ["KHET_VISITS"] = tempfile.mkdtemp(prefix="khet-visits-")
    run.step("pytest · SQLite", [*pytest, "not browser and not postgres", "-n", "2"], home)
    if chromium := browser.find_or_install():
        run.step("pytest · browser", [*pytest, "browser"], {**home, "KHET_CHROMIUM": chromium})
    else:
        run.missing("browser", "พิมพ์ · type: sudo apt-get install -y chromium fonts-thai-tlwg")
    run.step("addresses · every one visited", [PYTHON, "tools/visited.py", os.environ.pop("KHET_VISITS")], home)
    with postgres.reachable(database) as address:
        if address:
            run.step("pytest · PostgreSQL", [*pytest, "not browser", "-n", "2"], {**home, "KHET_TEST_PG": address})
        else:
            run.missing("PostgreSQL", "ตั้ง KHET_TEST_PG หรือ · or type: sudo apt-get install -y postgresql")


def throwaway_home() -> dict[str, str]:
    """The checks never touch the hub's own state: settings_test makes a home of its own when none is named."""
    os.environ.pop("KHET_HOME", None)
    return {"DJANGO_SETTINGS_MODULE": "khet.settings_test"}


def main(argv: Sequence[str]) -> int:
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    if argv[:1] == ["test"] and len(argv) > 1:
        os.chdir(ROOT)
        throwaway_home()
        os.execv(PYTHON, [PYTHON, "-m", "pytest", *argv[1:]])
    run = Run()
    lint(run)
    if argv[:1] == ["test"]:
        suites(run)
    return run.report()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

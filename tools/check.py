"""`./khet test` and `./khet lint`: every check of the house, one line each, and what was not possible here.

With CI=true a missing PostgreSQL or browser is a failure; elsewhere it is named and left out.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from needs import browser, postgres

ROOT = Path(__file__).resolve().parents[1]
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
PYTHON = sys.executable
PYTEST = [PYTHON, "-m", "pytest", "--no-header", "-m"]
TWO = ["-n", "2", "--dist", "worksteal"]  # two cores; whoever is done first takes over from the other
MIGRATE = [PYTHON, "-m", "khet", "migrate", "-v0"]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "khet.settings_test"}


@dataclass
class Run:
    """The outcome so far: a row per step (mark, title, seconds) and the last suite's closing line."""

    rows: list[tuple[str, str, float]] = field(default_factory=list)
    failed: bool = False
    closing: str = ""
    say: Callable[[str], object] = sys.stdout.write

    def step(self, title: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        """Run one check; its output is shown as it comes."""
        self.say(f"── {title}\n")
        sys.stdout.flush()
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
                self.say(line)
                if "pytest" in command and line.startswith("=") and " in " in line:
                    self.closing = line.rstrip()
            sys.stdout.flush()
        self._note(process.returncode == 0, title, time.monotonic() - began)

    @contextmanager
    def beside(self, steps: "Callable[[Run], None]") -> Iterator[None]:
        """Run these steps while the block runs others; what they say is shown together, when both are done."""
        said: list[str] = []
        other = Run(say=said.append)
        thread = threading.Thread(target=steps, args=[other])
        thread.start()
        try:
            yield
        finally:
            thread.join()
            self.say("".join(said))
            self.rows += other.rows
            self.failed |= other.failed

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
    style(run)
    sense(run)


def style(run: Run) -> None:
    """What is known in a moment."""
    python = [PYTHON, "-m"]
    run.step("ruff", [*python, "ruff", "check", "."])
    run.step("ruff format", [*python, "ruff", "format", "--check", "."])
    if shellcheck := shutil.which("shellcheck"):
        run.step("shell · shellcheck", [shellcheck, "khet", ".ci/run"])
    else:
        run.step("shell · sh -n", ["sh", "-n", "khet"])


def sense(run: Run) -> None:
    """What takes one core for a minute or two."""
    python = [PYTHON, "-m"]
    run.step(
        "contracts · import-linter", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    )
    templates = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "src/khet").glob("*/templates"))
    if templates:
        run.step("templates · djlint", [*python, "djlint", "--lint", "--quiet", *templates])
    run.step("migrations", [*python, "khet", "makemigrations", "--check", "--dry-run"], SETTINGS)
    run.step("leaks", [PYTHON, "tools/leaks.py"])
    run.step("types · mypy --strict", [*python, "mypy", "src", "bench", "tools"])


def everything(run: Run) -> None:
    """Style first; the journeys in a browser beside types and contracts; then the suites on both databases."""
    server = os.environ.pop("KHET_TEST_PG", "")
    os.environ.pop("KHET_DATABASE_URL", None)
    style(run)
    with tempfile.TemporaryDirectory(prefix="khet-test-") as folder:
        home, visits = Path(folder, "prepared"), Path(folder, "visits")
        run.step("a migrated database · SQLite", MIGRATE, {**SETTINGS, "KHET_HOME": str(home)})
        os.environ["KHET_PREPARED"] = str(home / "khet.sqlite3")
        with run.beside(sense):
            journeys(run, visits)
        recorded = {**SETTINGS, "KHET_VISITS": str(visits)}
        run.step("pytest · SQLite", [*PYTEST, "not browser and not postgres", *TWO], recorded)
        run.step("addresses visited, commands on the trail", [PYTHON, "tools/visited.py", str(visits)], SETTINGS)
        with postgres.reachable(server) as address:
            if address:
                on_postgres(run, address)
            else:
                run.missing("PostgreSQL", "ตั้ง KHET_TEST_PG หรือ · or type: sudo apt-get install -y postgresql")


def journeys(run: Run, visits: Path) -> None:
    """A journey is a file whose tests build on one another: a file stays in one process."""
    if chromium := browser.find_or_install():
        environment = {**SETTINGS, "KHET_VISITS": str(visits), "KHET_CHROMIUM": chromium}
        run.step("pytest · browser", [*PYTEST, "browser", "-n", "2", "--dist", "loadfile"], environment)
    else:
        run.missing("browser", "พิมพ์ · type: sudo apt-get install -y chromium fonts-thai-tlwg")


def on_postgres(run: Run, address: str) -> None:
    """What asks no database was proved on SQLite and is not repeated."""
    with postgres.a_database(address) as prepared:
        run.step("a migrated database · PostgreSQL", MIGRATE, {**SETTINGS, "KHET_TEST_PG": prepared})
        environment = {**SETTINGS, "KHET_TEST_PG": address, "KHET_PREPARED_PG": prepared.rpartition("/")[2]}
        run.step("pytest · PostgreSQL", [*PYTEST, "database and not browser", *TWO], environment)


def main(argv: Sequence[str]) -> int:
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    # The checks never touch the hub's own state: settings_test makes a home of its own when none is named.
    os.environ.pop("KHET_HOME", None)
    if argv[:1] == ["test"] and len(argv) > 1:
        os.chdir(ROOT)
        os.execv(PYTHON, [PYTHON, "-m", "pytest", *argv[1:]])
    run = Run()
    if argv[:1] == ["test"]:
        everything(run)
    else:
        lint(run)
    return run.report()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A database and workers outside the test process: real files, real processes, real SIGKILL.

Run as a script it is the `khet` of a house with nothing but jobs in it: outside.py <command> …, with the test kinds.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[3]


@dataclass
class Outside:
    """One home folder, one database address, and the processes started on them."""

    home: Path
    url: str
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *args: str) -> str:
        """Run one command to its end and return what it printed."""
        done = subprocess.run(self._command(*args), env=self._env, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        log = (self.home / "worker.log").open("ab")
        process = subprocess.Popen(self._command(*args), env=self._env, stdout=log, stderr=log)
        log.close()
        self.started.append(process)
        return process

    def end(self) -> None:
        for process in self.started:
            process.kill()
            process.wait(10)

    def memory(self, process: subprocess.Popen[bytes]) -> float:
        """Megabytes resident."""
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def _env(self) -> dict[str, str]:
        return {
            **{name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ},
            "KHET_HOME": str(self.home),
            "KHET_DATABASE_URL": self.url,
            "PYTHONPATH": str(SOURCE),
            "DJANGO_SETTINGS_MODULE": "khet.jobs.tests.outside_settings",
        }

    def _command(self, *args: str) -> list[str]:
        return [sys.executable, str(Path(__file__)), *args]


def until(true: Callable[[], object], what: str, seconds: float = 20) -> None:
    """Wait for another process; fails with a sentence when it never happens."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.02)


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command, execute_from_command_line

    from khet.jobs.models import Job
    from khet.jobs.services import enqueue
    from khet.jobs.tests import kinds  # noqa: F401

    command, *rest = sys.argv[1:]
    if command == "prepare":
        call_command("migrate", "jobs", verbosity=0)
    elif command == "slow":
        folder, hangs, count = rest
        for _ in range(int(count)):
            enqueue("jobs.test_slow", folder=folder, first_hangs=hangs == "hangs")
    elif command == "states":
        sys.stdout.write(",".join(Job.objects.order_by("pk").values_list("state", flat=True)))
    elif command == "note":
        enqueue("jobs.test_touch", path=rest[0])
    else:
        execute_from_command_line(["khet", command, *rest])


def kill(process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> int:
    process.send_signal(number)
    return process.wait(20)


if __name__ == "__main__":
    main()

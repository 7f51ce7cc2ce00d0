"""The group lives and dies together. End of file on its output means that no process of it is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

GROUP = """
import os, signal
from khet.hosting import processes, supervisor

def tell(name, number):
    os.write(1, f"{name} {number}\\n".encode())  # one write: lines of several processes do not mix

def role(name):
    def serve():
        signal.signal(signal.SIGUSR1, lambda *_: None)  # asked to: ends in peace
        tell(name, os.getpid())
        signal.pause()
    return serve

def parent():
    def nested():
        grandchild = processes.fork(role("grandchild"), name="grandchild")
        tell("web", os.getpid())
        signal.pause()
    return nested

supervisor.RENEWED_AFTER = 0.0
raise SystemExit(supervisor.Supervisor({"web": parent(), "jobs": role("jobs")}).run(
    ready=lambda: True, then=lambda: tell("ready", 0)))
"""


@pytest.fixture
def group() -> Iterator["Group"]:
    running = Group()
    yield running
    running.process.kill()
    with running.process:  # waits and closes
        pass


class Group:
    """A supervisor with a web role that has a child of its own, and a jobs role."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
        self.process = subprocess.Popen(
            [sys.executable, "-c", GROUP], stdout=subprocess.PIPE, text=True, env=environment
        )
        self.pids = dict(self.line() for _ in range(4))

    def line(self) -> tuple[str, int]:
        assert self.process.stdout is not None
        while words := self.process.stdout.readline().split():
            if len(words) == 2 and words[1].isdigit():
                return words[0], int(words[1])
        raise AssertionError("the group ended")

    def rest(self) -> str:
        """Everything until the last process of the group is gone."""
        out, _ = self.process.communicate(timeout=30)
        return out


def test_a_role_that_dies_is_started_again(group: Group) -> None:
    os.kill(group.pids["jobs"], signal.SIGKILL)
    name, pid = group.line()
    assert name == "jobs"
    assert pid != group.pids["jobs"]


def test_a_role_that_ends_in_peace_is_started_anew_without_a_word(group: Group) -> None:
    os.kill(group.pids["jobs"], signal.SIGUSR1)
    assert group.process.stdout is not None
    words = group.process.stdout.readline().split()
    assert words[0] == "jobs"
    assert words[1] != str(group.pids["jobs"])


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_stop_the_whole_group_ends(group: Group, told: signal.Signals) -> None:
    group.process.send_signal(told)
    group.rest()
    assert group.process.returncode == 0


def test_killing_the_parent_leaves_no_orphan(group: Group) -> None:
    group.process.kill()
    assert group.rest() == ""


def test_killing_a_role_ends_what_it_had_started(group: Group) -> None:
    os.kill(group.pids["web"], signal.SIGKILL)
    fresh = dict(group.line() for _ in range(2))
    assert set(fresh) == {"web", "grandchild"}
    assert not Path(f"/proc/{group.pids['grandchild']}").exists()

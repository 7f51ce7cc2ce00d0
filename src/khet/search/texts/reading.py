"""Reading the text of one file from outside: a child process with limits, and what became of it."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

READER = 1
"""Version of the readers: a failure is tried again when it grows."""
SECONDS, MEGABYTES = 60, 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """error: "" or one word: unknown, time, memory, killed, or the name of what the reader raised."""

    text: str = ""
    pages: int = 0
    seen: bool = False
    error: str = ""


def read(path: Path, mime: str, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Answer:
    """The text of a file; never raises because of the file. seconds: of the processor; by the clock twice as many."""
    command = [sys.executable, "-m", "khet.search.texts.child", str(path), mime, str(seconds), str(megabytes)]
    source = str(Path(__file__).resolve().parents[3])
    environment = {"PYTHONPATH": source, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    try:
        ended = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=seconds * 2, check=False, env=environment, start_new_session=True
        )
    except subprocess.TimeoutExpired:
        return Answer(error="time")
    return _answer(ended)


def _answer(ended: "subprocess.CompletedProcess[bytes]") -> Answer:
    if ended.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return Answer(error="time")
    try:
        said = json.loads(ended.stdout)
    except ValueError:
        memory = b"MemoryError" in ended.stderr or ended.returncode == -signal.SIGABRT
        return Answer(error="memory" if memory else "killed")
    if "error" in said:
        return Answer(error=str(said["error"]))
    return Answer(str(said["text"]), int(said["pages"]), bool(said["seen"]))

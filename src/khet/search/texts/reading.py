"""Reading the text of one file from outside: a child process with limits, and what became of it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

READER = 2
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
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment, start_new_session=True)  # noqa: S603
    try:
        said, complained = child.communicate(timeout=seconds * 2)
    except subprocess.TimeoutExpired:
        return Answer(error="time")
    finally:
        _end(child)
    return _answer(child.returncode, said, complained)


def _end(child: "subprocess.Popen[bytes]") -> None:
    """With whatever it started (tesseract), should anything of it still run."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def _answer(code: int, printed: bytes, complained: bytes) -> Answer:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Answer(error="time")
    try:
        said = json.loads(printed)
    except ValueError:
        memory = b"MemoryError" in complained or code == -signal.SIGABRT
        return Answer(error="memory" if memory else "killed")
    if "error" in said:
        return Answer(error=str(said["error"]))
    return Answer(str(said["text"]), int(said["pages"]), bool(said["seen"]))

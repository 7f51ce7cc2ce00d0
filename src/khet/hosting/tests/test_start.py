"""What a start does, and does not do twice."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from khet import serve
from khet.hosting.prepare import static_fingerprint, tables_fingerprint
from khet.hosting.processes import run


def test_a_busy_port_is_named_and_the_next_free_one_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        busy = other.getsockname()[1]
        assert serve.free_port("127.0.0.1", busy) > busy
    assert f"พอร์ต {busy} ถูกใช้งานอยู่" in capsys.readouterr().out


def test_nobody_at_the_door_is_no_answer() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert not serve.answers("127.0.0.1", port)


def test_the_address_reaches_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHET_PUBLIC_URL", raising=False)
    monkeypatch.delenv("KHET_HOSTS", raising=False)
    assert serve.environment_for("0.0.0.0", 8123) == "http://127.0.0.1:8123"
    assert "localhost" in os.environ["KHET_HOSTS"].split()
    assert os.environ["KHET_PUBLIC_URL"] == "http://127.0.0.1:8123"


def test_fingerprints_are_stable_between_two_starts() -> None:
    assert tables_fingerprint() == tables_fingerprint()
    assert static_fingerprint() == static_fingerprint()


def test_a_child_that_fails_says_so(tmp_path: Path) -> None:
    log = tmp_path / "log" / "child.log"

    def fails() -> None:
        os.write(1, b"seen")
        raise ValueError("no")

    assert run(fails, name="child", log=log) == 1
    assert log.read_text() == "seen"


def test_what_only_tests_need_is_not_loaded_and_can_be_loaded_later() -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\n"
            "from khet.hosting import preload\n"
            "preload.django()\n"
            "print([name for name in ('unittest', 'django.test', 'jinja2') if name in sys.modules])\n"
            "from django.test import Client, signals\n"
            "from django.core.signals import setting_changed\n"
            "print(signals.setting_changed is setting_changed, Client.__module__)\n",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.splitlines() == ["[]", "True django.test.client"]

"""Debian packages, where we may install them (root in CI, or KHET_INSTALL=1)."""

import os
import shutil
import subprocess


def install(*names: str) -> bool:
    """True when apt-get installed them."""
    wanted = {os.environ.get("CI", "").lower(), os.environ.get("KHET_INSTALL", "")} & {"1", "true", "yes"}
    if not wanted or os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"ติดตั้งแพ็กเกจระบบ · installing: {' '.join(names)}", flush=True)
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    if subprocess.run(command, check=False, **quiet).returncode == 0:  # type: ignore[call-overload]
        return True
    subprocess.run(["apt-get", "update", "-q"], check=False, **quiet)  # type: ignore[call-overload]
    return bool(subprocess.run(command, check=False, **quiet).returncode == 0)  # type: ignore[call-overload]

"""Debian's Chromium, installed when that is allowed."""

import os
import shutil

from needs import packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_or_install() -> str:
    """The path of a Chromium, "" when there is none and none may be installed."""
    return _find() or (_find() if packages.install("chromium", "fonts-thai-tlwg", "fonts-noto-core") else "")


def _find() -> str:
    named = os.environ.get("KHET_CHROMIUM", "")
    return named or next((path for name in NAMES if (path := shutil.which(name))), "")

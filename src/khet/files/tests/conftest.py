"""A house with only this front door, and a disk of its own for every test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from khet.files.tests import desk  # noqa: F401  (registers the kind of owner)

Visitor = Callable[[int | None], Client]


@pytest.fixture(autouse=True)
def _front_door(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.ROOT_URLCONF = "khet.files.tests.urls"
    settings.TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    settings.LOGIN_URL = "/enter/"
    settings.MIDDLEWARE = [
        "django.middleware.gzip.GZipMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "khet.files.tests.desk.actor_of_session",
    ]


@pytest.fixture
def visitor(db: Any) -> Visitor:
    """visitor(1): the browser of account 1; visitor(None): somebody who did not sign in."""

    def come(account: int | None, **how: Any) -> Client:
        client = Client(**how)
        if account is not None:
            session = client.session
            session["account"] = account
            session.save()
        return client

    return come

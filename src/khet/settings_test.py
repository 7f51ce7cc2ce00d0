"""Settings of the test run: the real ones, in a home of their own, on SQLite or on KHET_TEST_PG."""

import os
import tempfile

os.environ.setdefault("KHET_HOME", tempfile.mkdtemp(prefix="khet-test-"))

from khet.settings import *  # noqa: E402, F403
from khet.settings import DATABASES, STORAGES  # noqa: E402

if os.environ.get("KHET_TEST_PG"):
    from khet.kernel import environment as env
    from khet.kernel.database import database_from_url

    DATABASES["default"] = {**database_from_url(os.environ["KHET_TEST_PG"], home=env.home()), "CONN_MAX_AGE": 0}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only: no test looks at the hash
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

"""Settings of the test run: the real ones, in a home of their own, on SQLite or on KHET_TEST_PG."""

import atexit
import os
import shutil
import tempfile

if "KHET_HOME" not in os.environ:
    os.environ["KHET_HOME"] = tempfile.mkdtemp(prefix="khet-test-")
    atexit.register(shutil.rmtree, os.environ["KHET_HOME"], ignore_errors=True)

from khet.settings import *  # noqa: F403
from khet.settings import DATABASES, MIDDLEWARE, STATIC_ROOT, STORAGES

if os.environ.get("KHET_TEST_PG"):
    from khet.kernel import environment as env
    from khet.kernel.database import database_from_url

    DATABASES["default"] = {
        **database_from_url(os.environ["KHET_TEST_PG"], home=env.home()),
        "CONN_MAX_AGE": 0,
        "TEST": {"TEMPLATE": os.environ.get("KHET_PREPARED_PG") or None},
        "OPTIONS": {"options": "-c synchronous_commit=off"},  # speed only: no test pulls the plug
    }
else:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # said aloud: pytest-xdist knows only Django's own engine
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # speed only: no test looks at the hash
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else whitenoise warns
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MIDDLEWARE.insert(0, "khet.tests.visits.record")

"""Settings of the writers' processes: this floor and the one below it, so that they start quickly."""

from khet.kernel import environment as env
from khet.kernel.database import database_from_url

SECRET_KEY = IDENTITY_KEY = "for tests only"
INSTALLED_APPS = ["khet.audit", "khet.numbers"]
DATABASES = {"default": database_from_url(env.text("KHET_DATABASE_URL"), home=env.home())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True

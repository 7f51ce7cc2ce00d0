"""The door of the web server (granian, WSGI)."""

import os

from django.core.wsgi import get_wsgi_application

from khet.kernel.lane import Lane

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khet.settings")
application = Lane(get_wsgi_application())

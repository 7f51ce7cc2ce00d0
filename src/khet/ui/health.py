"""Two doors for whoever watches the hub: is the process up, and can it do its work. No session is touched."""

from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from khet.kernel.doors import public


@public
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has its tables, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations")
            good = cursor.fetchone() is not None
    except Error:
        good = False
    return HttpResponse("ready\n" if good else "not ready\n", content_type="text/plain", status=200 if good else 503)

"""Every address of the house, by package."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from khet.ui import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    *(
        path("", include(f"khet.{name}.urls"))
        for name in [*settings.ROOF, *settings.CAPABILITIES, *settings.FLOORS]
        if find_spec(f"khet.{name}.urls")
    ),
]

"""Every address of the house, by package."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from khet.ui import health

handler400 = "khet.ui.errors.bad_request"
handler403 = "khet.ui.errors.forbidden"
handler404 = "khet.ui.errors.not_found"
handler500 = "khet.ui.errors.server_error"
handler429 = "khet.org.accounts.views.doors.too_often"  # asked for by allauth
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("accounts/", include("khet.org.accounts.closed")),
    path("accounts/", include("allauth.urls")),
    path("", include("khet.org.accounts.oidc.closed")),
    path("", include("allauth.idp.urls")),
    *(
        path("", include(f"khet.{name}.urls"))
        for name in [*settings.ROOF, *settings.CAPABILITIES, *settings.FLOORS]
        if find_spec(f"khet.{name}.urls")
    ),
]

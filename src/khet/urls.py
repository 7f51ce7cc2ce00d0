"""Every address of the house, by package."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from ninja import NinjaAPI

from khet.kernel.doors import own_rule, public
from khet.ui import health
from khet.version import VERSION

handler400 = "khet.ui.errors.bad_request"
handler403 = "khet.ui.errors.forbidden"
handler404 = "khet.ui.errors.not_found"
handler500 = "khet.ui.errors.server_error"
handler429 = "khet.org.accounts.views.doors.too_often"  # asked for by allauth
PACKAGES = [*settings.ROOF, *settings.CAPABILITIES, *settings.FLOORS]


def programs() -> tuple[list[URLPattern | URLResolver], str, str]:
    """What programs may ask (/api/…): the router of every package that has one; described at /api/openapi.json.

    Each router says who may ask; the description is for everybody.
    """
    api = NinjaAPI(title="Khet", version=VERSION, docs_url=None, openapi_url="/openapi.json", urls_namespace="api")
    for name in PACKAGES:
        if find_spec(f"khet.{name}.api"):
            api.add_router("", import_module(f"khet.{name}.api").router)
    patterns, app, namespace = api.urls
    for each in patterns:
        if isinstance(each, URLPattern) and each.callback is not None:
            (public if each.name in ("openapi-json", "api-root") else own_rule)(each.callback)
    return patterns, app, namespace


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("accounts/", include("khet.org.accounts.closed")),
    path("accounts/", include("allauth.urls")),
    path("", include("khet.org.accounts.oidc.closed")),
    path("", include("allauth.idp.urls")),
    *(path("", include(f"khet.{name}.urls")) for name in PACKAGES if find_spec(f"khet.{name}.urls")),
    path("api/", programs()),
]

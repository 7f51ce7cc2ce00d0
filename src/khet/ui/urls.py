"""Addresses of the design system itself: the gallery, for those who build pages."""

from django.conf import settings
from django.urls import URLPattern, path

from khet.ui import gallery

app_name = "ui"
urlpatterns: list[URLPattern] = (
    [
        path("_gallery/", gallery.show, name="gallery"),
        path("_gallery/plain/", gallery.plain, name="gallery_plain"),
        path("_gallery/progress/", gallery.progress, name="gallery_progress"),
        path("_gallery/refused/", gallery.refused, name="gallery_refused"),
        path("_gallery/broken/", gallery.broken, name="gallery_broken"),
    ]
    if settings.DEBUG
    else []
)

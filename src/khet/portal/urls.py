"""Addresses of the home."""

from django.urls import path

from khet.portal.views import home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
]

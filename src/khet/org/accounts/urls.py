"""Addresses around signing in that are not allauth's own."""

from django.urls import path

from khet.org.accounts.views import doors

urlpatterns = [
    path("start/", doors.start, name="start"),
    path("forgotten/", doors.forgotten, name="forgotten"),
]

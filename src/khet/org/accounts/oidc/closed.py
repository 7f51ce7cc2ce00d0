"""Doors of the provider that stay shut: codes for machines without a keyboard; stands before its own addresses."""

from django.urls import path

from khet.org.accounts.views.doors import closed

urlpatterns = [
    path("identity/o/device", closed),
    path("identity/o/api/device/code", closed),
]

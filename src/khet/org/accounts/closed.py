"""Doors of allauth that stay shut; stands before its own addresses."""

from django.urls import path, re_path

from khet.org.accounts.views.doors import closed

urlpatterns = [
    path("signup/", closed),
    path("email/", closed),
    re_path(r"^confirm-email/", closed),
    re_path(r"^password/(?:reset|set)/", closed),
    re_path(r"^login/code/", closed),
    path("3rdparty/signup/", closed),
    re_path(r"^social/", closed),
]

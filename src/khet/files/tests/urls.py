"""Only the addresses of files, and the page of one form."""

from django.urls import include, path

from khet.files.tests import desk

urlpatterns = [path("", include("khet.files.urls")), path("desk/", desk.page)]

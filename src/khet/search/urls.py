"""Addresses of search."""

from django.urls import path

from khet.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.find, name="find"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/recent/forget/", views.forget, name="forget"),
    path("search/recent/keep/", views.keep, name="keep"),
]

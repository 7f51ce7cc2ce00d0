"""Addresses of units, people and accounts."""

from django.urls import path

from khet.org.views import me

app_name = "org"
urlpatterns = [
    path("me/post/", me.switch_post, name="switch_post"),
    path("me/language/", me.language, name="language"),
    path("me/change-person/", me.change_person, name="change_person"),
]

"""Addresses of units, people and accounts."""

from django.urls import include, path

from khet.org.views import directory, me

app_name = "org"
urlpatterns = [
    path("", include("khet.org.accounts.urls")),
    path("", include("khet.org.calendars.urls")),
    path("org/", directory.units, name="directory"),
    path("org/people/", directory.people, name="people"),
    path("org/unit/<slug:code>/", directory.unit, name="unit"),
    path("org/person/<int:pk>/", directory.person, name="person"),
    path("org/person/<int:pk>/record/", directory.record, name="record"),
    path("me/", me.me, name="me"),
    path("me/lock/", me.lock, name="lock"),
    path("me/post/", me.switch_post, name="switch_post"),
    path("me/language/", me.language, name="language"),
    path("me/change-person/", me.change_person, name="change_person"),
]

"""Addresses of notify."""

from django.urls import path

from khet.notify.views import notices, outside, preferences

app_name = "notify"
urlpatterns = [
    path("notices/", notices.index, name="list"),
    path("notices/read/", notices.read_all, name="read_all"),
    path("notices/<int:pk>/", notices.one, name="one"),
    path("notices/<int:pk>/read/", notices.read_one, name="read_one"),
    path("notices/open/<str:kind>/<int:pk>/", notices.open_ref, name="open"),
    path("notices/preferences/", preferences.preferences, name="preferences"),
    path("notices/preferences/line/", preferences.line_code, name="line_code"),
    path("notices/preferences/line/remove/", preferences.line_unlink, name="line_unlink"),
    path("notices/push/", preferences.push_register, name="push_register"),
    path("notices/push/<int:pk>/remove/", preferences.push_remove, name="push_remove"),
    path("notices/line/", outside.line_webhook, name="line_webhook"),
    path("notices/unsubscribe/<str:token>/", outside.unsubscribe, name="unsubscribe"),
    path("notices/offline/", outside.offline, name="offline"),
    path("sw.js", outside.service_worker, name="service_worker"),
]

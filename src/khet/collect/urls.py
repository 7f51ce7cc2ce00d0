"""Addresses of collect, noun by noun."""

from khet.collect import urls_rounds

app_name = "collect"
urlpatterns = [
    *urls_rounds.urlpatterns,
]

"""Addresses of collect, noun by noun."""

from khet.collect import urls_forms

app_name = "collect"
urlpatterns = [
    *urls_forms.urlpatterns,
]

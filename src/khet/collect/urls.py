"""Addresses of collect, noun by noun."""

from khet.collect import urls_forms, urls_pupils, urls_rounds, urls_schools

app_name = "collect"
urlpatterns = [
    *urls_rounds.urlpatterns,
    *urls_forms.urlpatterns,
    *urls_pupils.urlpatterns,
    *urls_schools.urlpatterns,
]

"""Addresses of facts of schools."""

from django.urls import path

from khet.collect.views import school_facts

HERE = "collect/schools/"
urlpatterns = [
    path(HERE, school_facts.compare, name="school_facts"),
    path(f"{HERE}mend/", school_facts.mend, name="mend_school_facts"),
]

"""Addresses of forms, code lists and registers."""

urlpatterns: list = []

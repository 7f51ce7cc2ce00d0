"""Addresses of registers, lists, receiving, numbers and settings."""

from django.urls import URLPattern, path

from khet.saraban.views import registers

register_urls: list[URLPattern] = [
    path("letters/registers/", registers.registers, name="registers"),
    path("letters/registers/entry/<int:pk>/", registers.entry, name="entry"),
    path("letters/registers/entry/<int:pk>/void/", registers.void, name="void_number"),
    path("letters/registers/<slug:book>/", registers.register, name="register"),
    path("letters/registers/<slug:book>/pdf/", registers.register_pdf, name="register_pdf"),
    path("letters/registers/<slug:book>/excel/", registers.register_xlsx, name="register_xlsx"),
]

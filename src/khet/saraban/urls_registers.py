"""Addresses of registers, lists, receiving, numbers and settings."""

from django.urls import URLPattern, path

from khet.saraban.views import lists, registers

register_urls: list[URLPattern] = [
    path("letters/", lists.letters, name="letters"),
    path("letters/in/", lists.incoming, name="incoming"),
    path("letters/in/many/", lists.incoming_many, name="incoming_many"),
    path("letters/out/", lists.outgoing, name="outgoing"),
    path("letters/registers/", registers.registers, name="registers"),
    path("letters/registers/entry/<int:pk>/", registers.entry, name="entry"),
    path("letters/registers/entry/<int:pk>/void/", registers.void, name="void_number"),
    path("letters/registers/<slug:book>/", registers.register, name="book"),
    path("letters/registers/<slug:book>/pdf/", registers.register_pdf, name="register_pdf"),
    path("letters/registers/<slug:book>/excel/", registers.register_xlsx, name="register_xlsx"),
]

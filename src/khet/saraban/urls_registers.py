"""Addresses of registers, lists, receiving, numbers and settings."""

from django.urls import URLPattern, path

from khet.saraban.views import lists, receiving, registers, reserving, scans, years

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
    path("letters/receive/", receiving.receive, name="receive"),
    path("letters/receive/earlier/", receiving.duplicates, name="duplicates"),
    path("letters/receive/senders/", receiving.sender_options, name="sender_options"),
    path("letters/in/<int:pk>/stamped/", receiving.stamped, name="stamped"),
    path("letters/scans/", scans.scans, name="scans"),
    path("letters/scans/<int:pk>/", scans.scan, name="scan"),
    path("letters/scans/<int:pk>/split/", scans.split, name="split"),
    path("letters/scans/<int:pk>/page/<int:page>.png", scans.picture, name="scan_page"),
    path("letters/scans/part/<int:pk>/page/<int:page>.png", scans.part_picture, name="part_picture"),
    path("letters/numbers/", reserving.numbers, name="numbers"),
    path("letters/numbers/gaps/", reserving.gaps, name="gaps"),
    path("letters/numbers/certificates/", reserving.certificates, name="certificates"),
    path("letters/numbers/certificates/pdf/", reserving.certificates_pdf, name="certificates_pdf"),
    path("letters/numbers/<int:pk>/use/", reserving.use_number, name="use_number"),
    path("letters/years/", years.years, name="years"),
    path("letters/years/<int:year_be>/", years.year, name="year"),
    path("letters/years/<int:year_be>/set/", years.set_year, name="set_year"),
]

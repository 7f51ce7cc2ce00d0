"""Addresses of insight."""

from django.urls import path

from khet.insight.views import indicators, overview, pivots, units, years

app_name = "insight"
urlpatterns = [
    path("insight/", overview.home, name="home"),
    path("insight/indicators/", indicators.indicators, name="indicators"),
    path("insight/indicators/<slug:key>/", indicators.indicator, name="indicator"),
    path("insight/indicators/<slug:key>/table.xlsx", indicators.sheet, name="indicator_sheet"),
    path("insight/indicators/<slug:key>/table.docx", indicators.document, name="indicator_document"),
    path("insight/pivot/", pivots.table, name="pivot"),
    path("insight/pivot/table.xlsx", pivots.sheet, name="pivot_sheet"),
    path("insight/pivot/table.docx", pivots.document, name="pivot_document"),
    path("insight/pivot/keep/", pivots.save, name="keep_view"),
    path("insight/views/<int:pk>/drop/", pivots.drop, name="drop_view"),
    path("insight/source/<int:pk>/<slug:period>/", pivots.source, name="source"),
    path("insight/schools/<str:code>/", units.school, name="card"),
    path("insight/years/<int:be>/", years.year, name="year"),
    path("insight/years/<int:be>/book.pdf", years.year_book, name="book"),
    path("insight/map/", units.area_map, name="map"),
]

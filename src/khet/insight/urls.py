"""Addresses of insight."""

from django.urls import path

from khet.insight.views import defining, indicators, overview, pivots, units, years

app_name = "insight"
urlpatterns = [
    path("insight/", overview.home, name="home"),
    path("insight/indicators/", indicators.indicators, name="indicators"),
    path("insight/indicators/<slug:key>/", indicators.indicator, name="indicator"),
    path("insight/indicators/<slug:key>/table.xlsx", indicators.sheet, name="indicator_sheet"),
    path("insight/indicators/<slug:key>/table.docx", indicators.document, name="indicator_document"),
    path("insight/indicators/<slug:key>/versions/<int:number>/", indicators.version, name="version"),
    path("insight/define/new/", defining.new, name="define_new"),
    path("insight/define/<int:pk>/", defining.define, name="define"),
    path("insight/define/<int:pk>/about/", defining.about, name="define_about"),
    path("insight/define/<int:pk>/publish/", defining.publish, name="define_publish"),
    path("insight/define/<int:pk>/drop/", defining.drop, name="define_drop"),
    path("insight/define/<int:pk>/archive/", defining.archive, name="define_archive"),
    path("insight/define/<int:pk>/restore/", defining.restore, name="define_restore"),
    path("insight/define/<int:pk>/<slug:part>/", defining.choose, name="define_choose"),
    path("insight/define/<int:pk>/<slug:part>/new/", defining.new_term, name="define_new_term"),
    path("insight/define/<int:pk>/<slug:part>/<int:at>/", defining.term, name="define_term"),
    path("insight/define/<int:pk>/<slug:part>/<int:at>/drop/", defining.drop_term, name="define_drop_term"),
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

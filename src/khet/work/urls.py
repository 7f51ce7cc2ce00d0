"""Addresses of work."""

from django.urls import path

from khet.work.views import handover, inbox, items, walls

app_name = "work"
urlpatterns = [
    path("work/", inbox.inbox, name="inbox"),
    path("work/acknowledge/", inbox.answer_many, name="answer_many"),
    path("work/item/<int:pk>/", items.item, name="item"),
    path("work/item/<int:pk>/answer/", items.answer, name="answer"),
    path("work/item/<int:pk>/accept/", items.accept, name="accept"),
    path("work/item/<int:pk>/pass-on/", items.pass_on, name="pass_on"),
    path("work/item/<int:pk>/record/", items.record, name="record"),
    path("work/item/<int:pk>/give-back/", items.give_back, name="give_back"),
    path("work/item/<int:pk>/extend/", items.extend, name="extend"),
    path("work/item/<int:pk>/withdraw/", items.withdraw, name="withdraw"),
    path("work/handover/<int:pk>/", handover.hand_over, name="hand_over"),
    path("work/wall/<str:basis>/<int:pk>/", walls.wall, name="wall"),
    path("work/wall/<str:basis>/<int:pk>/remind/", walls.remind, name="remind"),
    path("work/wall/<str:basis>/<int:pk>/sheet.xlsx", walls.sheet, name="wall_sheet"),
]

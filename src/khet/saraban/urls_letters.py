"""Addresses of writing, signing, sending and answering letters."""

from django.urls import path

from khet.saraban.views import answers, deliveries, pictures

letter_urls = [
    path("letters/in/<int:pk>/", deliveries.delivery, name="delivery"),
    path("letters/in/<int:pk>/page/<int:page>.png", pictures.delivery_page, name="delivery_page"),
    path("letters/in/<int:pk>/register/", deliveries.register, name="register"),
    path("letters/in/<int:pk>/endorse/", deliveries.endorse, name="endorse"),
    path("letters/in/<int:pk>/assign/", deliveries.assign, name="assign"),
    path("letters/in/<int:pk>/circulate/", deliveries.circulate, name="circulate"),
    path("letters/in/<int:pk>/reject/", deliveries.reject, name="reject"),
    path("letters/in/<int:pk>/reopen/", deliveries.reopen, name="reopen"),
    path("letters/in/<int:pk>/take-back/", deliveries.take_back, name="take_back"),
    path("letters/in/<int:pk>/unopen/", deliveries.unopen, name="unopen"),
    path("letters/in/<int:pk>/reply/", deliveries.reply, name="reply"),
    path("letters/in/<int:pk>/slip.pdf", deliveries.slip, name="slip"),
    path("letters/in/<int:pk>/answer/<int:item>/", answers.answer, name="answer"),
    path("letters/in/<int:pk>/excuse/<int:item>/", answers.not_applicable, name="not_applicable"),
    path("letters/<int:pk>/page/<int:page>.png", pictures.letter_page, name="letter_page"),
    path("letters/<int:pk>/answers.xlsx", answers.sheet, name="answers_sheet"),
    path("letters/<int:pk>/answers.zip", answers.archive, name="answers_zip"),
]

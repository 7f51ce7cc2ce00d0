"""Addresses of rounds and of what units give to them."""

from django.urls import path

from khet.collect.views import entry, handing, planning, rounds, sending, submissions

urlpatterns = [
    path("collect/", rounds.home, name="home"),
    path("collect/rounds/", rounds.listed, name="rounds"),
    path("collect/rounds/new/", planning.new, name="new_round"),
    path("collect/rounds/units/", planning.units, name="round_units"),
    path("collect/rounds/<int:pk>/", rounds.round_page, name="round"),
    path("collect/rounds/<int:pk>/edit/", planning.edit, name="edit_round"),
    path("collect/rounds/<int:pk>/open/", planning.open_round, name="open_round"),
    path("collect/rounds/<int:pk>/cancel/", planning.cancel, name="cancel_round"),
    path("collect/rounds/<int:pk>/add/", planning.add_unit, name="add_unit"),
    path("collect/rounds/<int:pk>/remind/", rounds.remind, name="remind_round"),
    path("collect/rounds/<int:pk>/accept/", rounds.accept_many, name="accept_many"),
    path("collect/rounds/<int:pk>/lock/", rounds.lock, name="lock_round"),
    path("collect/rounds/<int:pk>/reopen/", rounds.reopen, name="reopen_round"),
    path("collect/rounds/<int:pk>/sheet.xlsx", rounds.sheet, name="round_sheet"),
    path("collect/given/<int:pk>/", submissions.submission, name="submission"),
    path("collect/given/<int:pk>/cells/", entry.cells, name="save_cells"),
    path("collect/given/<int:pk>/section/<slug:section>/", entry.section, name="save_section"),
    path("collect/given/<int:pk>/rows/<slug:part>/", entry.row, name="entry_row"),
    path("collect/given/<int:pk>/same/", entry.same, name="same_as_last"),
    path("collect/given/<int:pk>/reasons/", sending.reasons, name="reasons"),
    path("collect/given/<int:pk>/hand/", handing.hand, name="hand_form"),
    path("collect/given/<int:pk>/hand/take/", handing.take, name="take_hand"),
    path("collect/given/<int:pk>/hand/done/", handing.done, name="hand_done"),
    path("collect/given/<int:pk>/submit/", sending.submit, name="submit"),
    path("collect/given/<int:pk>/take-back/", sending.take_back, name="take_back"),
    path("collect/given/<int:pk>/certify/", sending.certify, name="certify"),
    path("collect/given/<int:pk>/send-back/", sending.send_back, name="send_back"),
    path("collect/given/<int:pk>/record/", sending.record, name="record_answer"),
    path("collect/given/<int:pk>/accept/", sending.accept, name="accept"),
    path("collect/given/<int:pk>/return/", sending.give_back, name="give_back"),
    path("collect/given/<int:pk>/excuse/", sending.excuse, name="excuse"),
    path("collect/given/<int:pk>/ask-again/", sending.ask_again, name="ask_again"),
    path("collect/given/<int:pk>/extend/", sending.extend, name="extend"),
    path("collect/given/<int:pk>/sheet.xlsx", submissions.sheet, name="submission_sheet"),
]

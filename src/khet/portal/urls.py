"""Addresses of the home, the settings and the first-time setup."""

from django.urls import path

from khet.portal.views import home, settings, setup, system

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("settings/", settings.index, name="settings"),
    path("settings/channels/", settings.channels, name="channels"),
    path("settings/channels/<slug:key>/", settings.channel, name="channel"),
    path("settings/channels/<slug:key>/test/", settings.test_channel, name="channel_test"),
    path("settings/system/", system.system, name="system"),
    path("settings/system/backup/", system.back_up, name="back_up"),
    path("settings/system/jobs/", system.failed, name="jobs_failed"),
    path("settings/system/jobs/<int:pk>/retry/", system.retry, name="job_retry"),
    path("settings/system/jobs/<int:pk>/drop/", system.give_up, name="job_give_up"),
    path("settings/system/jobs/<int:pk>/cancel/", system.cancel, name="job_cancel"),
    path("setup/", setup.setup, name="setup"),
    path("setup/office/", setup.office, name="setup_office"),
    path("setup/administrator/", setup.administrator, name="setup_administrator"),
    path("setup/letters/", setup.letters, name="setup_letters"),
    path("setup/units/", setup.units, name="setup_units"),
    path("setup/people/", setup.people, name="setup_people"),
    path("setup/registers/", setup.registers, name="setup_registers"),
    path("setup/calendar/", setup.calendar, name="setup_calendar"),
    path("setup/tick/<slug:key>/", setup.tick, name="setup_tick"),
    path("setup/finish/", setup.finish, name="setup_finish"),
]

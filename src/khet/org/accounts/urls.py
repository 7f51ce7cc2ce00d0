"""Addresses around signing in that are not allauth's own."""

from django.urls import path

from khet.org.accounts.views import doors, handover, machines, system

urlpatterns = [
    path("start/", doors.start, name="start"),
    path("forgotten/", doors.forgotten, name="forgotten"),
    path("me/lock/", machines.lock, name="lock"),
    path("me/change-person/", machines.change_person, name="change_person"),
    path("me/shared/", machines.shared, name="shared"),
    path("org/accounts/", handover.index, name="accounts"),
    path("org/accounts/invite/", handover.invite, name="accounts_invite"),
    path("org/system/providers/", system.providers, name="providers"),
    path("org/system/providers/<slug:key>/", system.provider, name="provider"),
    path("org/system/clients/", system.clients, name="clients"),
    path("org/system/clients/new/", system.client_new, name="client_new"),
    path("org/system/clients/<slug:key>/remove/", system.client_remove, name="client_remove"),
    path("org/system/break-glass/", system.glass, name="break_glass"),
    path("org/system/break-glass/<int:pk>/mend/", system.mend_glass, name="mend_glass"),
    path("org/accounts/people/", handover.people, name="accounts_people"),
    path("org/accounts/people/<int:pk>/", handover.open_account, name="account_open"),
    path("org/accounts/<int:pk>/", handover.account, name="account"),
    path("org/accounts/<int:pk>/code/", handover.code, name="account_code"),
    path("org/accounts/<int:pk>/change/", handover.change, name="account_change"),
]

"""Addresses of the calendars; included by org's, in its name space."""

from django.urls import path

from khet.org.calendars import views

urlpatterns = [
    path("calendar/", views.index, name="calendar"),
    path("calendar/holidays/new/", views.add_holiday, name="calendar_holiday_new"),
    path("calendar/holidays/<int:pk>/", views.change_holiday, name="calendar_holiday"),
    path("calendar/holidays/<int:pk>/remove/", views.remove_holiday, name="calendar_holiday_remove"),
    path("calendar/holidays/<int:pk>/return/", views.return_holiday, name="calendar_holiday_return"),
    path("calendar/<slug:key>/days/new/", views.add_special_day, name="calendar_special_new"),
    path("calendar/days/<int:pk>/", views.change_special_day, name="calendar_special"),
    path("calendar/days/<int:pk>/remove/", views.remove_special_day, name="calendar_special_remove"),
    path("calendar/<slug:key>/hours/", views.set_hours, name="calendar_hours"),
    path("calendar/hours/<int:pk>/remove/", views.remove_hours, name="calendar_hours_remove"),
    path("calendar/<slug:key>/terms/new/", views.add_term, name="calendar_term_new"),
    path("calendar/terms/<int:pk>/", views.change_term, name="calendar_term"),
    path("calendar/terms/<int:pk>/remove/", views.remove_term, name="calendar_term_remove"),
]

"""Addresses of files."""

from django.urls import path

from khet.files import views

app_name = "files"
urlpatterns = [
    path("files/upload/", views.create, name="create"),
    path("files/upload/<str:token>", views.upload, name="upload"),
    path("files/<str:public_id>/-/<str:kind>", views.derivative, name="derivative"),
    path("files/<str:public_id>/<str:name>", views.download, name="download"),
]

"""/enter/: the front door of every host."""

from __future__ import annotations

from django.urls import path

from commons.identity import views

urlpatterns = [
    path("", views.enter, name="enter"),
    path("where/", views.where, name="where"),
    path("leave/", views.leave, name="leave"),
    path("<str:secret>/", views.by_link, name="by_link"),
]

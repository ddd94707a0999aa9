from __future__ import annotations

from django.urls import path

from api.v1.directory import views

urlpatterns = [
    path("offices/", views.Offices.as_view()),
    path("offices/<str:code>/", views.Office.as_view()),
    path("offices/<str:code>/opening/", views.Opening.as_view()),
    path("offices/<str:code>/suspension/", views.Suspension.as_view()),
    path("offices/<str:code>/resumption/", views.Resumption.as_view()),
]

from __future__ import annotations

from django.urls import path

from api.v1.directory import views

urlpatterns = [
    path("rosters/", views.Rosters.as_view()),
    path("offices/", views.Offices.as_view()),
    path("offices/<str:code>/", views.Office.as_view()),
    path("offices/<str:code>/opening/", views.Opening.as_view()),
    path("offices/<str:code>/suspension/", views.Suspension.as_view()),
    path("offices/<str:code>/resumption/", views.Resumption.as_view()),
    path("offices/<str:code>/domains/", views.Domains.as_view()),
    path("offices/<str:code>/renaming/", views.Renaming.as_view()),
    path("offices/<str:code>/relocation/", views.Relocation.as_view()),
    path("offices/<str:code>/merger/", views.Merger.as_view()),
    path("offices/<str:code>/archiving/", views.Archiving.as_view()),
    path("offices/<str:code>/unarchiving/", views.Unarchiving.as_view()),
    path("offices/<str:code>/deletion/", views.Deletion.as_view()),
    path("offices/<str:code>/exports/", views.Exports.as_view()),
    path("offices/<str:code>/restorations/", views.Restorations.as_view()),
]

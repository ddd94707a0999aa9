from __future__ import annotations

from django.urls import path

from api.v1.documents import views

urlpatterns = [
    path("attachments/", views.Attachments.as_view()),
    path("attachments/<uuid:uid>/", views.Attachment.as_view()),
    path("attachments/<uuid:uid>/removal/", views.Removal.as_view()),
    path("attachments/<uuid:uid>/publicity/", views.Publicity.as_view()),
    path("documents/", views.Documents.as_view()),
    path("documents/<uuid:uid>/", views.Document.as_view()),
    path("documents/<uuid:uid>/voiding/", views.Voiding.as_view()),
]

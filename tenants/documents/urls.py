from __future__ import annotations

from django.urls import path

from tenants.documents import views

urlpatterns = [
    path("<uuid:uid>/", views.download, name="file"),
    path("documents/<uuid:uid>/", views.paper, name="paper"),
    path("documents/<uuid:uid>/paper.docx", views.paper_docx, name="paper_docx"),
    path("documents/<uuid:uid>/paper.xlsx", views.paper_xlsx, name="paper_xlsx"),
]

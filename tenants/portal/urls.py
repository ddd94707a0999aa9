"""The portal at the root of every office's host."""

from __future__ import annotations

from django.urls import path

from tenants.portal import views

urlpatterns = [
    path("", views.home, name="portal"),
    path("suggest/", views.suggest, name="suggest"),
    path("suggest/done/", views.suggested, name="suggested"),
    path("suggest/posters/", views.posters, name="posters"),
    path("lookup/", views.lookup, name="lookup"),
    path("lookup/amend/", views.amend, name="amend"),
    path("notices/", views.public_notices, name="public_notices"),
    path("notices/<uuid:uid>/", views.public_notice, name="public_notice"),
    path("projects/", views.projects, name="projects"),
    path("projects/<uuid:uid>/", views.project, name="project"),
    path("bulletins/", views.bulletins, name="bulletins"),
    path("bulletins/<uuid:uid>/", views.bulletin, name="bulletin"),
    path("bulletins/<uuid:uid>/paper.docx", views.bulletin_paper, name="bulletin_paper"),
    path("shows/", views.shows, name="shows"),
    path("shows/<uuid:uid>/", views.show, name="show"),
    path("survey/", views.survey, name="survey"),
    path("privacy/", views.privacy, name="privacy"),
]

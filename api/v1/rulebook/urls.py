from __future__ import annotations

from django.urls import path

from api.v1.rulebook import views

urlpatterns = [
    path("kinds/", views.Kinds.as_view()),
    path("templates/", views.Templates.as_view()),
    path("templates/<uuid:uid>/", views.Template.as_view()),
    path("templates/<uuid:uid>/editions/", views.Drafts.as_view()),
    path("editions/", views.Editions.as_view()),
    path("editions/<uuid:uid>/", views.Edition.as_view()),
    path("editions/<uuid:uid>/publication/", views.Publication.as_view()),
    path("editions/<uuid:uid>/withdrawal/", views.Withdrawal.as_view()),
    path("editions/<uuid:uid>/narrowings/", views.Narrowings.as_view()),
    path("editions/<uuid:uid>/differences/", views.Differences.as_view()),
    path("editions/<uuid:uid>/effects/", views.Effects.as_view()),
    path("adoptions/", views.Adoptions.as_view()),
    path("adoptions/<uuid:uid>/", views.Adoption.as_view()),
    path("adoptions/<uuid:uid>/explanation/", views.Explanation.as_view()),
]

from __future__ import annotations

from django.urls import path

from api.v1.returns import views

urlpatterns = [
    path("periods/", views.Periods.as_view()),
    path("compilations/", views.Compilations.as_view()),
    path("compilations/<uuid:uid>/", views.Compilation.as_view()),
    path("compilations/<uuid:uid>/correction/", views.Correction.as_view()),
    path("compilations/<uuid:uid>/explanation/", views.Explanation.as_view()),
    path("compilations/<uuid:uid>/filing/", views.Filing.as_view()),
    path("compilations/<uuid:uid>/discarding/", views.Discarding.as_view()),
    path("cards/", views.Cards.as_view()),
    path("cards/<uuid:uid>/taking_back/", views.TakingBack.as_view()),
]

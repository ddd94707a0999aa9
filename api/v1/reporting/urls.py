from __future__ import annotations

from django.urls import path

from api.v1.reporting import views

urlpatterns = [
    path("rollup/", views.Rollup.as_view()),
    path("ranks/", views.Ranks.as_view()),
    path("returns/", views.Returns.as_view()),
    path("returns/<uuid:uid>/", views.Return.as_view()),
    path("returns/<uuid:uid>/acceptance/", views.Acceptance.as_view()),
    path("returns/<uuid:uid>/sending_back/", views.SendingBack.as_view()),
    path("periods/", views.Periods.as_view()),
    path("missing/", views.Missing.as_view()),
    path("indicators/", views.Indicators.as_view()),
    path("cards/", views.Cards.as_view()),
    path("cards/<uuid:uid>/", views.Card.as_view()),
]

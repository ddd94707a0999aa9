from __future__ import annotations

from django.urls import path

from api.v1.identity import views

urlpatterns = [
    path("delegations/", views.Delegations.as_view()),
    path("delegations/<uuid:uid>/withdrawal/", views.Withdrawal.as_view()),
]

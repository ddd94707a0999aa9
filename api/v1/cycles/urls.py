from __future__ import annotations

from django.urls import path

from api.v1.cycles import views

_STAGE = "cycles/<uuid:uid>/stages/<str:kind>"

urlpatterns = [
    path("cycles/", views.Cycles.as_view()),
    path("cycles/<uuid:uid>/", views.Cycle.as_view()),
    path("cycles/<uuid:uid>/closing/", views.CycleClosing.as_view()),
    path("cycles/<uuid:uid>/stages/", views.Stages.as_view()),
    path(f"{_STAGE}/", views.Stage.as_view()),
    path(f"{_STAGE}/opening/", views.StageOpening.as_view()),
    path(f"{_STAGE}/closing/", views.StageClosing.as_view()),
    path(f"{_STAGE}/reopening/", views.StageReopening.as_view()),
    path(f"{_STAGE}/schedule/", views.StageSchedule.as_view()),
]
